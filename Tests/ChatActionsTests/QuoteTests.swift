import ChatActions
import ChatDomain
import Store
import Testing

/// A question that quotes a message.
struct QuoteTests {
    @Test func whatIsQuotedGoesAlongAndWhatIsStoredIsTheUsersOwn() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 5)
            let asked = try await stage.ask(id, "And this?", quoting: path[0].answer.id)
            #expect(asked.question.text == "And this?" && asked.question.quoteID == path[0].answer.id)
            #expect(try await stage.conversation(id).preview == "And this?")
            // Also what has left the context long ago.
            let job = try #require(stage.queue.job(asked.answer.id))
            #expect(job.quote(of: asked.question) == "> answer 0" && job.quotes.count == 1)
            // In the context of a later question it still does.
            try await stage.finish(asked.answer.id)
            let next = try await stage.ask(id, "Thanks.")
            let later = try #require(stage.queue.job(next.answer.id))
            #expect(later.quote(of: asked.question) == "> answer 0" && later.quote(of: next.question) == nil)
        }
    }

    @Test func itIsCountedAmongTheTokens() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let long = try await stage.ask(id, String(repeating: "long ", count: 400))
            try await stage.finish(long.answer.id)
            let plain = try await stage.ask(id, "And?")
            try await stage.finish(plain.answer.id)
            let quoting = try await stage.ask(id, "And?", after: long.answer.id, quoting: long.question.id)
            let jobs = try [plain, quoting].map { try #require(stage.queue.job($0.answer.id)) }
            #expect(jobs[1].estimatedPromptTokens >= jobs[0].estimatedPromptTokens + 400)
        }
    }

    @Test func askingAgainAndInOtherWordsQuoteTheSame() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.makeExchanges(id, 1)[0]
            let asked = try await stage.ask(id, "And?", quoting: first.question.id)
            try await stage.finish(asked.answer.id)
            let again = MessageID.make()
            try await stage.act { _ = try await $0.regenerate($1, asked.answer.id, as: again, model: nil) }
            #expect(stage.queue.job(again)?.quote(of: asked.question) == "> question 0")
            let new = EditedQuestion(id: .make(), text: "And now?")
            let edited = try await stage.act { try await $0.edit($1, asked.question.id, new) }
            #expect(stage.queue.job(edited.answer.id)?.quote(of: edited.question) == "> question 0")
        }
    }

    @Test func aQueuedQuestionQuotesWhatIsThereWhenItsTurnComes() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id)
            let second = try await stage.ask(id, "And?", quoting: first.answer.id)
            try await stage.finish(first.answer.id, "all of it")
            let job = try await stage.act { try await $0.startAnswer($1, second.answer.id) }
            #expect(job?.quote(of: second.question) == "> all of it")
        }
    }

    @Test func whatWasDeletedIsQuotedNoMore() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            let branch = try await stage.ask(id, "Branch?", after: path[0].answer.id)
            try await stage.finish(branch.answer.id)
            let asked = try await stage.ask(id, "And?", after: path[0].answer.id, quoting: branch.answer.id)
            try await stage.finish(asked.answer.id)
            try await stage.act { try await $0.deleteMessage($1, branch.question.id) }
            let again = MessageID.make()
            try await stage.act { _ = try await $0.regenerate($1, asked.answer.id, as: again, model: nil) }
            let job = try #require(stage.queue.job(again))
            #expect(job.question.quoteID == branch.answer.id && job.quotes.isEmpty)
        }
    }

    @Test func onlyMessagesOfTheSameConversationAreQuoted() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let other = try await stage.ask(stage.makeConversation())
            let id = try await stage.makeConversation()
            for quote in [foreign.asked.answer.id, other.question.id, .make()] {
                let new = NewQuestion(id: .make(), text: "And?", parentID: nil, quoteID: quote)
                let refusal = try await stage.refusal { try await $0.ask($1, in: id, new) }
                #expect(refusal?.code == .badRequest && refusal?.field == "quoteID")
            }
        }
    }
}
