import ChatActions
import ChatDomain
import Store
import Testing

/// What becomes of an answer.
struct RunAnswerTests {
    @Test func aQueuedAnswerIsStartedOnce() async throws {
        try await withStage { stage in
            stage.queue.setPlaces(false)
            let asked = try await stage.ask(stage.makeConversation())
            let job = try await stage.act { try await $0.startAnswer($1, asked.answer.id) }
            #expect(job?.answerID == asked.answer.id && job?.model == "gemini-default")
            #expect(try await stage.message(asked.answer.id).status == .streaming)
            for id in [asked.answer.id, asked.question.id, .make()] {
                let none = try await stage.act { try await $0.startAnswer($1, id) }
                #expect(none == nil)
            }
        }
    }

    @Test func checkpointsGrowTheTextWithoutAChange() async throws {
        try await withStage { stage in
            let asked = try await stage.ask(stage.makeConversation())
            let told = stage.announcedChanges(of: stage.user)
            for text in ["so ", "far"] {
                let piece = Checkpoint(userID: stage.user, answerID: asked.answer.id, text: text, thoughts: "hm ")
                let gone = Checkpoint(userID: stage.user, answerID: .make(), text: "nobody's", thoughts: "")
                try await stage.act { actions, _ in try await actions.checkpoint([gone, piece]) }
            }
            let answer = try await stage.message(asked.answer.id)
            #expect(answer.text == "so far" && answer.thoughts == "hm hm " && answer.status == .streaming)
            #expect(stage.announcedChanges(of: stage.user) == told)
        }
    }

    @Test func theEndOfAnAnswerIsStoredWithEverythingThatCameWithIt() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id, "question")
            var report = AnswerReport()
            report.modelVersion = "v"
            report.finishReason = "STOP"
            let outcome = AnswerOutcome(status: .complete, text: "# An\nanswer", thoughts: "t", report: report)
            try await stage.act { try await $0.finishAnswer($1, asked.answer.id, outcome) }
            let answer = try await stage.message(asked.answer.id)
            #expect(answer.status == .complete && answer.text == "# An\nanswer" && answer.thoughts == "t")
            #expect(answer.report == report && answer.failure == nil && answer.finishedAt != nil)
            let conversation = try await stage.conversation(id)
            #expect(conversation.preview == "An answer" && conversation.unread == 1)
            #expect(conversation.lastActivityAt >= (answer.finishedAt ?? .now))
        }
    }

    @Test func anAnswerWithoutTextKeepsTheQuestionAsPreview() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id, "question")
            try await stage.finish(asked.answer.id, "", .failed)
            let conversation = try await stage.conversation(id)
            #expect(conversation.preview == "question" && conversation.unread == 1)
            #expect(try await stage.message(asked.answer.id).failure == .emptyAnswer)
        }
    }

    @Test func aFinalAnswerIsNotTouchedAgain() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id)
            try await stage.finish(asked.answer.id, "first", .stopped)
            let (answer, conversation) = (try await stage.message(asked.answer.id), try await stage.conversation(id))
            try await stage.finish(asked.answer.id, "second", .complete)
            #expect(try await stage.message(asked.answer.id) == answer)
            #expect(try await stage.conversation(id) == conversation)
        }
    }

    @Test func theEndOfADeletedAnswerIsDropped() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let one = try await stage.ask(id)
            try await stage.act { try await $0.deleteMessage($1, one.question.id) }
            try await stage.finish(one.answer.id)
            let two = try await stage.ask(id)
            try await stage.act { try await $0.deleteConversation($1, id) }
            try await stage.finish(two.answer.id)
            #expect(try await !stage.isThere(one.answer.id))
            #expect(try await !stage.isThere(two.answer.id))
        }
    }

    @Test func anAnswerThatWasReadAlreadyIsNotUnread() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id)
            try await stage.act { try await $0.markRead($1, id, seq: asked.answer.seq) }
            try await stage.finish(asked.answer.id)
            #expect(try await stage.conversation(id).unread == 0)
        }
    }

    @Test func anAnswerFurtherUpTheShownPathIsCountedAndNotShownAsPreview() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id, "first")
            try await stage.ask(id, "second")
            try await stage.finish(first.answer.id, "answer to the first")
            let conversation = try await stage.conversation(id)
            #expect(conversation.preview == "second" && conversation.unread == 1)
        }
    }

    @Test func aQueuedAnswerIsStoppedBeforeGeminiIsAsked() async throws {
        try await withStage { stage in
            stage.queue.setPlaces(false)
            let asked = try await stage.ask(stage.makeConversation())
            let stopped = try await stage.act { try await $0.stopAnswer($1, asked.answer.id) }
            #expect(stopped.status == .stopped && stopped.failure == .stoppedEarly && stopped.text == "")
            #expect(stage.queue.calls.last == .stop(asked.answer.id))
            let job = try await stage.act { try await $0.startAnswer($1, asked.answer.id) }
            #expect(job == nil)
            let again = try await stage.act { try await $0.stopAnswer($1, asked.answer.id) }
            #expect(again == stopped)
        }
    }

    @Test func aStreamingAnswerIsStoppedWhereItRuns() async throws {
        try await withStage { stage in
            let asked = try await stage.ask(stage.makeConversation())
            stage.queue.setEnd { [actions = stage.actions] user, answer in
                let outcome = AnswerOutcome(status: .stopped, text: "so far")
                try? await actions.finishAnswer(user, answer, outcome)
            }
            let stopped = try await stage.act { try await $0.stopAnswer($1, asked.answer.id) }
            #expect(stopped.status == .stopped && stopped.text == "so far")
            stage.queue.forgetCalls()
            let again = try await stage.act { try await $0.stopAnswer($1, asked.answer.id) }
            #expect(again == stopped && stage.queue.calls == [])
        }
    }

    @Test func stoppingWhatIsOverIsHarmless() async throws {
        try await withStage { stage in
            let asked = try await stage.ask(stage.makeConversation())
            try await stage.finish(asked.answer.id, "whole")
            let answer = try await stage.act { try await $0.stopAnswer($1, asked.answer.id) }
            #expect(answer.status == .complete && answer.text == "whole")
        }
    }

    @Test func onlyOnesOwnAnswersCanBeStopped() async throws {
        try await withStage { stage in
            let foreign = try await stage.makeForeignConversation()
            let asked = try await stage.ask(stage.makeConversation())
            for id in [foreign.asked.answer.id, foreign.asked.question.id, .make()] {
                let refusal = try await stage.refusal { try await $0.stopAnswer($1, id) }
                #expect(refusal == .notFound)
            }
            let question = try await stage.refusal { try await $0.stopAnswer($1, asked.question.id) }
            #expect(question?.code == .badRequest)
            #expect(!stage.queue.calls.contains(.stop(foreign.asked.answer.id)))
        }
    }
}
