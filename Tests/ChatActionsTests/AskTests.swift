import ChatActions
import ChatDomain
import Store
import Testing

struct AskTests {
    @Test func aFirstQuestionIsStoredWithTheAnswerThatStreams() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let before = try await stage.conversation(id)
            let asked = try await stage.ask(id, "What is *light*?\nTell me.")
            #expect(asked.isNew)
            let (question, answer) = (asked.question, asked.answer)
            #expect(question.seq == 1 && question.role == .user && question.status == .stored)
            #expect(question.parentID == nil && question.text == "What is *light*?\nTell me.")
            #expect(answer.seq == 2 && answer.role == .model && answer.status == .streaming)
            #expect(answer.parentID == question.id && answer.text == "" && answer.model == "gemini-default")
            #expect(answer.contextFromSeq == 1 && answer.siblingIDs == [answer.id])
            #expect(try await stage.message(question.id) == question)
            #expect(try await stage.message(answer.id) == answer)

            let conversation = try await stage.conversation(id)
            #expect(conversation.title == "What is light? Tell me." && !conversation.titleIsChosen)
            #expect(conversation.preview == "What is light? Tell me.")
            #expect(conversation.leafID == answer.id && conversation.lastSeq == 2 && conversation.unread == 0)
            #expect(conversation.lastActivityAt >= before.lastActivityAt)

