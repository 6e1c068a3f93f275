package import ChatDomain
package import Foundation

/// Look-ups and writes within one transaction.
///
/// Whatever inserts, updates or deletes an item of a user takes that user's next revision, writes the change, and returns the
/// item with it.
package protocol ChatWriter: ChatReader {
    /// `nil` when the name is taken.
    func insertUser(_ user: NewUser) throws -> User?
    func insert(_ session: Session, tokenHash: Data) throws
    func touch(_ session: SessionID, at now: Timestamp) throws
    func deleteSession(_ id: SessionID) throws

    func insert(_ user: UserID, _ conversation: Conversation) throws -> Conversation
    func update(_ user: UserID, _ conversation: Conversation) throws -> Conversation
    /// With everything in it; the ids of its questions are remembered as deleted.
    func deleteConversation(_ user: UserID, _ id: ConversationID) throws

    /// Also writes the changes of the siblings that the message thereby gets.
    func insert(_ user: UserID, _ message: Message) throws -> Message
    func update(_ user: UserID, _ message: Message) throws -> Message
    /// With all that follows it on any branch; also writes the changes of the siblings that are left. No conversation's `leafID`
    /// may be among them.
    func deleteMessage(_ user: UserID, _ id: MessageID) throws

    /// Appends to a running answer what arrived since the last checkpoint. Not a change. `false`: it runs no more.
    func checkpoint(_ user: UserID, _ answer: MessageID, text: String, thoughts: String) throws -> Bool

    /// Forgets changes older than `Change.keptDays`, and sessions that are over.
    func forgetOld(at now: Timestamp) throws
}

/// An account to be made.
package struct NewUser: Sendable {
    package var name: String
    /// `nil` for a guest, whose name need not be unique and who cannot sign in again.
    package var credentials: Credentials?
    package var createdAt: Timestamp

    package struct Credentials: Sendable {
        package var nameKey: String
        /// PHC string format, `$argon2id$v=19$…`.
        package var passwordHash: String

        package init(nameKey: String, passwordHash: String) {
            self.nameKey = nameKey
            self.passwordHash = passwordHash
        }
    }

    package init(name: String, credentials: Credentials?, createdAt: Timestamp) {
        self.name = name
        self.credentials = credentials
        self.createdAt = createdAt
    }
}
