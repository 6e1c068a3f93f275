import GeminiStandIn
import Testing

/// Every way in which Gemini says that it is over.
@Suite(.timeLimit(.minutes(3)))
struct FinishTests {
    static let reasons = [
        "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE", "ESCALATION", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
        "IMAGE_OTHER", "NO_IMAGE", "CONTINUATION", "PUP_LIMITED_DISABLED", "FINISH_REASON_UNSPECIFIED",
    ]

    @Test(arguments: reasons)
    func eachReasonComesWithTextAndWithout(reason: String) async throws {
        let name = "stand-in-finish-" + reason.lowercased().replacing("_", with: "-")
        try await withStandIn { _, client in
            let full = try await client.stream("hi", model: name)
            #expect(full.last?.finishReason == reason && full.answer.hasPrefix("The tide comes in"))
            let empty = try await client.stream("hi", model: name + "-empty")
            #expect(empty.last?.finishReason == reason && empty.answer.isEmpty)
            #expect(try await client.answer(to: "hi", model: name).json.finishReason == reason)
            let message = full.last?.string("candidates.0.finishMessage")
            #expect((message == nil) == ["STOP", "CONTINUATION"].contains(reason))
        }
    }

    @Test(arguments: [
        "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR", "JAILBREAK", "NEW_REASON",
    ])
    func eachReasonBlocks(reason: String) async throws {
        let name = "stand-in-block-" + reason.lowercased().replacing("_", with: "-")
        try await withStandIn { _, client in
            let events = try await client.stream("hi", model: name)
            let whole = try await client.answer(to: "hi", model: name).json
            #expect(events.count == 1)
            for reply in events + [whole] {
                #expect(reply.string("promptFeedback.blockReason") == reason && reply.value("candidates") == nil)
            }
        }
    }

    @Test func aBlockCanComeLate() async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("hi", model: "stand-in-block-late")
            #expect(
                events.answer.hasPrefix("The tide") && events.last?.string("promptFeedback.blockReason") == "SAFETY"
            )
        }
    }

    @Test func thinkingCanEatTheWholeLimit() async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("hi", model: "stand-in-finish-max-tokens-thoughts")
            #expect(events.answer.isEmpty && events.last?.finishReason == "MAX_TOKENS")
            #expect(events.last?.int("usageMetadata.thoughtsTokenCount") ?? 0 > 0)
        }
    }

    @Test func aContinuationGoesOnWithItsToken() async throws {
        try await withStandIn { _, client in
            let name = "stand-in-finish-continuation"
            let first = try await client.stream("hi", model: name)
            let token = try #require(first.last?.string("candidates.0.continuationToken"))
            let turn = #""contents":[{"role":"user","parts":[{"text":"hi"}]}]"#
            let second = try APIClient.events(
                in: try await client.stream(body: #"{\#(turn),"continuationToken":"\#(token)"}"#, model: name)
            )
            #expect(second.last?.finishReason == "STOP")
            #expect((first + second).answer.hasSuffix("naïvely put. That is all."))
        }
    }
}
