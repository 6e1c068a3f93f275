import ChatDomain
import Foundation
import Store

// Looking for words, and links, which no test here asks.
extension UnusedReader {
    func titleHits(_ user: UserID, _ query: SearchQuery, after: TitleCursor?, limit: Int) throws -> [Conversation] {
        throw NotExpected()
    }
    func firstQuestion(_ user: UserID, in conversation: ConversationID) throws -> MessageID? { throw NotExpected() }
    func messageHits(
        _ user: UserID,
        _ query: SearchQuery,
        in: ConversationID?,
        after: HitCursor?,
        limit: Int
    ) throws -> [MessageHit] {
        throw NotExpected()
    }
    func shares(_ user: UserID) throws -> [Share] { throw NotExpected() }
    func share(_ user: UserID, _ id: ShareID) throws -> Share? { throw NotExpected() }
    func share(secretHash: Data, at now: Timestamp) throws -> (share: Share, messages: [SharedMessage])? {
        throw NotExpected()
    }
    func sharedFile(secretHash: Data, _ id: AttachmentID, at now: Timestamp) throws -> Attachment? {
        throw NotExpected()
    }
}
