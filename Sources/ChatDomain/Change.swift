package import Foundation

/// A durable, numbered fact about a user's data. `item` is what was touched, as it is when the change is handed out.
package struct Change: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case user(UUID)
        case conversation(ConversationID)
        case message(MessageID)
    }

    package enum Item: Hashable, Sendable {
        case user(User)
        case conversation(Conversation)
        case message(Message)
    }

    /// Grows by one with each change of a user, from 1.
    package var revision: Int64
    package var subject: Subject
    /// `nil`: deleted.
    package var item: Item?

    package init(revision: Int64, subject: Subject, item: Item?) {
        self.revision = revision
        self.subject = subject
        self.item = item
    }

    /// How far behind a client may be and still be told each change; beyond, it starts afresh.
    package static let replayLimit: Int64 = 1000
    /// Days for which changes are kept.
    package static let keptDays: Int64 = 30
}
