/// Leave to make one account. The secret in its link is shown once; a store keeps its hash.
package struct Invitation: Hashable, Sendable {
    package var id: InvitationID
    /// What the account will be.
    package var role: User.Role
    /// For the administrator's memory, such as whom it is for.
    package var note: String
    /// Made by the server itself while nobody administers it; counts whatever the registration is.
    package var isSetup: Bool
    package var createdAt: Timestamp
    package var expiresAt: Timestamp
    package var usedAt: Timestamp?
    /// The name of the account that was made with it, while there is one.
    package var usedBy: String?

    /// That are kept at once, used ones included.
    package static let maximumCount = 1000
    package static let days: ClosedRange<Int64> = 1...30

    package init(
        id: InvitationID,
        role: User.Role,
        note: String,
        isSetup: Bool = false,
        createdAt: Timestamp,
        expiresAt: Timestamp,
        usedAt: Timestamp? = nil,
        usedBy: String? = nil
    ) {
        self.id = id
        self.role = role
        self.note = note
        self.isSetup = isSetup
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.usedAt = usedAt
        self.usedBy = usedBy
    }

    package func isGood(at now: Timestamp) -> Bool {
        usedAt == nil && now.milliseconds < expiresAt.milliseconds
    }
}
