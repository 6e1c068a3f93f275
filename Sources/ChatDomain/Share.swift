/// A link that shows a part of a conversation to anybody who has it: a copy as it was when the link was made. The secret in it
/// is shown once; a store keeps its hash.
package struct Share: Hashable, Sendable {
    package var id: ShareID
    package var conversationID: ConversationID
    /// The one answer that it shows, with its question; `nil`: the path that was shown.
    package var messageID: MessageID?
    /// For how long it was made; `nil`: until it is deleted.
    package var days: Int64?
    /// Of the conversation; may be empty.
    package var title: String
    package var messageCount: Int
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?
    /// The conversation has not been deleted since.
    package var hasConversation: Bool

    /// Of one user.
    package static let maximumCount = 200
    package static let days: ClosedRange<Int64> = 1...365
    package static let defaultDays: Int64 = 30
    package static let maximumMessages = 5000
    /// Of all texts together, in UTF-8.
    package static let maximumBytes = 8 << 20

    package init(
        id: ShareID,
        conversationID: ConversationID,
        messageID: MessageID?,
        days: Int64?,
        title: String,
        messageCount: Int,
        createdAt: Timestamp,
        expiresAt: Timestamp?,
        hasConversation: Bool = true
    ) {
        self.id = id
        self.conversationID = conversationID
        self.messageID = messageID
        self.days = days
        self.title = title
        self.messageCount = messageCount
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.hasConversation = hasConversation
    }

    package func isOver(at now: Timestamp) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }
}

package typealias ShareID = Identifier<Share>

/// A message as a link shows it: nothing of who asked, of what Gemini thought, or of the instructions.
package struct SharedMessage: Hashable, Sendable {
    package var id: MessageID
    /// `stored` for a question, a final one for an answer.
    package var status: Message.Status
    package var text: String
    package var createdAt: Timestamp
    package var model: String?
    package var failure: AnswerFailure?
    package var sources: [Source]
    package var attachments: [Attachment]

    package var role: Message.Role { status == .stored ? .user : .model }

    package init(
        id: MessageID,
        status: Message.Status,
        text: String,
        createdAt: Timestamp,
        model: String?,
        failure: AnswerFailure?,
        sources: [Source],
        attachments: [Attachment]
    ) {
        self.id = id
        self.status = status
        self.text = text
        self.createdAt = createdAt
        self.model = model
        self.failure = failure
        self.sources = sources
        self.attachments = attachments
    }

    package init(_ message: Message) {
        self.init(
            id: message.id,
            status: message.status,
            text: message.text,
            createdAt: message.createdAt,
            model: message.model,
            failure: message.failure,
            sources: message.sources,
            attachments: message.attachments
        )
    }
}
