package import ChatDomain
package import Foundation

/// Look-ups within one moment.
package protocol ChatReader: AccountReader, AdministrationReader, ExportReader, SearchReader, ShareReader {
    func conversation(_ user: UserID, _ id: ConversationID) throws -> Conversation?
    /// Pinned first, then by last activity, newest first.
    func conversations(
        _ user: UserID,
        where filter: ConversationFilter,
        after cursor: ConversationCursor?,
        limit: Int
    ) throws -> [Conversation]

    func message(_ user: UserID, _ id: MessageID) throws -> Message?
    /// Those with a star in all conversations, the newest first.
    func starredMessages(_ user: UserID, after cursor: MessageCursor?, limit: Int) throws -> [Message]
    /// The answers to a question, by `seq`.
    func answers(_ user: UserID, to question: Message) throws -> [Message]
    /// The message with this id and those before it on its path, newest first, at most `limit`.
    func path(_ user: UserID, endingIn id: MessageID, limit: Int) throws -> [Message]
    /// The newest message on the path that ends in `leaf` whose `seq` is below `seq`.
    func message(_ user: UserID, onPathTo leaf: MessageID, below seq: Int64) throws -> MessageID?
    /// The end of the newest branch below a message; the message itself when nothing follows it.
    func newestLeaf(_ user: UserID, below id: MessageID) throws -> MessageID
    /// Queued or streaming answers among a message and all that follows it on any branch.
    func unfinishedAnswers(_ user: UserID, below id: MessageID) throws -> [MessageID]
    func unfinishedAnswers(_ user: UserID, in conversation: ConversationID) throws -> [MessageID]
    /// Answers of all users that are queued or streaming, in the order in which they were asked for.
    func unfinishedAnswers() throws -> [(user: UserID, answer: Message)]
    /// Settled answers after `seq` on the path that ends in `leaf`. Costs as much as there are messages after `seq`.
    func unreadAnswers(_ user: UserID, leaf: MessageID, after seq: Int64) throws -> Int

    func attachment(_ user: UserID, _ id: AttachmentID) throws -> Attachment?
    /// Bytes of all attachments of a user, and of those that only their links show any more.
    func attachmentBytes(_ user: UserID) throws -> Int64
    /// Whether anybody's attachment has this content, or anybody's link shows it.
    func isUsed(sha256: Data) throws -> Bool
    /// What was sent to Gemini's Files API for a user, if it is kept there after `time`.
    func uploadedFile(_ user: UserID, sha256: Data, after time: Timestamp) throws -> UploadedFile?

    /// By name.
    func presets(_ user: UserID) throws -> [Preset]

    /// What a user has had on that day; all 0 when nothing.
    func usage(_ user: UserID, on day: Day) throws -> DayUsage
    /// The days since then on which there was any, the newest first.
    func usage(_ user: UserID, since day: Day) throws -> [DayUsage]

    /// Whether an item with this id was there and has been deleted.
    func isDeleted(_ user: UserID, _ id: UUID) throws -> Bool

    /// The number of the user's latest change; 0 before the first.
    func revision(_ user: UserID) throws -> Int64
    /// The user's changes after `since`, each with the item as it is now; `nil` when some of them are kept no more.
    func changes(_ user: UserID, since: Int64, limit: Int) throws -> [Change]?
}

/// Which conversations are listed.
package struct ConversationFilter: Hashable, Sendable {
    /// Only archived ones, or only the others.
    package var archived: Bool
    /// Only those with unread answers, or only those without; `nil`: both.
    package var unread: Bool?
    /// Only pinned ones, or only the others; `nil`: both.
    package var pinned: Bool?

    package init(archived: Bool = false, unread: Bool? = nil, pinned: Bool? = nil) {
        self.archived = archived
        self.unread = unread
        self.pinned = pinned
    }
}

extension ChatReader {
    package func conversations(
        _ user: UserID,
        archived: Bool,
        after cursor: ConversationCursor?,
        limit: Int
    ) throws -> [Conversation] {
        try conversations(user, where: ConversationFilter(archived: archived), after: cursor, limit: limit)
    }
}

/// Where a page of messages of several conversations ended.
package struct MessageCursor: Hashable, Sendable {
    package var createdAt: Timestamp
    package var id: MessageID

    package init(createdAt: Timestamp, id: MessageID) {
        self.createdAt = createdAt
        self.id = id
    }
}

/// Where a page of conversations ended.
package struct ConversationCursor: Hashable, Sendable {
    package var isPinned: Bool
    package var lastActivityAt: Timestamp
    package var id: ConversationID

    package init(isPinned: Bool, lastActivityAt: Timestamp, id: ConversationID) {
        self.isPinned = isPinned
        self.lastActivityAt = lastActivityAt
        self.id = id
    }
}