            #expect(stage.queue.calls == [.start(answer.id)])
            let job = try #require(stage.queue.job(answer.id))
            #expect(job.userID == stage.user && job.conversationID == id && job.model == "gemini-default")
            #expect(job.question == question && job.exchanges.isEmpty)
        }
    }

    @Test func withoutAPlaceTheAnswerIsQueued() async throws {
        try await withStage { stage in
            stage.queue.setPlaces(false)
            let asked = try await stage.ask(stage.makeConversation())
            #expect(asked.answer.status == .queued && asked.answer.contextFromSeq == nil)
            #expect(stage.queue.calls == [.enqueue(asked.answer.id, after: nil)])
        }
    }

    @Test func aQuestionAfterARunningAnswerWaitsForIt() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id)
            let second = try await stage.ask(id)
            let third = try await stage.ask(id)
            #expect(second.question.parentID == first.answer.id && second.answer.status == .queued)
            #expect(third.question.parentID == second.answer.id && third.answer.status == .queued)
            #expect(
                stage.queue.calls == [
                    .start(first.answer.id), .enqueue(second.answer.id, after: first.answer.id),
                    .enqueue(third.answer.id, after: second.answer.id),
                ]
            )
        }
    }

    @Test func aQuestionInAnotherConversationDoesNotWait() async throws {
        try await withStage { stage in
            try await stage.ask(stage.makeConversation())
            let other = try await stage.ask(stage.makeConversation())
            #expect(other.answer.status == .streaming)
        }
    }

    @Test(arguments: [Message.Status.complete, .stopped, .failed, .interrupted])
    func aQuestionAfterAnyEndRunsAtOnce(status: Message.Status) async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id)
            try await stage.finish(first.answer.id, "", status)
            let second = try await stage.ask(id)
            #expect(second.question.parentID == first.answer.id && second.answer.status == .streaming)
        }
    }

    @Test func aParentMakesABranch() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 3)
            #expect(try await stage.conversation(id).unread == 3)
            let branch = try await stage.ask(id, "branch", after: path[0].answer.id)
            #expect(branch.question.siblingIDs == [path[1].question.id, branch.question.id])
            #expect(branch.question.seq == 7 && branch.answer.seq == 8)
            #expect(try await stage.message(path[1].question.id).siblingIDs == branch.question.siblingIDs)
            let conversation = try await stage.conversation(id)
            // Two settled answers are on no shown path any more.
            #expect(conversation.leafID == branch.answer.id && conversation.unread == 1)
            #expect(stage.queue.job(branch.answer.id)?.exchanges.map(\.question.id) == [path[0].question.id])
        }
    }

    @Test func aParentAtTheEndOfTheShownPathIsNoBranch() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            let next = try await stage.ask(id, after: path[0].answer.id)
            #expect(next.question.siblingIDs == [next.question.id])
            #expect(try await stage.conversation(id).unread == 1)
        }
    }

    @Test func aQuestionFollowsAnAnswer() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            let refusal = try await stage.refusal { actions, user in
                let new = NewQuestion(id: .make(), text: "x", parentID: path[0].question.id, quoteID: nil)
                return try await actions.ask(user, in: id, new)
            }
            #expect(refusal?.code == .badRequest && refusal?.field == "parentID")
        }
    }

    @Test func aQuestionWhoseAnswerWasDeletedCanBeFollowed() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            try await stage.act { try await $0.deleteMessage($1, path[1].answer.id) }
            let next = try await stage.ask(id, "next")
            #expect(next.question.parentID == path[1].question.id && next.answer.status == .streaming)
            // The question without an answer stays out of the context.
            #expect(stage.queue.job(next.answer.id)?.exchanges.map(\.question.id) == [path[0].question.id])
        }
    }

    @Test func whatIsNotThereAndWhatIsSomebodyElsesAreRefusedAlike() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let mine = try await stage.makeConversation()
            let elsewhere = try await stage.ask(stage.makeConversation())
            stage.queue.forgetCalls()
            func refusal(_ id: ConversationID, _ parent: MessageID?, _ quote: MessageID?) async throws -> ChatError? {
                try await stage.refusal { actions, user in
                    let new = NewQuestion(id: .make(), text: "x", parentID: parent, quoteID: quote)
                    return try await actions.ask(user, in: id, new)
                }
            }
            for id in [ConversationID.make(), foreign.id] {
                #expect(try await refusal(id, nil, nil) == .notFound)
            }
            let others = [MessageID.make(), foreign.asked.answer.id, elsewhere.answer.id]
            let refusals = try await [
                refusal(mine, others[0], nil), refusal(mine, others[1], nil), refusal(mine, others[2], nil),
            ]
            #expect(Set(refusals.map(\.?.code)) == [.notFound] && Set(refusals).count == 1)
            let quotes = try await [
                refusal(mine, nil, others[0]), refusal(mine, nil, others[1]), refusal(mine, nil, others[2]),
            ]
            #expect(Set(quotes.map(\.?.field)) == ["quoteID"] && Set(quotes).count == 1)
            #expect(stage.queue.calls.allSatisfy { $0 == .release })
        }
    }

    @Test func aQuotedMessageIsKept() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            let asked = try await stage.ask(id, quoting: path[0].answer.id)
            #expect(asked.question.quoteID == path[0].answer.id)
            #expect(try await stage.message(asked.question.id).quoteID == path[0].answer.id)
        }
    }

    @Test(arguments: ["", "a\0b", String(repeating: "a", count: 131_073), String(repeating: "😀", count: 65_537)])
    func aTextThatBreaksTheRuleIsRefused(text: String) async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let refusal = try await stage.refusal { actions, user in
                let new = NewQuestion(id: .make(), text: text, parentID: nil, quoteID: nil)
                return try await actions.ask(user, in: id, new)
            }
            #expect(refusal?.code == .badRequest && refusal?.field == "text")
        }
    }

    @Test func aTextOfTheGreatestLengthIsStored() async throws {
        try await withStage { stage in
            let text = String(repeating: "😀", count: 65_536)
            let asked = try await stage.ask(stage.makeConversation(), text)
            #expect(try await stage.message(asked.question.id).text == text)
        }
    }

    @Test func whenTooManyWaitNothingIsStored() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            stage.queue.setFull(true)
            let refusal = try await stage.refusal { actions, user in
                let new = NewQuestion(id: .make(), text: "x", parentID: nil, quoteID: nil)
                return try await actions.ask(user, in: id, new)
            }
            #expect(refusal?.code == .rateLimited)
            #expect(try await stage.conversation(id).lastSeq == 0)
        }
    }

    @Test func theTitleIsMadeOfTheFirstQuestionOnly() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            try await stage.ask(id, "word " + String(repeating: "longer ", count: 20))
            let title = try await stage.conversation(id).title
            #expect(title.hasPrefix("word longer") && title.hasSuffix("…") && title.count <= 49)
            try await stage.ask(id, "another")
            #expect(try await stage.conversation(id).title == title)
        }
    }

    @Test func aChosenTitleStays() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation(title: "Mine")
            try await stage.ask(id, "question")
            #expect(try await stage.conversation(id).title == "Mine")
        }
    }

    @Test func sendingClearsTheDraftOfThatQuestionAndNoOther() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let draft = Conversation.Draft(id: .make(), text: "dra")
            try await stage.store.write { writer in
                var conversation = try #require(try writer.conversation(stage.user, id))
                conversation.draft = draft
                _ = try writer.update(stage.user, conversation)
            }
            try await stage.ask(id)
            #expect(try await stage.conversation(id).draft == draft)
            try await stage.ask(id, as: draft.id)
            #expect(try await stage.conversation(id).draft == nil)
        }
    }
}
