import ChatActions
import ChatDomain
import Testing

struct ReadMessagesTests {
    /// What a page shows: the texts, and whether there is more at either end.
    private func read(
        _ stage: Stage,
        _ id: ConversationID,
        _ fill: (inout MessagePage) -> Void = { _ in }
    ) async throws -> (texts: [String], earlier: Bool, later: Bool) {
        var page = MessagePage()
        fill(&page)
        let list = try await stage.actions.messages(stage.user, id, page)
        return (list.messages.map(\.text), list.earlier, list.later)
    }

    private func texts(_ range: ClosedRange<Int>) -> [String] { range.flatMap { ["question \($0)", "answer \($0)"] } }

    @Test func withoutALimitTheLastThreeExchangesAreShown() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            #expect(try await read(stage, id) == ([], false, false))
            _ = try await stage.makeExchanges(id, 3)
            #expect(try await read(stage, id) == (texts(0...2), false, false))
            _ = try await stage.makeExchanges(id, 2)
            let now = try await read(stage, id)
            #expect(now == (texts(2...2) + texts(0...1), true, false))
        }
    }

    @Test func aQuestionWithoutItsAnswerIsAnExchangeOfOneMessage() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 4)
            try await stage.act { try await $0.deleteMessage($1, path[3].answer.id) }
            #expect(try await read(stage, id) == (texts(1...2) + ["question 3"], true, false))
        }
    }

    @Test func earlierPagesJoinWithoutGapOrDouble() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            _ = try await stage.makeExchanges(id, 5)
            for limit in [1, 3, 4, 10, 11] {
                var all: [Message] = []
                while true {
                    var page = MessagePage()
                    page.limit = limit
                    page.before = all.first?.seq
                    let list = try await stage.actions.messages(stage.user, id, page)
                    #expect(list.later == !all.isEmpty)
                    all = list.messages + all
                    guard list.earlier else { break }
                }
                #expect(all.map(\.text) == texts(0...4))
            }
            for before in [1, Int64.min] {
                let none = try await read(stage, id) { $0.before = before }
                #expect(none == ([], false, true))
            }
            let last = try await read(stage, id) { $0.before = .max }
            #expect(!last.later && last.texts == texts(2...4))
        }
    }

    @Test func aLeafShowsItsBranch() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let branch = try await stage.ask(id, "branch", after: path[0].answer.id)
            try await stage.finish(branch.answer.id, "branch's answer")
            #expect(try await read(stage, id).texts == texts(0...0) + ["branch", "branch's answer"])
            let other = try await read(stage, id) { $0.leaf = path[1].answer.id }
            #expect(other == (texts(0...1), false, false))
        }
    }

    @Test func aroundShowsTheMessageInItsMiddleOnItsBranch() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 6)
            let middle = try await read(stage, id) {
                $0.around = path[2].answer.id
                $0.limit = 6
            }
            #expect(
                middle == (["answer 1", "question 2", "answer 2", "question 3", "answer 3", "question 4"], true, true)
            )
            let whole = try await read(stage, id) { $0.around = path[2].answer.id }
            #expect(whole == (texts(0...5), false, false))
            // A branch that is not shown is shown from its own end.
            let branch = try await stage.ask(id, "branch", after: path[0].answer.id)
            let old = try await read(stage, id) { $0.around = path[1].question.id }
            #expect(old.texts == texts(0...5))
            #expect(
                try await read(stage, id) { $0.around = branch.question.id }.texts == texts(0...0) + ["branch", ""]
            )
            for limit in 1...12 {
                let list = try await read(stage, id) {
                    $0.around = path[3].question.id
                    $0.limit = limit
                }
                #expect(list.texts.contains("question 3") && list.texts.count <= limit)
                #expect(list.texts.count == limit || !list.later)
            }
        }
    }

    @Test func whatIsNotThereAndWhatIsSomebodyElsesAreRefusedAlike() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let mine = try await stage.makeConversation()
            let elsewhere = try await stage.ask(stage.makeConversation())
            func refusal(_ id: ConversationID, _ fill: (inout MessagePage) -> Void) async throws -> ChatError? {
                var page = MessagePage()
                fill(&page)
                return try await stage.refusal { [page] in try await $0.messages($1, id, page) }
            }
            for id in [foreign.id, .make()] {
                let none = try await refusal(id) { _ in }
                #expect(none == .notFound)
            }
            for other in [foreign.asked.answer.id, elsewhere.answer.id, .make()] {
                let leaf = try await refusal(mine) { $0.leaf = other }
                let around = try await refusal(mine) { $0.around = other }
                #expect(leaf == .notFound && around == .notFound)
            }
        }
    }

    @Test func aRunningAnswerShowsWhatIsStoredOfIt() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id, "question")
            let piece = Checkpoint(userID: stage.user, answerID: asked.answer.id, text: "so far", thoughts: "")
            try await stage.act { actions, _ in try await actions.checkpoint([piece]) }
            #expect(try await read(stage, id) == (["question", "so far"], false, false))
        }
    }
}
