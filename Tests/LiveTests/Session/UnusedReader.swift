import ChatDomain
import Foundation
import Store

/// A reader of which a test implements what it needs. Everything else must not be called.
protocol UnusedReader: ChatReader {}

struct NotExpected: Error {}

extension UnusedReader {
    func conversation(_ user: UserID, _ id: ConversationID) throws -> Conversation? { throw NotExpected() }
    func conversations(
        _ user: UserID,
        where filter: ConversationFilter,
        after: ConversationCursor?,
        limit: Int
    ) throws -> [Conversation] {
        throw NotExpected()
    }
    func message(_ user: UserID, _ id: MessageID) throws -> Message? { throw NotExpected() }
    func starredMessages(_ user: UserID, after: MessageCursor?, limit: Int) throws -> [Message] { throw NotExpected() }
    func answers(_ user: UserID, to question: Message) throws -> [Message] { throw NotExpected() }
    func path(_ user: UserID, endingIn id: MessageID, limit: Int) throws -> [Message] { throw NotExpected() }
    func message(_ user: UserID, onPathTo leaf: MessageID, below seq: Int64) throws -> MessageID? {
        throw NotExpected()
    }
    func newestLeaf(_ user: UserID, below id: MessageID) throws -> MessageID { throw NotExpected() }
    func unfinishedAnswers(_ user: UserID, below id: MessageID) throws -> [MessageID] { throw NotExpected() }
    func unfinishedAnswers(_ user: UserID, in conversation: ConversationID) throws -> [MessageID] {
        throw NotExpected()
    }
    func unfinishedAnswers() throws -> [(user: UserID, answer: Message)] { throw NotExpected() }
    func unreadAnswers(_ user: UserID, leaf: MessageID, after seq: Int64) throws -> Int { throw NotExpected() }
    func isDeleted(_ user: UserID, _ id: UUID) throws -> Bool { throw NotExpected() }
    func attachment(_ user: UserID, _ id: AttachmentID) throws -> ChatDomain.Attachment? { throw NotExpected() }
    func attachmentBytes(_ user: UserID) throws -> Int64 { throw NotExpected() }
    func isUsed(sha256: Data) throws -> Bool { throw NotExpected() }
    func uploadedFile(_ user: UserID, sha256: Data, after time: Timestamp) throws -> UploadedFile? {
        throw NotExpected()
    }
    func presets(_ user: UserID) throws -> [Preset] { throw NotExpected() }
    func usage(_ user: UserID, on day: Day) throws -> DayUsage { throw NotExpected() }
    func usage(_ user: UserID, since day: Day) throws -> [DayUsage] { throw NotExpected() }
}
