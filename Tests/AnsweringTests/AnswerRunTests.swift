import ChatDomain
import Foundation
import Gemini
import GeminiStandIn
import Testing

@testable import Answering

/// Answers from the question to their end.
@Suite(.timeLimit(.minutes(5))) struct AnswerRunTests {
    @Test("12.7: what a model's record shows is sent, and nothing else")
    func fieldsByRecord() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "gemini-3.8-flash") { $0.thinkingLevel = "LOW" }
            let answer = try await stage.ask("Why?", in: id)
            #expect(answer.status == .complete && answer.failure == nil)
            #expect(answer.thoughts?.isEmpty == false)
            let body = try #require(stage.questions.first).bodyText
            #expect(body.contains(#""thinkingConfig":{"includeThoughts":true,"thinkingLevel":"LOW"}"#))
            let unknown = try await stage.ask(model: "stand-in-echo")
            #expect(!unknown.text.contains("thinkingConfig"))
            // A list that was read once serves all.
            #expect(stage.standIn.requests.filter { $0.path.contains("/models?") }.count == 1)
        }
    }

    @Test("12.23: model version, response id, finish reason and usage are stored with the answer")
    func report() async throws {
        try await withAnswerStage { stage in
            let report = try await stage.ask(model: "gemini-3.8-flash").report
            #expect(report.modelVersion?.isEmpty == false && report.responseId?.isEmpty == false)
            #expect(report.finishReason == "STOP")
            #expect((report.usage?.promptTokenCount ?? 0) > 0 && (report.usage?.totalTokenCount ?? 0) > 0)
        }
    }

    // MARK: Once more

    @Test(
        "12.19: what passes is asked again, and the wait is told",
        arguments: ["stand-in-503-2", "stand-in-500-2", "stand-in-429-2", "stand-in-drop-2"]
    )
    func retries(model: String) async throws {
        try await withAnswerStage { stage in
            let answer = try await stage.ask(model: model)
            #expect(answer.status == .complete && answer.failure == nil && answer.text.isEmpty == false)
            #expect(answer.retryAt == nil)
            #expect(stage.questions.count == 3)
            let lines = stage.logLines.filter { $0.contains("Gemini did not answer") }
            #expect(lines.count == 2 && lines.allSatisfy { $0.contains("next=again in") && $0.contains(model) })
        }
    }

    @Test("12.19: three calls are all, and how many there are is a setting", arguments: [1, 2, 3])
    func tries(number: Int) async throws {
        try await withAnswerStage(retry: RetryPolicy(tries: number, base: .milliseconds(4))) { stage in
            let answer = try await stage.ask(model: "stand-in-503")
            #expect(answer.failure == .modelOverloaded && answer.status == .failed)
            #expect(stage.questions.count == number)
        }
    }

    @Test("12.19: a 504 and an empty reply are tried once more", arguments: ["stand-in-504", "stand-in-empty"])
    func once(model: String) async throws {
        try await withAnswerStage { stage in
            let answer = try await stage.ask(model: model)
            #expect(answer.status == .failed)
            #expect(stage.questions.count == 2)
            #expect(try await stage.ask(model: model + "-1").status == .complete)
        }
    }

    @Test(
        "12.19: what no other try would help is asked once",
        arguments: [
            ("stand-in-429-day", "quota_exhausted"), ("stand-in-429-zero", "quota_exhausted"),
            ("stand-in-429-spend", "operator_problem"), ("stand-in-429-later", "rate_limited"),
            ("stand-in-400", "request_refused"), ("stand-in-400-key", "invalid_key"),
            ("stand-in-400-country", "operator_problem"), ("stand-in-401", "invalid_key"),
            ("stand-in-403-leaked", "operator_problem"), ("stand-in-404", "model_not_found"),
            ("stand-in-400-too-long", "too_long"), ("stand-in-400-mime", "file_refused"), ("stand-in-413", "too_long"),
            ("stand-in-page", "upstream_error"), ("stand-in-gzip", "upstream_error"),
            ("stand-in-301", "upstream_error"),
            ("stand-in-blocked", "prompt_blocked"), ("stand-in-safety", "safety"),
        ]
    )
    func final(model: String, code: String) async throws {
        try await withAnswerStage { stage in
            let answer = try await stage.ask("a secret question", model: model)
            #expect(answer.failure?.code == code && answer.status == .failed)
            #expect(answer.failure?.message.isEmpty == false)
            #expect(stage.questions.count == 1)
            // Besides the line that each answer's end has.
            let lines = stage.logLines.filter { $0.contains("\(answer.id)") && !$0.contains("come to its end") }
            #expect(lines.count == 1 && lines[0].contains(model))
            #expect(!stage.logLines.joined().contains("secret"))
        }
    }

    @Test(
        "12.19: nothing is asked again after something was shown",
        arguments: ["stand-in-midstream", "stand-in-abort", "stand-in-reset", "stand-in-error-503-plain"]
    )
    func neverAfterText(model: String) async throws {
        try await withAnswerStage { stage in
            let answer = try await stage.ask(model: model)
            #expect(answer.text.isEmpty == false && answer.failure != nil)
            #expect(stage.questions.count == 1)
        }
    }

    @Test("12.19: an error inside a 200 before anything was shown is asked again")
    func errorInside() async throws {
        try await withAnswerStage { stage in
            try stage.standIn.answerNext(with: "stand-in-error-503-data-first", times: 2)
            let answer = try await stage.ask(model: "gemini-3.5-flash")
            #expect(answer.status == .complete && stage.questions.count == 3)
        }
    }

    @Test(
        "12.7: a field that a model refuses is left out once, and for an hour",
        arguments: ["stand-in-400-thoughts", "stand-in-400-thinking-always"]
    )
    func refusedFields(scenario: String) async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "gemini-3.8-flash")
            try stage.standIn.answerNext(with: scenario, times: scenario.hasSuffix("always") ? 2 : 1)
            let answer = try await stage.ask(in: id)
            let bodies = stage.questions.map(\.bodyText)
            #expect(bodies.count == 2)
            #expect(
                bodies.first?.contains("thinkingConfig") == true && bodies.last?.contains("thinkingConfig") == false
            )
            #expect((answer.failure == nil) == !scenario.hasSuffix("always"))
            _ = try await stage.ask(in: id)
            #expect(stage.questions.count == 3 && stage.questions.last?.bodyText.contains("thinkingConfig") == false)
            #expect(stage.logLines.contains { $0.contains("gemini.blames=thinking") })
        }
    }

    @Test("12.13: signatures that Gemini refuses are left out once")
    func refusedSignatures() async throws {
        try await withAnswerStage { stage in
            try stage.standIn.answerNext(with: "stand-in-400-signature-corrupted")
            #expect(try await stage.ask(model: "gemini-3.8-flash").status == .complete)
            #expect(stage.questions.count == 2)
        }
    }

    @Test("12.22: a model that is overloaded fails at once after five calls, and others do not")
    func breaker() async throws {
        try await withAnswerStage(retry: RetryPolicy(tries: 1)) { stage in
            for _ in 0..<5 { _ = try await stage.ask(model: "stand-in-503") }
            let spared = try await stage.ask(model: "stand-in-503")
            #expect(spared.failure == .modelOverloaded && spared.status == .failed)
            #expect(stage.questions.count == 5)
            #expect(stage.logLines.filter { $0.contains("fail at once") }.count == 1)
            #expect(try await stage.ask(model: "stand-in-echo").status == .complete)
        }
    }

    @Test("12.3: a model that is gone is named, and the list read anew")
    func vanished() async throws {
        try await withAnswerStage { stage in
            let answer = try await stage.ask(model: "gemini-0.1-gone")
            #expect(answer.failure == .modelNotFound("gemini-0.1-gone"))
            try await stage.standIn.waitForRequests(count: 2) { $0.path.contains("/models?") }
        }
    }

    // MARK: The context

    @Test("12.18: what does not fit the model is left out, and told")
    func contextThatDoesNotFit() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "stand-in-small", contextExchanges: nil)
            let text = String(repeating: "word ", count: 300)
            let first = try await stage.ask(text, in: id)
            #expect(first.contextLeftOut == nil && first.contextFromSeq == 1)
            for _ in 0..<4 { _ = try await stage.ask(text, in: id) }
            let last = try await stage.ask(text, in: id)
            #expect(last.status == .complete && last.failure == nil)
            #expect((last.contextLeftOut ?? 0) > 0)
            #expect((last.contextFromSeq ?? 0) > 1)
            #expect(stage.standIn.requests.contains { $0.path.hasSuffix(":countTokens") })
        }
    }

    @Test("12.18: a question that is too long is refused without asking it")
    func questionThatDoesNotFit() async throws {
        try await withAnswerStage { stage in
            let answer = try await stage.ask(String(repeating: "word ", count: 4000), model: "stand-in-small")
            #expect(answer.failure == .tooLong && answer.status == .failed)
            #expect(stage.questions.isEmpty)
        }
    }

    @Test("12.18: a context is measured by Gemini's count")
    func meter() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "gemini-3.8-flash", contextExchanges: 1)
            let empty = try await stage.meter.measure(stage.user, id, exchanges: nil)
            #expect(empty == .init(exchanges: 0, tokens: 0, inputTokenLimit: 1_048_576))
            for _ in 0..<3 { _ = try await stage.ask(String(repeating: "word ", count: 100), in: id) }
            let own = try await stage.meter.measure(stage.user, id, exchanges: nil)
            let all = try await stage.meter.measure(stage.user, id, exchanges: .some(nil))
            #expect(own.exchanges == 1 && all.exchanges == 3)
            #expect(own.tokens > 100 && all.tokens > 2 * own.tokens)
            await #expect(throws: ChatError.self) {
                try await stage.meter.measure(stage.user, .make(), exchanges: nil)
            }
        }
    }
}
