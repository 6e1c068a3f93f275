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
    /// An administrator has shut the user out. What is theirs stays.
    package var isBlocked: Bool
    /// What this user may have of Gemini on one day; where a member is `nil`, the server's limit counts.
    package var limits: UsageLimits
    package var createdAt: Timestamp
    package var revision: Int64
    package var settings: UserSettings

    package init(
        id: UserID,
        publicID: UUID,
        name: String,
        role: Role,
        isGuest: Bool,
        isBlocked: Bool,
        limits: UsageLimits,
        createdAt: Timestamp,
        revision: Int64,
        settings: UserSettings = UserSettings()
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.role = role
        self.isGuest = isGuest
        self.isBlocked = isBlocked
        self.limits = limits
        self.createdAt = createdAt
        self.revision = revision
        self.settings = settings
    }
}
