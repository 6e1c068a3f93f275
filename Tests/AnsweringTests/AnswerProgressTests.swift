import ChatActions
import ChatDomain
import Foundation
import Gemini
import Testing
import TimeTesting

@testable import Answering

/// An answer as it grows, and what becomes of it.
struct AnswerProgressTests {
    private func chunk(
        _ text: String? = nil,
        thought: Bool? = nil,
        reason: FinishReason? = nil,
        usage: UsageMetadata? = nil
    ) -> GenerateContentResponse {
        let content = text.map { Content(role: "model", parts: [Part(text: $0, thought: thought)]) }
        return GenerateContentResponse(
            candidates: [Candidate(content: content, finishReason: reason)],
            usageMetadata: usage
        )
    }

    private func piece(_ text: String, isThought: Bool) -> AnswerProgress.Event {
        .piece(.init(text: text, isThought: isThought))
    }

    private func progress(_ chunks: [GenerateContentResponse]) -> AnswerProgress {
        var progress = AnswerProgress()
        for chunk in chunks { _ = progress.take(chunk) }
        return progress
    }

    private func outcome(_ chunks: GenerateContentResponse...) -> AnswerOutcome { progress(chunks).ended() }

    @Test func textAndThoughtsGrowApartPieceByPiece() {
        var progress = AnswerProgress()
        #expect(progress.take(chunk("Hm. ", thought: true)) == [piece("Hm. ", isThought: true)])
        #expect(progress.take(chunk("Li", thought: false)) == [piece("Li", isThought: false)])
        #expect(progress.take(chunk("ght")) == [piece("ght", isThought: false)])
        #expect(progress.take(chunk("")) == [])
        #expect(progress.take(GenerateContentResponse()) == [])
        #expect(progress.take(chunk(reason: .stop)) == [])
        #expect(progress.text == "Light" && progress.thoughts == "Hm. ")
        let outcome = progress.ended()
        #expect(outcome.status == .complete && outcome.text == "Light" && outcome.thoughts == "Hm. ")
        #expect(outcome.failure == nil)
    }

    @Test func partsOfOneChunkKeepTheirOrder() {
        var progress = AnswerProgress()
        let parts = [Part(text: "a"), Part(text: "t", thought: true), Part(), Part(text: "b")]
        let events = progress.take(
            GenerateContentResponse(candidates: [Candidate(content: Content(role: "model", parts: parts))])
        )
        #expect(events == [piece("a", isThought: false), piece("t", isThought: true), piece("b", isThought: false)])
    }

    @Test func onlyTheFirstCandidateCounts() {
        var progress = AnswerProgress()
        let candidates = ["one", "two"].map { Candidate(content: Content(role: nil, parts: [Part(text: $0)])) }
        #expect(progress.take(GenerateContentResponse(candidates: candidates)) == [piece("one", isThought: false)])
    }

    @Test("12.9: STOP on every chunk ends nothing")
    func stopOnEveryChunkEndsNothing() {
        let outcome = outcome(chunk("a", reason: .stop), chunk("b", reason: .stop), chunk("c", reason: .stop))
        #expect(outcome.status == .complete && outcome.text == "abc" && outcome.report.finishReason == "STOP")
    }

    @Test("12.9: the last finish reason counts")
    func theLastReasonCounts() {
        let outcome = outcome(chunk("a", reason: .stop), chunk("b", reason: .maxTokens), chunk())
        #expect(outcome.failure == .lengthLimit && outcome.report.finishReason == "MAX_TOKENS")
    }

    @Test(
        "12.24: MAX_TOKENS and CONTINUATION are length stops, no reason at all is a cut",
        arguments: [
            (FinishReason.stop, Message.Status.complete, nil), (.maxTokens, .complete, AnswerFailure.lengthLimit),
            (.continuation, .complete, .lengthLimit), (nil, .interrupted, .cutOff),
        ] as [(FinishReason?, Message.Status, AnswerFailure?)]
    )
    func anEndWithTextIsWhatItsReasonSays(reason: FinishReason?, status: Message.Status, failure: AnswerFailure?) {
        let outcome = outcome(chunk("text"), chunk(reason: reason))
        #expect(outcome.status == status && outcome.failure == failure && outcome.text == "text")
    }

