package import Foundation

/// A person or guest with an account.
package struct User: Hashable, Sendable {
    package enum Role: String, Sendable {
        case admin
        case user
    }

    package var id: UserID
    /// The id that clients see.
    package var publicID: UUID
    package var name: String
    package var role: Role
    package var isGuest: Bool
    package var createdAt: Timestamp
    package var revision: Int64

    package init(
        id: UserID,
        publicID: UUID,
        name: String,
        role: Role,
        isGuest: Bool,
        createdAt: Timestamp,
        revision: Int64
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.role = role
        self.isGuest = isGuest
        self.createdAt = createdAt
        self.revision = revision
    }
}

/// A signed-in browser. Its token is known to the browser alone; a store keeps the token's hash.
package struct Session: Hashable, Sendable {
    package var id: SessionID
    package var userID: UserID
    package var createdAt: Timestamp
    package var lastSeenAt: Timestamp

    /// Days without a request after which a session is over (NIST SP 800-63B-4, 2.1.3: at most 30 days).
    package static let idleDays: Int64 = 30

    package init(id: SessionID, userID: UserID, createdAt: Timestamp, lastSeenAt: Timestamp) {
        self.id = id
        self.userID = userID
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
    }

    package func isOver(at now: Timestamp) -> Bool {
        now.milliseconds - lastSeenAt.milliseconds > Self.idleDays * 86_400_000
    }
}
