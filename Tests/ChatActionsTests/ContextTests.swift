import ChatActions
import ChatDomain
import Store
import Testing

/// What goes to Gemini with a question.
struct ContextTests {
    private func context(_ stage: Stage, _ asked: Asked) throws -> [String] {
        let job = try #require(stage.queue.job(asked.answer.id))
        #expect(asked.answer.contextFromSeq == job.exchanges.first?.question.seq ?? asked.question.seq)
        #expect(job.exchanges.allSatisfy { $0.answer.parentID == $0.question.id })
        return job.exchanges.flatMap { [$0.question.text, $0.answer.text] }
    }

    @Test(arguments: [
        (0, []), (1, ["question 3", "answer 3"]),
        (2, ["question 2", "answer 2", "question 3", "answer 3"]),
        (3, ["question 1", "answer 1", "question 2", "answer 2", "question 3", "answer 3"]),
        (
            nil,
            [
                "question 0", "answer 0", "question 1", "answer 1", "question 2", "answer 2", "question 3",
                "answer 3",
            ]
        ),
    ])
    func theLastExchangesOfThePathGoAlong(limit: Int?, expected: [String]) async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation(contextExchanges: limit)
            _ = try await stage.makeExchanges(id, 4)
            let asked = try await stage.ask(id, "now")
            #expect(try context(stage, asked) == expected)
        }
    }

    @Test func answersWithoutTextStayOutAndOlderOnesComeIn() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            for (number, text) in ["a", "b", "", "", "", "", "", "c"].enumerated() {
                let asked = try await stage.ask(id, "q\(number)")
                try await stage.finish(asked.answer.id, text, text.isEmpty ? .failed : .interrupted)
            }
            let asked = try await stage.ask(id, "now")
            #expect(try context(stage, asked) == ["q0", "a", "q1", "b", "q7", "c"])
            #expect(asked.answer.contextFromSeq == 1)
        }
    }

    @Test func aQueuedAnswersContextIsTakenWhenItsTurnComes() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id, "first")
            let second = try await stage.ask(id, "second")
            try await stage.finish(first.answer.id, "done")
            let job = try #require(try await stage.act { try await $0.startAnswer($1, second.answer.id) })
            #expect(job.exchanges.map(\.answer.text) == ["done"] && job.question == second.question)
            let answer = try await stage.message(second.answer.id)
            #expect(answer.status == .streaming && answer.contextFromSeq == 1)
        }
    }

    @Test func theBranchOfTheQuestionCountsNotTheShownPath() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 3)
            let asked = try await stage.ask(id, "branch", after: path[1].answer.id)
            #expect(try context(stage, asked) == ["question 0", "answer 0", "question 1", "answer 1"])
        }
    }

    @Test func allMeansAllHoweverLongThePath() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation(contextExchanges: nil)
            try await stage.store.write { writer in
                var conversation = try #require(try writer.conversation(stage.user, id))
                for seq in stride(from: Int64(1), to: 500, by: 2) {
                    for (offset, status) in [(Int64(0), Message.Status.stored), (1, .complete)] {
                        let message = Message(
                            id: .make(),
                            conversationID: id,
                            seq: seq + offset,
                            parentID: conversation.leafID,
                            role: offset == 0 ? .user : .model,
                            text: "\(seq + offset)",
                            status: status,
                            createdAt: .now
                        )
                        conversation.leafID = try writer.insert(stage.user, message).id
                    }
                }
                conversation.lastSeq = 500
                _ = try writer.update(stage.user, conversation)
            }
            let asked = try await stage.ask(id, "now")
            #expect(try context(stage, asked) == (1...500).map(String.init))
        }
    }

    @Test func modelInstructionsAndSettingsAreTheConversations() async throws {
        try await withStage { stage in
            var new = Conversation(id: .make(), title: nil, createdAt: .now)
            new.model = "gemini-chosen"
            new.instructions = "Be brief."
            new.settings.googleSearch = true
            let id = new.id
            _ = try await stage.act { [new] in try await $0.createConversation($1, new) }
            let asked = try await stage.ask(id)
            let job = try #require(stage.queue.job(asked.answer.id))
            #expect(asked.answer.model == "gemini-chosen" && job.model == "gemini-chosen")
            #expect(job.instructions == "Be brief." && job.settings.googleSearch)
        }
    }
}
