import ChatActions
import ChatDomain
import Store
import Testing

/// What a start finds of the answers that the last process left.
struct RecoveryTests {
    @Test func streamingAnswersAreInterruptedWithTheirTextAndNeverAskedAgain() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id)
            let empty = try await stage.ask(stage.makeConversation())
            let piece = Checkpoint(userID: stage.user, answerID: asked.answer.id, text: "so far", thoughts: "thought")
            try await stage.act { actions, _ in try await actions.checkpoint([piece]) }

            let left = try await stage.act { actions, _ in try await actions.recoverAnswers { _, _ in false } }
            #expect(left.queued.isEmpty)
            #expect(left.interrupted == 2)
            let answer = try await stage.message(asked.answer.id)
            #expect(answer.status == .interrupted && answer.failure == .serverRestarted && answer.finishedAt != nil)
            #expect(answer.text == "so far" && answer.thoughts == "thought")
            #expect(try await stage.conversation(id).preview == "so far")
            let other = try await stage.message(empty.answer.id)
            #expect(other.status == .interrupted && other.text == "" && other.failure == .serverRestarted)
        }
    }

    @Test func queuedAnswersAreGivenBackInTheirOrderWithWhatTheyWaitFor() async throws {
        try await withStage { stage in
            stage.queue.setPlaces(false)
            let id = try await stage.makeConversation()
            let first = try await stage.ask(id)
            let second = try await stage.ask(id)
            let left = try await stage.act { actions, _ in try await actions.recoverAnswers { _, _ in false } }
            let queued = left.queued
            #expect(left.interrupted == 0)
            #expect(queued.map(\.answer) == [first.answer.id, second.answer.id])
            #expect(queued.map(\.parent) == [nil, first.answer.id])
            #expect(queued.allSatisfy { $0.user == stage.user })
            #expect(try await stage.message(first.answer.id).status == .queued)
        }
    }

    /// The server may be serving before it has looked.
    @Test func answersOfThisProcessAreLeftAlone() async throws {
        try await withStage { stage in
            let left = try await stage.ask(stage.makeConversation())
            let mine = try await stage.ask(stage.makeConversation())
            stage.queue.setPlaces(false)
            let waiting = try await stage.ask(stage.makeConversation())
            let ours: Set = [mine.answer.id, waiting.answer.id]
            let queued = try await stage.act { actions, _ in
                try await actions.recoverAnswers { ours.contains($1) }.queued
            }
            #expect(queued.isEmpty)
            #expect(try await stage.message(left.answer.id).status == .interrupted)
            #expect(try await stage.message(mine.answer.id).status == .streaming)
            #expect(try await stage.message(waiting.answer.id).status == .queued)
        }
    }

    @Test func whatIsFinalIsLeftAlone() async throws {
        try await withStage { stage in
            let id = try await stage.makeConversation()
            let path = try await stage.makeExchanges(id, 2)
            _ = try await stage.act { actions, _ in try await actions.recoverAnswers { _, _ in false } }
            #expect(try await stage.message(path[1].answer.id).status == .complete)
        }
    }
}
