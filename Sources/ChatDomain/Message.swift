/// One bubble: a question of the user or an answer of the model.
package struct Message: Hashable, Sendable {
    package enum Role: String, Sendable {
        case user
        case model
    }

    /// `stored` for a question; the others for an answer, the last four of them final.
    package enum Status: String, Sendable, CaseIterable {
        case stored
        case queued
        case streaming
        case complete
        case stopped
        case failed
        case interrupted

        package var isFinal: Bool { self != .queued && self != .streaming }
    }

    package var id: MessageID
    package var conversationID: ConversationID
    /// Order within the conversation over all branches, from 1, given by the store.
    package var seq: Int64
    /// An answer's question; a question's answer before it, `nil` for a first one.
    package var parentID: MessageID?
    /// All messages with the same parent, this one included, by `seq`.
    package var siblingIDs: [MessageID]
    package var role: Role
    /// While an answer is running: what is stored of it, a prefix.
    package var text: String
    /// The model's thought summary, apart from the answer.
    package var thoughts: String?
    package var status: Status
    package var isStarred: Bool
    package var quoteID: MessageID?
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?
    /// The model that was asked.
    package var model: String?
    /// What Gemini said of its answer.
    package var report: AnswerReport
    package var failure: AnswerFailure?
    /// The `seq` of the oldest message that went to Gemini with the question.
    package var contextFromSeq: Int64?
    /// So many exchanges did not fit the model's input limit and did not go to Gemini.
    package var contextLeftOut: Int?
    /// When a running answer's next call is made, after one that failed.
    package var retryAt: Timestamp?
    package var attachments: [Attachment]
    /// What Gemini sent, in its order; `nil`: one plain text, about which there is nothing else to know.
    package var parts: [AnswerPart]?
    package var sources: [Source]
    /// Google's HTML, to be shown in a frame without scripts and nowhere else.
    package var searchSuggestions: String?
    /// What a running answer keeps back of its user's day.
    package var reservation: UsageReservation?
    package var revision: Int64

    package init(
        id: MessageID,
        conversationID: ConversationID,
        seq: Int64,
        parentID: MessageID?,
        role: Role,
        text: String,
        status: Status,
        createdAt: Timestamp
    ) {
        self.id = id
        self.conversationID = conversationID
        self.seq = seq
        self.parentID = parentID
        self.siblingIDs = [id]
        self.role = role
        self.text = text
        self.thoughts = nil
        self.status = status
        self.isStarred = false
        self.quoteID = nil
        self.createdAt = createdAt
        self.finishedAt = nil
        self.model = nil
        self.report = AnswerReport()
        self.failure = nil
        self.contextFromSeq = nil
        self.contextLeftOut = nil
        self.retryAt = nil
        self.attachments = []
        self.parts = nil
        self.sources = []
        self.searchSuggestions = nil
        self.reservation = nil
        self.revision = 0
    }
}

extension Message {
    /// Messages with the same parent: each new one changes all the others.
    package static let maximumSiblings = 50

    /// There is something to see: text, or a picture. Only then Gemini takes it as a turn.
    package var hasContent: Bool { !text.isEmpty || !attachments.isEmpty }
}

/// What Gemini said of an answer, kept for support. All of it may be missing.
package struct AnswerReport: Hashable, Sendable, Codable {
    package var modelVersion: String?
    package var responseId: String?
    /// Gemini's own word; open-ended.
    package var finishReason: String?
    /// Gemini's explanation of it, plain text.
    package var finishMessage: String?
    package var usage: Usage?

    /// Tokens, as Gemini counted them; a lower bound when the answer was cut.
    package struct Usage: Hashable, Sendable, Codable {
        package var promptTokenCount: Int?
        package var candidatesTokenCount: Int?
        package var thoughtsTokenCount: Int?
        package var totalTokenCount: Int?
        /// What tools brought into the prompt: not in `promptTokenCount`.
        package var toolUsePromptTokenCount: Int?

        package init(
            promptTokenCount: Int?,
            candidatesTokenCount: Int?,
            thoughtsTokenCount: Int?,
            totalTokenCount: Int?,
            toolUsePromptTokenCount: Int? = nil
        ) {
            self.toolUsePromptTokenCount = toolUsePromptTokenCount
            self.promptTokenCount = promptTokenCount
            self.candidatesTokenCount = candidatesTokenCount
            self.thoughtsTokenCount = thoughtsTokenCount
            self.totalTokenCount = totalTokenCount
        }
    }

    package init() {}
}
