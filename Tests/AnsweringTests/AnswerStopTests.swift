import ChatActions
import ChatDomain
import Foundation
import GeminiStandIn
import Testing

@testable import Answering

/// A stop works at once, whatever an answer is doing.
@Suite(.timeLimit(.minutes(5))) struct AnswerStopTests {
    /// Stops the answer, and checks that it is over long before anything else would end it.
    private func stop(_ id: MessageID, _ stage: AnswerStage) async throws -> Message {
        let start = ContinuousClock.now
        let answer = try await stage.actions.stopAnswer(stage.user, id)
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(answer.status == .stopped)
        return answer
    }

    @Test("12.21: while it waits to ask again")
    func waiting() async throws {
        try await withAnswerStage(retry: RetryPolicy(base: .seconds(3600), longestWait: .seconds(3600), chance: { 1 }))
        { stage in
            let id = try await stage.begin(in: try await stage.makeConversation(model: "stand-in-503"))
            let waiting = try await stage.when(id) { $0.retryAt != nil }
            #expect(waiting.status == .streaming)
            let answer = try await stop(id, stage)
            #expect(answer.retryAt == nil && stage.questions.count == 1)
        }
    }

    @Test(
        "12.21: before the head, in the middle of the body, and after thoughts",
        arguments: [
            "stand-in-silent", "stand-in-hold", "stand-in-stall-head", "stand-in-stall-thoughts", "stand-in-stall-line",
        ]
    )
    func streaming(model: String) async throws {
        try await withAnswerStage { stage in
            let id = try await stage.begin(in: try await stage.makeConversation(model: model))
            try await stage.standIn.waitForRequests(count: 1) { $0.asksForAnswer }
            _ = try await stop(id, stage)
            // The stand-in sees its client go.
            try await stage.standIn.waitForClosedStream(count: 1)
        }
    }

    @Test("12.21: the text that has arrived stays")
    func textStays() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.begin(in: try await stage.makeConversation(model: "stand-in-hold"))
            // Checkpoints are announced to nobody.
            while try await stage.message(id).text.isEmpty { await Task.yield() }
            #expect(try await stop(id, stage).text.isEmpty == false)
        }
    }

    @Test("12.22: one user's ten questions do not hold up another's first")
    func fairness() async throws {
        try await withAnswerStage(limits: AnswerLimits(running: 2, runningPerUser: 16)) { stage in
            let other = try await stage.addUser()
            var mine: [MessageID] = []
            for _ in 0..<10 {
                mine.append(try await stage.begin("mine", in: try await stage.makeConversation(model: "stand-in-hold")))
            }
            try await stage.standIn.waitForHeld(count: 1)
            let theirs = try await other.begin("theirs", in: try await other.makeConversation(model: "stand-in-echo"))
            #expect(try await other.over(theirs).status == .complete)
            #expect(stage.standIn.heldQuestions == ["mine"])
            stage.standIn.holdNothing()
            for id in mine { #expect(try await stage.over(id).status == .complete) }
        }
    }
}