    @Test(
        "12.11: an end without visible text is a failure of its own",
        arguments: [
            (FinishReason.stop, AnswerFailure.emptyAnswer), (nil, .emptyAnswer), (.maxTokens, .thinkingAteTheLimit),
            (.continuation, .thinkingAteTheLimit),
        ] as [(FinishReason?, AnswerFailure)]
    )
    func anEndWithoutTextIsAFailure(reason: FinishReason?, failure: AnswerFailure) {
        for text in [nil, "", " \n\t", "\u{200B}\u{200D}\u{FEFF}", "\u{2060}\n\u{AD}"] {
            let outcome = outcome(chunk("thinking", thought: true), chunk(text), chunk(reason: reason))
            #expect(outcome.status == .failed && outcome.failure == failure && outcome.thoughts == "thinking")
            // What nobody can see is no text: it must not go to Gemini again as an answer.
            #expect(outcome.text == "")
        }
    }

    @Test func whatNobodyCanSeeIsShownWithWhatFollowsIt() {
        var progress = AnswerProgress()
        #expect(progress.take(chunk(" \n")) == [] && progress.take(chunk("\u{200B}")) == [])
        #expect(!progress.hasShown && progress.ended(by: .stopped).text == "")
        #expect(progress.take(chunk("a")) == [piece(" \n\u{200B}a", isThought: false)])
        #expect(progress.take(chunk(" ")) == [piece(" ", isThought: false)])
        #expect(progress.ended(by: .stopped).text == " \n\u{200B}a ")
    }

    @Test func aZeroWidthCharacterWithinTextStays() {
        #expect(outcome(chunk("a\u{200D}b", reason: .stop)).text == "a\u{200D}b")
        #expect(outcome(chunk(" a\n", reason: .stop)).text == " a\n")
    }

    @Test(
        "12.12: every other finish reason has its sentence and keeps the text",
        arguments: [
            (FinishReason.safety, "safety", false), (.recitation, "recitation", false), (.language, "language", false),
            (.blocklist, "blocked", false), (.prohibitedContent, "blocked", false), (.spii, "blocked", false),
            (.malformedFunctionCall, "tool_call_failed", true), (.unexpectedToolCall, "tool_call_failed", true),
            (.tooManyToolCalls, "tool_call_failed", true), (.other, "stopped_by_gemini", true),
            (.missingThoughtSignature, "context_refused", false), (.malformedResponse, "stopped_by_gemini", true),
            (.imageSafety, "image_refused", false), (.noImage, "no_image", true),
            (.escalation, "stopped_by_gemini", true), (.pupLimitedDisabled, "operator_problem", false),
            (FinishReason(rawValue: "OF_NEXT_YEAR"), "stopped_by_gemini", true),
            (FinishReason(rawValue: ""), "stopped_by_gemini", true),
        ]
    )
    func everyOtherReasonIsAFailureThatKeepsTheText(reason: FinishReason, code: String, retryable: Bool) {
        for text in ["so far", nil] {
            let outcome = outcome(chunk(text), chunk(reason: reason))
            #expect(outcome.status == .failed && outcome.text == text ?? "")
            #expect(outcome.failure?.code == code && outcome.failure?.retryable == retryable)
            #expect(outcome.report.finishReason == reason.rawValue)
        }
    }

    @Test("12.11: a blocked question is told with its reason")
    func aBlockedQuestionIsToldWithItsReason() {
        let blocked = GenerateContentResponse(promptFeedback: PromptFeedback(blockReason: .safety))
        let outcome = outcome(blocked, GenerateContentResponse(usageMetadata: UsageMetadata(promptTokenCount: 4)))
        #expect(outcome.status == .failed && outcome.failure == .promptBlocked(reason: "SAFETY"))
        #expect(outcome.report.usage?.promptTokenCount == 4)
        // Text came all the same: then it is an answer.
        #expect(self.outcome(blocked, chunk("text", reason: .stop)).status == .complete)
    }

    @Test("12.14: usage is the latest value of each field")
    func usageIsTheLatestValueOfEachField() {
        let outcome = outcome(
            chunk("a", usage: UsageMetadata(promptTokenCount: 10, candidatesTokenCount: 1, totalTokenCount: 11)),
            chunk("b", usage: UsageMetadata(promptTokenCount: 10, candidatesTokenCount: 3, thoughtsTokenCount: 7)),
            chunk("c", reason: .stop, usage: UsageMetadata(totalTokenCount: 20))
        )
        let usage = outcome.report.usage
        #expect(usage?.promptTokenCount == 10 && usage?.candidatesTokenCount == 3)
        #expect(usage?.thoughtsTokenCount == 7 && usage?.totalTokenCount == 20)
        #expect(self.outcome(chunk("a", reason: .stop)).report.usage == nil)
    }

    @Test("12.23: model version and response id are kept from wherever they came")
    func modelVersionAndResponseIdAreKeptFromWhereverTheyCame() {
        var progress = progress([GenerateContentResponse(modelVersion: "v1", responseId: "r1"), chunk("a")])
        #expect(progress.ended().report.modelVersion == "v1")
        _ = progress.take(GenerateContentResponse(modelVersion: "v2"))
        #expect(progress.ended().report.modelVersion == "v2" && progress.ended().report.responseId == "r1")
    }

