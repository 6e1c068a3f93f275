/// Chooses the exchanges that go to Gemini with a question.
///
/// An exchange counts when its answer is final and has text or a picture. Empty answers stay out, with their questions.
package struct ContextWindow: Sendable {
    /// How many exchanges a conversation sends unless its user chose otherwise.
    package static let defaultExchanges = 3

    /// A question with its answer.
    package struct Exchange: Hashable, Sendable {
        package var question: Message
        package var answer: Message
    }

    /// `nil`: all.
    private let limit: Int?
    private var newestFirst: [Exchange] = []
    private var pendingAnswer: Message?

    package init(limit: Int?) {
        self.limit = limit
    }

    /// Nothing older can be taken any more.
    package var isFull: Bool { limit.map { newestFirst.count >= $0 } ?? false }

    /// Looks at the next older message of the path, starting with the one before the question.
    package mutating func consider(_ message: Message) {
        guard !isFull else { return }
        switch message.role {
        case .model:
            pendingAnswer = message.status.isFinal && message.hasContent ? message : nil
        case .user:
            if let answer = pendingAnswer {
                newestFirst.append(Exchange(question: message, answer: answer))
            }
            pendingAnswer = nil
        }
    }

    /// What was chosen, oldest first.
    package var exchanges: [Exchange] { newestFirst.reversed() }
}
