import ChatDomain
import Foundation
import Testing

struct TableTests {
    @Test func everyErrorHasAWordOfItsOwn() {
        let words = ChatError.Code.all.map(\.word)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil })
    }

    @Test func errorsStandInTheOrderOfTheirStatuses() {
        let statuses = ChatError.Code.all.map(\.status)
        #expect(statuses == statuses.sorted())
        #expect(statuses.allSatisfy { (400...599).contains($0) })
        #expect(ChatError.Code.all.allSatisfy { !$0.title.isEmpty })
    }

    /// What `docs/protocol.md` fixes: a published code keeps its word and its status.
    @Test(arguments: [
        ("bad_request", 400), ("signed_out", 401), ("wrong_credentials", 401), ("cross_origin", 403),
        ("registration_closed", 403), ("guests_closed", 403), ("not_found", 404), ("conflict", 409),
        ("name_taken", 409), ("gone", 410), ("too_large", 413), ("unsupported_media_type", 415),
        ("upgrade_required", 426), ("rate_limited", 429), ("internal_error", 500), ("upstream_unavailable", 502),
        ("unavailable", 503), ("storage_failed", 503),
    ])
    func aPublishedErrorKeepsItsWordAndItsStatus(word: String, status: Int) {
        #expect(ChatError.Code.all.first { $0.word == word }?.status == status)
    }

    @Test func everyFailureOfAnAnswerHasACodeOfItsOwn() {
        let codes = AnswerFailure.codes
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil })
    }

    @Test(arguments: [
        "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE", "IMAGE_SAFETY", "NO_IMAGE", "FINISH_REASON_UNSPECIFIED", "SOMETHING_OF_NEXT_YEAR", "",
    ])
    func everyWordOfGeminisLeadsToAListedFailureWithASentence(reason: String) {
        for failure in [AnswerFailure.stoppedByGemini(reason: reason), .promptBlocked(reason: reason)] {
            #expect(AnswerFailure.codes.contains(failure.code))
            #expect(failure.message.hasSuffix("."))
        }
    }

    @Test func aHostileReasonCannotBreakItsSentence() {
        let reason = "<b>\u{202E}\n" + String(repeating: "X", count: 100_000)
        let message = AnswerFailure.promptBlocked(reason: reason).message
        #expect(message.utf8.count < 120)
        #expect(message.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") })
        #expect(AnswerFailure.promptBlocked(reason: "\u{202E}!").message.contains("no reason given"))
    }

    @Test func aFailureSurvivesItsWayThroughJSON() throws {
        let failure = AnswerFailure.rateLimited
        let copy = try JSONDecoder().decode(AnswerFailure.self, from: JSONEncoder().encode(failure))
        #expect(copy == failure)
    }
}