    @Test func nulBecomesTheReplacementCharacter() {
        var progress = AnswerProgress()
        #expect(progress.take(chunk("a\0b\0\u{301}")) == [piece("a\u{FFFD}b\u{FFFD}\u{301}", isThought: false)])
        #expect(progress.take(chunk("\0", thought: true)) == [piece("\u{FFFD}", isThought: true)])
        #expect(!progress.text.utf8.contains(0) && !progress.thoughts.utf8.contains(0))
    }

    @Test func hostileCombiningMarksAreTakenQuickly() {
        let marks = String(repeating: "\u{301}\u{323}", count: 30_000)
        let duration = processorTime {
            var progress = AnswerProgress()
            _ = progress.take(chunk("a" + marks + "\0"))
            _ = progress.take(code("print()" + marks, language: "PYTHON"))
            _ = progress.ended()
        }
        #expect(duration < .seconds(2))
    }

    @Test func anAnswerOfTooManyBytesIsCut() {
        let piece = String(repeating: "x", count: AnswerProgress.maximumBytes / 2)
        var progress = progress([chunk(piece), chunk(piece, thought: true)])
        #expect(!progress.isTooLong)
        _ = progress.take(chunk("x"))
        #expect(progress.isTooLong)
        let outcome = progress.cut()
        #expect(outcome.status == .interrupted && outcome.failure == .longerThanKept && outcome.text == piece + "x")
    }

    // MARK: Code

    private func code(_ code: String, language: String?) -> GenerateContentResponse {
        var part = Part()
        part.executableCode = ExecutableCode(fields: ["code": .string(code)])
        if let language { part.executableCode?.fields["language"] = .string(language) }
        return GenerateContentResponse(candidates: [Candidate(content: Content(role: "model", parts: [part]))])
    }

    private func output(_ output: String?) -> GenerateContentResponse {
        var part = Part()
        part.codeExecutionResult = CodeExecutionResult(fields: ["outcome": "OUTCOME_OK"])
        if let output { part.codeExecutionResult?.fields["output"] = .string(output) }
        return GenerateContentResponse(candidates: [Candidate(content: Content(role: "model", parts: [part]))])
    }

    @Test func codeAndItsOutputStandInTheTextAsFencedBlocks() {
        let text = outcome(
            chunk("Run:"),
            code("print(1)", language: "PYTHON"),
            output("1\n"),
            chunk("Done.", reason: .stop)
        )
        .text
        #expect(text == "Run:\n\n```python\nprint(1)\n```\n\n\n\n```text\n1\n```\n\nDone.")
        #expect(outcome(output(nil), output("")).text == "")
    }

    @Test func aFenceIsLongerThanAnyInTheCode() {
        #expect(outcome(code("a ```` b", language: nil), chunk(reason: .stop)).text.contains("`````\na ```` b\n`````"))
        let language = outcome(code("x", language: "PY\n```\u{301}THON"), chunk(reason: .stop)).text
        #expect(language.contains("```python\nx\n```") || language.contains("```pyt"))
        #expect(!language.contains("py\n"))
    }

    // MARK: Ended by others

    @Test("12.14: a stop keeps the text so far")
    func aStopKeepsTheTextSoFar() {
        let outcome = progress([chunk("so far")]).ended(by: .stopped)
        #expect(outcome.status == .stopped && outcome.text == "so far" && outcome.failure == nil)
        let partial = progress([chunk("x", usage: UsageMetadata(promptTokenCount: 9))]).ended(by: .stopped)
        #expect(partial.report.usage?.promptTokenCount == 9)
        let early = progress([chunk("\n")]).ended(by: .stopped)
        #expect(early.status == .stopped && early.failure == .stoppedEarly)
    }

    @Test func aShutdownInterruptsWithOrWithoutText() {
        for text in ["so far", nil] {
            let outcome = progress([chunk(text)]).ended(by: .interrupted)
            #expect(outcome.status == .interrupted && outcome.text == text ?? "")
            #expect(outcome.failure == .serverRestarted)
        }
    }

