import ChatDomain
import Foundation
import Store

/// A writer of which a test implements what it needs. Everything else must not be called.
protocol UnusedWriter: ChatWriter {}

struct NotExpected: Error {}

extension UnusedWriter {
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
    func revision(_ user: UserID) throws -> Int64 { throw NotExpected() }
    func changes(_ user: UserID, since: Int64, limit: Int) throws -> [Change]? { throw NotExpected() }

    func insert(_ user: UserID, _ conversation: Conversation) throws -> Conversation { throw NotExpected() }
    func update(_ user: UserID, _ conversation: Conversation) throws -> Conversation { throw NotExpected() }
    func deleteConversation(_ user: UserID, _ id: ConversationID) throws -> [Data] { throw NotExpected() }
    func insert(_ user: UserID, _ message: Message) throws -> Message { throw NotExpected() }
    func update(_ user: UserID, _ message: Message) throws -> Message { throw NotExpected() }
    func deleteMessage(_ user: UserID, _ id: MessageID) throws -> [Data] { throw NotExpected() }
    func checkpoint(_ user: UserID, _ answer: MessageID, text: String, thoughts: String) throws -> Bool {
        throw NotExpected()
    }
    func forgetOld(at now: Timestamp) throws -> [Data] { throw NotExpected() }

    func attachment(_ user: UserID, _ id: AttachmentID) throws -> Attachment? { throw NotExpected() }
    func attachmentBytes(_ user: UserID) throws -> Int64 { throw NotExpected() }
    func isUsed(sha256: Data) throws -> Bool { throw NotExpected() }
    func uploadedFile(_ user: UserID, sha256: Data, after time: Timestamp) throws -> UploadedFile? {
        throw NotExpected()
    }
    func presets(_ user: UserID) throws -> [Preset] { throw NotExpected() }
    func usage(_ user: UserID, on day: Day) throws -> DayUsage { throw NotExpected() }
    func usage(_ user: UserID, since day: Day) throws -> [DayUsage] { throw NotExpected() }
    func insert(_ user: UserID, _ attachment: Attachment, at now: Timestamp) throws { throw NotExpected() }
    func attach(_ user: UserID, _ answer: Message, _ picture: Attachment) throws -> Message { throw NotExpected() }
    func keep(_ user: UserID, _ file: UploadedFile, sha256: Data) throws { throw NotExpected() }
    func forgetUploadedFile(_ user: UserID, sha256: Data) throws { throw NotExpected() }
    func put(_ user: UserID, _ preset: Preset) throws { throw NotExpected() }
    func deletePreset(_ user: UserID, _ id: PresetID) throws { throw NotExpected() }
    func add(_ user: UserID, _ usage: DayUsage) throws { throw NotExpected() }
}
