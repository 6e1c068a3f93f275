import ChatDomain
import Store

// All that a user has, which no test here asks.
extension UnusedReader {
    func conversationIDs(_ user: UserID, after id: ConversationID?, limit: Int) throws -> [ConversationID] {
        throw NotExpected()
    }
    func messageLinks(_ user: UserID, in: ConversationID, after seq: Int64, limit: Int) throws -> [MessageLink] {
        throw NotExpected()
    }
    func attachments(_ user: UserID, after id: AttachmentID?, limit: Int) throws -> [Attachment] {
        throw NotExpected()
    }
    func exportCounts(_ user: UserID) throws -> (conversations: Int, attachments: Int) { throw NotExpected() }
}
