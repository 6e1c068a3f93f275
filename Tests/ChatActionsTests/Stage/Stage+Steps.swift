import ChatActions
import ChatDomain
import Store
import Testing

// Steps on the way to what a test is about, each under the event law.
extension Stage {
    func makeConversation(
        title: String? = nil,
        contextExchanges: Int? = ContextWindow.defaultExchanges
    ) async throws -> ConversationID {
        let new = Conversation(id: .make(), title: title, contextExchanges: contextExchanges, createdAt: .now)
        return try await act { try await $0.createConversation($1, new) }.conversation.id
    }

    @discardableResult
    func ask(
        _ id: ConversationID,
        _ text: String = "question",
        as question: MessageID = .make(),
        after parent: MessageID? = nil,
        quoting quote: MessageID? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Asked {
        let new = NewQuestion(id: question, text: text, parentID: parent, quoteID: quote)
        return try await act(sourceLocation: sourceLocation) { try await $0.ask($1, in: id, new) }
    }

    func finish(
        _ answer: MessageID,
        _ text: String = "answer",
        _ status: Message.Status = .complete,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = AnswerOutcome(status: status, text: text, failure: text.isEmpty ? .emptyAnswer : nil)
        try await act(sourceLocation: sourceLocation) { try await $0.finishAnswer($1, answer, outcome) }
    }

    /// Questions with complete answers at the end of the shown path, as `question 0`, `answer 0` and so on.
    func makeExchanges(_ id: ConversationID, _ count: Int) async throws -> [Asked] {
        var all: [Asked] = []
        for number in 0..<count {
            let asked = try await ask(id, "question \(number)")
            try await finish(asked.answer.id, "answer \(number)")
            all.append(asked)
        }
        return all
    }

    func conversation(_ id: ConversationID) async throws -> Conversation {
        try #require(try await store.read { try $0.conversation(user, id) })
    }

    func message(_ id: MessageID) async throws -> Message {
        try #require(try await store.read { try $0.message(user, id) })
    }

    func isThere(_ id: MessageID) async throws -> Bool {
        try await store.read { try $0.message(user, id) } != nil
    }

    /// A conversation of the bystander's with an exchange.
    func makeForeignConversation() async throws -> (id: ConversationID, asked: Asked) {
        let new = Conversation(id: .make(), title: "canary", createdAt: .now)
        let id = try await actions.createConversation(bystander, new).conversation.id
        let question = NewQuestion(id: .make(), text: "canary", parentID: nil, quoteID: nil)
        let asked = try await actions.ask(bystander, in: id, question)
        try await actions.finishAnswer(bystander, asked.answer.id, AnswerOutcome(status: .complete, text: "canary"))
        queue.forgetCalls()
        return (id, asked)
    }
}
