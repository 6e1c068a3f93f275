import ChatDomain
import Testing

struct ContextWindowTests {
    /// Exchanges of a path, oldest first: what each answer said and how it ended; `nil`: a question without an answer.
    private typealias Ends = [(text: String, status: Message.Status)?]

    private let conversation = ConversationID.make()

    private func path(_ ends: Ends) -> [Message] {
        var path: [Message] = []
        for (index, end) in ends.enumerated() {
            path.append(message(.user, "q\(index)", .stored, after: path))
            if let end { path.append(message(.model, end.text, end.status, after: path)) }
        }
        return path
    }

    private func message(_ role: Message.Role, _ text: String, _ status: Message.Status, after path: [Message])
        -> Message
    {
        Message(
            id: .make(),
            conversationID: conversation,
            seq: Int64(path.count + 1),
            parentID: path.last?.id,
            role: role,
            text: text,
            status: status,
            createdAt: Timestamp(milliseconds: 0)
        )
    }

    /// The questions that were chosen.
    private func chosen(_ limit: Int?, _ ends: Ends) -> [String] {
        var window = ContextWindow(limit: limit)
        for message in path(ends).reversed() { window.consider(message) }
        return window.exchanges.map(\.question.text)
    }

    @Test func theLastThreeExchangesCountOldestFirst() {
        let ends: Ends = Array(repeating: ("a", .complete), count: 5)
        #expect(ContextWindow.defaultExchanges == 3)
        #expect(chosen(3, ends) == ["q2", "q3", "q4"])
    }

    @Test func aLimitOfNothingIsMetAtOnceAndNoLimitNever() {
        let ends: Ends = Array(repeating: ("a", .complete), count: 5)
        #expect(ContextWindow(limit: 0).isFull)
        #expect(chosen(0, ends) == [])
        #expect(chosen(nil, ends) == ["q0", "q1", "q2", "q3", "q4"])
        #expect(chosen(9, ends) == ["q0", "q1", "q2", "q3", "q4"])
    }

    @Test(arguments: Message.Status.allCases)
    func anAnswerCountsWhenItIsFinal(status: Message.Status) {
        let counts: [Message.Status] = [.complete, .stopped, .failed, .interrupted]
        guard status != .stored else { return }
        #expect(chosen(3, [("text", status)]) == (counts.contains(status) ? ["q0"] : []))
    }

    @Test(arguments: [Message.Status.complete, .stopped, .failed, .interrupted])
    func anAnswerWithoutTextStaysOutWithItsQuestionAndMakesRoomForAnOlderOne(status: Message.Status) {
        #expect(chosen(2, [("a", .complete), ("b", .complete), ("", status), ("d", .complete)]) == ["q1", "q3"])
    }

    @Test func aQuestionWithoutAnAnswerStaysOutAndTakesNobodyElsesAnswer() {
        var window = ContextWindow(limit: 3)
        let path = path([("a", .complete), nil, ("c", .complete)])
        for message in path.reversed() { window.consider(message) }
        #expect(window.exchanges.map { $0.question.text + $0.answer.text } == ["q0a", "q2c"])
    }

    @Test func everyExchangeHoldsAnAnswerToItsOwnQuestion() {
        var window = ContextWindow(limit: nil)
        for message in path([("a", .complete), ("", .failed), nil, ("d", .stopped), nil]).reversed() {
            window.consider(message)
        }
        #expect(window.exchanges.allSatisfy { $0.answer.parentID == $0.question.id })
        #expect(window.exchanges.count == 2)
    }

    @Test func whatFollowsAFullWindowIsNotLookedAt() {
        var window = ContextWindow(limit: 1)
        for message in path([("a", .complete), ("b", .complete)]).reversed() { window.consider(message) }
        #expect(window.isFull)
        #expect(window.exchanges.map(\.answer.text) == ["b"])
    }
}