    @Test(
        "12.20: every error has its failure, and no word of the operator",
        arguments: [
            (GeminiError.Kind.invalidKey, AnswerFailure.invalidKey), (.permissionDenied, .operatorProblem),
            (.failedPrecondition, .operatorProblem), (.notFound, .modelNotFound("m")),
            (.invalidArgument, .requestRefused),
            (.rateLimited, .rateLimited), (.overloaded, .modelOverloaded), (.internalError, .upstreamError),
            (.deadlineExceeded, .timedOut), (.cancelled, .upstreamError), (.connectionFailed, .unreachable),
            (.connectionLost, .cutOff), (.timedOut, .timedOut), (.malformedResponse, .upstreamError),
            (.tooLarge, .upstreamError), (.unexpectedStatus, .upstreamError), (.fileFailed, .fileRefused),
            (.unreadableSource, .internalError),
        ]
    )
    func everyErrorOfGeminisHasItsFailure(kind: GeminiError.Kind, failure: AnswerFailure) {
        let error = GeminiError(kind, message: "canary of the operator's")
        let empty = progress([]).failed(error, model: "m")
        #expect(empty.status == .failed && empty.failure == failure)
        let some = progress([chunk("so far")]).failed(error, model: "m")
        let isCut = kind == .connectionLost || kind == .timedOut
        #expect(some.status == (isCut ? .interrupted : .failed))
        #expect(some.text == "so far" && some.failure == failure)
        #expect(some.failure?.message.contains("canary") == false)
    }

    @Test("12.14: counts that cannot be are cut to what can be added up")
    func implausibleCounts() {
        var response = chunk("text", reason: .stop)
        response.usageMetadata = UsageMetadata(promptTokenCount: .max, candidatesTokenCount: -5, totalTokenCount: .max)
        let usage = outcome(response).report.usage
        #expect(usage?.promptTokenCount == 1 << 40 && usage?.candidatesTokenCount == 0)
        #expect(usage?.totalTokenCount == 1 << 40)
    }

    @Test("12.9: after the last word the end of the connection does not matter")
    func lastWord() {
        let lost = GeminiError(.connectionLost, message: "")
        let whole = progress([chunk("all of it"), chunk(reason: .stop)]).failed(lost, model: "m")
        #expect(whole.status == .complete && whole.failure == nil)
        // Some put STOP on every chunk: there it says nothing.
        let every = progress([chunk("so", reason: .stop), chunk(" far", reason: .stop)]).failed(lost, model: "m")
        #expect(every.status == .interrupted && every.failure == .cutOff)
        let more = progress([chunk("so", reason: .stop), chunk(" far")]).failed(lost, model: "m")
        #expect(more.status == .interrupted)
    }

    @Test("12.19: a day's limit is not worth trying again")
    func aDaysLimitIsNotWorthTryingAgain() {
        for (quota, failure) in [
            (GeminiError.Quota.perDay, AnswerFailure.quotaExhausted), (.limitZero, .modelNotInPlan),
        ] {
            let outcome = progress([]).failed(GeminiError(.rateLimited, message: "", quota: quota), model: "m")
            #expect(outcome.failure == failure && outcome.failure?.retryable == false)
        }
        let minute = progress([]).failed(GeminiError(.rateLimited, message: "", quota: .perMinute), model: "m")
        #expect(minute.failure == .rateLimited && minute.failure?.retryable == true)
    }

    @Test(
        "12.20: what a refusal blames decides before its kind",
        arguments: [
            (GeminiError.Blame.promptLength, "too_long"), (.media, "file_refused"), (.file, "file_refused"),
            (.thoughtSignature, "context_refused"), (.thinking, "request_refused"), (.sampling, "request_refused"),
        ]
    )
    func blamesHaveTheirFailures(blame: GeminiError.Blame, code: String) {
        let error = GeminiError(.invalidArgument, message: "", httpStatus: 400, blames: blame)
        #expect(progress([]).failed(error, model: "m").failure?.code == code)
    }

    @Test func whatIsTooLargeIsTheQuestionWhenGeminiSaysSo() {
        for status in [400, 413] {
            let error = GeminiError(.tooLarge, message: "", httpStatus: status)
            #expect(progress([]).failed(error, model: "m").failure == .tooLong)
        }
        let spend = GeminiError(.rateLimited, message: "", quota: .spend)
        #expect(progress([]).failed(spend, model: "m").failure == .operatorProblem)
    }

    @Test("12.12: Gemini's explanation of an end is kept, up to a length")
    func theFinishMessageIsKept() {
        var candidate = Candidate(finishReason: .other)
        candidate.finishMessage = String(repeating: "é", count: 5000)
        let report = outcome(GenerateContentResponse(candidates: [candidate])).report
        #expect(report.finishMessage == String(repeating: "é", count: 1000))
    }

    @Test func aFaultOfOurOwnKeepsTheText() {
        #expect(progress([]).failedInside().status == .failed)
        let outcome = progress([chunk("so far")]).failedInside()
        #expect(outcome.status == .interrupted && outcome.text == "so far" && outcome.failure == .internalError)
    }
}
