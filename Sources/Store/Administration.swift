package import ChatDomain
package import Foundation

/// Look-ups across users, for whoever administers the server. None shows what anybody wrote.
package protocol AdministrationReader {
    func user(publicID: UUID) throws -> User?
    /// Administrators who can sign in: with a password, and not blocked.
    func administrators() throws -> Int
    /// By name, those whose name holds `text`, after the user with this name and id.
    func userRecords(matching text: String, after cursor: UserCursor?, limit: Int, today: Day) throws -> [UserRecord]
    func userRecord(_ user: UserID, today: Day) throws -> UserRecord?
    /// What all users have had since then, the newest day first, and in each the most tokens first.
    func usageOfAll(since day: Day) throws -> [(user: User, usage: DayUsage)]
    func totals() throws -> StoreTotals

    /// The newest first.
    func invitations() throws -> [Invitation]
    func invitation(_ id: InvitationID) throws -> Invitation?
    func invitation(secretHash: Data) throws -> Invitation?
    /// Whose password this link may set, while it is good.
    func passwordReset(secretHash: Data, at now: Timestamp) throws -> User?
}

/// Writes across users.
package protocol AdministrationWriter {
    /// Role, block and limits. A change of that user's.
    func update(_ user: User) throws -> User

    func insert(_ invitation: Invitation, secretHash: Data) throws
    /// Uses an invitation up.
    func use(_ invitation: InvitationID, by user: UserID, at now: Timestamp) throws
    /// `false`: there is none.
    func deleteInvitation(_ id: InvitationID) throws -> Bool
    func deleteSetupInvitations() throws

    /// In place of the user's link before.
    func setPasswordReset(_ user: UserID, secretHash: Data, expiresAt: Timestamp, at now: Timestamp) throws
    func deletePasswordReset(_ user: UserID) throws
}

/// A user as an administrator sees them.
package struct UserRecord: Hashable, Sendable {
    package var user: User
    package var lastSeenAt: Timestamp?
    package var hasPassword: Bool
    package var hasSecondFactor: Bool
    package var sessions: Int
    package var accessTokens: Int
    package var conversations: Int
    package var messages: Int
    package var attachmentBytes: Int64
    package var today: DayUsage

    package init(
        user: User,
        lastSeenAt: Timestamp?,
        hasPassword: Bool,
        hasSecondFactor: Bool,
        sessions: Int,
        accessTokens: Int,
        conversations: Int,
        messages: Int,
        attachmentBytes: Int64,
        today: DayUsage
    ) {
        self.user = user
        self.lastSeenAt = lastSeenAt
        self.hasPassword = hasPassword
        self.hasSecondFactor = hasSecondFactor
        self.sessions = sessions
        self.accessTokens = accessTokens
        self.conversations = conversations
        self.messages = messages
        self.attachmentBytes = attachmentBytes
        self.today = today
    }
}

/// Where a page of users ended.
package struct UserCursor: Hashable, Sendable {
    /// As they are ordered by.
    package var name: String
    package var id: UserID

    package init(name: String, id: UserID) {
        self.name = name
        self.id = id
    }
}

/// How much there is of everything.
package struct StoreTotals: Hashable, Sendable {
    package var accounts: Int
    package var guests: Int
    /// Of the database, its log of writes not included.
    package var databaseBytes: Int64
    /// Of attachments; a content that several have counts once for each.
    package var attachmentBytes: Int64

    package init(accounts: Int, guests: Int, databaseBytes: Int64, attachmentBytes: Int64) {
        self.accounts = accounts
        self.guests = guests
        self.databaseBytes = databaseBytes
        self.attachmentBytes = attachmentBytes
    }
}
