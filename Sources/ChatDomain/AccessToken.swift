/// What a program signs in with, in a user's name. The secret is shown once; a store keeps its hash.
package struct AccessToken: Hashable, Sendable {
    package var id: AccessTokenID
    package var userID: UserID
    package var name: String
    package var createdAt: Timestamp
    package var lastUsedAt: Timestamp?
    /// `nil`: when it is deleted.
    package var expiresAt: Timestamp?

    /// Of one user.
    package static let maximumCount = 100

    package init(
        id: AccessTokenID,
        userID: UserID,
        name: String,
        createdAt: Timestamp,
        lastUsedAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil
    ) {
        self.id = id
        self.userID = userID
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
    }

    package func isOver(at now: Timestamp) -> Bool {
        expiresAt.map { $0.milliseconds <= now.milliseconds } ?? false
    }
}
