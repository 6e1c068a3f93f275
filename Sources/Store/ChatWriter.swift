package import ChatDomain
package import Foundation

/// Look-ups and writes within one transaction.
///
/// Whatever inserts, updates or deletes an item of a user takes that user's next revision, writes the change, and returns the
/// item with it.
package protocol ChatWriter: ChatReader, AccountWriter, AdministrationWriter, ShareWriter {
    func insert(_ user: UserID, _ conversation: Conversation) throws -> Conversation
    func update(_ user: UserID, _ conversation: Conversation) throws -> Conversation
    /// With everything in it; the ids of its messages are remembered as deleted.
    ///
    /// - Returns: the contents of attachments that went along. Somebody else may have the same.
    func deleteConversation(_ user: UserID, _ id: ConversationID) throws -> [Data]

    /// With its attachments, which must be there. Also writes the changes of the siblings that the message thereby gets.
    func insert(_ user: UserID, _ message: Message) throws -> Message
    /// All of it but its place in the tree and its attachments.
    func update(_ user: UserID, _ message: Message) throws -> Message
    /// With all that follows it on any branch; also writes the changes of the siblings that are left. No conversation's `leafID`
    /// may be among them.
    ///
    /// - Returns: the contents of attachments that went along, as `deleteConversation` does.
    func deleteMessage(_ user: UserID, _ id: MessageID) throws -> [Data]

    func insert(_ user: UserID, _ attachment: Attachment, at now: Timestamp) throws
    /// Adds a picture to a running answer. A change of its own.
    func attach(_ user: UserID, _ answer: Message, _ picture: Attachment) throws -> Message
    /// Remembers where Gemini keeps a content, in place of what was remembered of it.
    func keep(_ user: UserID, _ file: UploadedFile, sha256: Data) throws
    func forgetUploadedFile(_ user: UserID, sha256: Data) throws

    func put(_ user: UserID, _ preset: Preset) throws
    func deletePreset(_ user: UserID, _ id: PresetID) throws

    /// Adds to what a user has had on a day; the numbers may be negative.
    func add(_ user: UserID, _ usage: DayUsage) throws

    /// Appends to a running answer what arrived since the last checkpoint. Not a change. `false`: it runs no more.
    func checkpoint(_ user: UserID, _ answer: MessageID, text: String, thoughts: String) throws -> Bool

    /// Forgets changes older than `Change.keptDays`, sessions, tokens and links of all kinds that are over, attachments that were never sent,
    /// and what the Files API keeps no more.
    ///
    /// - Returns: the contents of attachments that went.
    func forgetOld(at now: Timestamp) throws -> [Data]
}
