import ChatActions
import ChatDomain
import Store
import Testing

/// Another answer to the same question.
struct RegenerateTests {
    @Test func theNewAnswerIsASiblingAndIsShown() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let earlier = try await stage.makeExchanges(id, 2)
            let old = earlier[1].answer.id
            let new = MessageID.make()
            let (answer, isNew) = try await stage.act { try await $0.regenerate($1, old, as: new, model: nil) }
            #expect(isNew && answer.id == new && answer.status == .streaming && answer.model == "gemini-default")
            #expect(answer.siblingIDs == [old, new])
            #expect(try await stage.message(old).siblingIDs == [old, new])
            #expect(try await stage.conversation(id).leafID == new)
            let job = try #require(stage.queue.job(new))
            #expect(job.question.id == earlier[1].question.id)
            #expect(job.exchanges.map(\.question.id) == [earlier[0].question.id])
        }
    }

    @Test func anotherModelCanBeAskedOnce() async throws {
        try await withStage { stage in
            let asked = try await stage.makeExchanges(stage.makeConversation(), 1)[0]
            let new = MessageID.make()
            let answer = try await stage.act { try await $0.regenerate($1, asked.answer.id, as: new, model: "other") }
            #expect(answer.answer.model == "other")
            #expect(stage.queue.job(new)?.model == "other")
        }
    }

    @Test func theSameCommandAgainIsTheSameCommand() async throws {
        try await withStage { stage in
            let asked = try await stage.makeExchanges(stage.makeConversation(), 1)[0]
            let new = MessageID.make()
            try await stage.act { _ = try await $0.regenerate($1, asked.answer.id, as: new, model: nil) }
            stage.queue.forgetCalls()
            let again = try await stage.act { try await $0.regenerate($1, asked.answer.id, as: new, model: nil) }
            #expect(!again.isNew && again.answer.id == new)
            #expect(stage.queue.calls == [])
            for id in [asked.answer.id, asked.question.id] {
                let refusal = try await stage.refusal {
                    try await $0.regenerate($1, asked.answer.id, as: id, model: nil)
                }
                #expect(refusal?.code == .conflict)
            }
            let other = try await stage.refusal { try await $0.regenerate($1, asked.answer.id, as: new, model: "x") }
            #expect(other?.code == .conflict)
        }
    }

    @Test func onlyOwnAnswersThatAreOverCanBeAskedForAgain() async throws {
        try await withStage { stage in
            let asked = try await stage.ask(stage.makeConversation())
            let foreign = try await stage.makeForeignConversation()
            let cases: [(MessageID, ChatError.Code)] = [
                (asked.answer.id, .conflict), (asked.question.id, .notFound), (.make(), .notFound),
                (foreign.asked.answer.id, .notFound),
            ]
            for (id, code) in cases {
                let refusal = try await stage.refusal { try await $0.regenerate($1, id, as: .make(), model: nil) }
                #expect(refusal?.code == code)
            }
        }
    }

    @Test func aQuestionHasOnlySoManyAnswers() async throws {
        try await withStage { stage in
            let asked = try await stage.makeExchanges(stage.makeConversation(), 1)[0]
            for number in 1..<Message.maximumSiblings {
                let id = MessageID.make()
                let new = try await stage.actions.regenerate(stage.user, asked.answer.id, as: id, model: nil).answer
                #expect(new.siblingIDs.count == number + 1)
                try await stage.actions.finishAnswer(stage.user, id, AnswerOutcome(status: .complete, text: "t"))
            }
            let refusal = try await stage.refusal {
                try await $0.regenerate($1, asked.answer.id, as: .make(), model: nil)
            }
            #expect(refusal?.code == .conflict)
        }
    }

    @Test func withoutAPlaceItWaits() async throws {
        try await withStage { stage in
            let asked = try await stage.makeExchanges(stage.makeConversation(), 1)[0]
            stage.queue.setPlaces(false)
            let new = MessageID.make()
            let answer = try await stage.act { try await $0.regenerate($1, asked.answer.id, as: new, model: nil) }
            #expect(answer.answer.status == .queued)
            #expect(stage.queue.calls.last == .enqueue(new, after: nil))
        }
    }
}
