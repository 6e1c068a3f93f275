import ChatActions
import ChatDomain
import Store
import Testing

struct DeletionTests {
    @Test func aConversationGoesAndItsAnswersAreStopped() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id)
            let second = try await stage.ask(id)
            let other = try await stage.ask(stage.makeConversation())
            stage.queue.forgetCalls()
            try await stage.act { try await $0.deleteConversation($1, id) }
            #expect(stage.queue.calls == [.stop(first.answer.id), .stop(second.answer.id)])
            #expect(try await stage.store.read { try $0.conversation(stage.user, id) } == nil)
            #expect(try await stage.isThere(other.answer.id))
            #expect(stage.announcedChanges(of: stage.user).last?.subject == .conversation(id))

            stage.queue.forgetCalls()
            let told = stage.announcedChanges(of: stage.user).count
            try await stage.act { try await $0.deleteConversation($1, id) }
            #expect(stage.announcedChanges(of: stage.user).count == told && stage.queue.calls == [])
        }
    }

    @Test func whatIsNotThereAndWhatIsSomebodyElsesAreRefusedAlike() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            for id in [foreign.id, .make()] {
                let refusal = try await stage.refusal { try await $0.deleteConversation($1, id) }
                #expect(refusal == .notFound)
            }
            for id in [foreign.asked.answer.id, foreign.asked.question.id, .make()] {
                let refusal = try await stage.refusal { try await $0.deleteMessage($1, id) }
                #expect(refusal == .notFound)
            }
        }
    }

    @Test func aMessageGoesWithWhatFollowsAndThePathEndsBeforeIt() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 3)
            try await stage.act { try await $0.deleteMessage($1, path[1].question.id) }
            for gone in path[1...] {
                #expect(try await !stage.isThere(gone.question.id))
                #expect(try await !stage.isThere(gone.answer.id))
            }
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == path[0].answer.id && conversation.preview == "answer 0")
            #expect(conversation.unread == 1)
            // A number is never given twice.
            #expect(try await stage.ask(id).question.seq == 7)
            try await stage.act { try await $0.deleteMessage($1, path[1].question.id) }
        }
    }

    @Test func thePathGoesOnToTheNewestSibling() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let branch = try await stage.ask(id, "branch", after: path[0].answer.id)
            try await stage.finish(branch.answer.id, "branch's answer")
            let deeper = try await stage.ask(id, "deeper")
            try await stage.finish(deeper.answer.id, "deepest")
            // The first branch is shown and loses its question; the other's end is shown.
            try await stage.act { actions, user in
                var patch = ConversationPatch()
                patch.leafID = path[1].answer.id
                _ = try await actions.changeConversation(user, id, patch)
            }
            try await stage.act { try await $0.markRead($1, id, seq: path[1].answer.seq) }
            try await stage.act { try await $0.deleteMessage($1, path[1].question.id) }
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == deeper.answer.id && conversation.preview == "deepest")
            #expect(conversation.unread == 2)
            #expect(try await stage.message(branch.question.id).siblingIDs == [branch.question.id])
        }
    }

    @Test func whatIsNotShownGoesWithoutMovingThePath() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            let branch = try await stage.ask(id, "branch", after: path[0].answer.id)
            let before = try await stage.conversation(id)
            try await stage.act { try await $0.deleteMessage($1, path[1].question.id) }
            #expect(try await stage.conversation(id) == before)
            #expect(before.leafID == branch.answer.id)
        }
    }

    @Test func anAnswerAloneCanGo() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            try await stage.act { try await $0.deleteMessage($1, path[0].answer.id) }
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == path[0].question.id && conversation.preview == "question 0")
            #expect(conversation.unread == 0)
        }
    }

    @Test func theFirstQuestionLeavesAnEmptyConversation() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            try await stage.act { try await $0.deleteMessage($1, path[0].question.id) }
            let conversation = try await stage.conversation(id)
            #expect(conversation.leafID == nil && conversation.preview == "" && conversation.unread == 0)
            let next = try await stage.ask(id, "anew")
            #expect(next.question.parentID == nil && next.question.seq == 5)
        }
    }

    @Test func runningAnswersBelowAMessageAreStopped() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 1)
            let first = try await stage.ask(id)
            let second = try await stage.ask(id)
            let elsewhere = try await stage.ask(id, after: path[0].answer.id)
            stage.queue.forgetCalls()
            try await stage.act { try await $0.deleteMessage($1, first.question.id) }
            #expect(stage.queue.calls == [.stop(first.answer.id), .stop(second.answer.id)])
            #expect(try await stage.isThere(elsewhere.answer.id))
        }
    }
}
