import AsyncHTTPClient
import Foundation
import GeminiStandIn
import NIOCore
import Testing

/// Each model that misbehaves does so in its own way, streamed and whole.
@Suite(.timeLimit(.minutes(3)))
struct ScenarioTests {
    @Test(arguments: [
        ("stand-in-429", 429, "RESOURCE_EXHAUSTED"), ("stand-in-500", 500, "INTERNAL"),
        ("stand-in-503", 503, "UNAVAILABLE"),
    ])
    func errorsBeforeTheStreamArePlainJSON(model: String, status: Int, word: String) async throws {
        try await withStandIn { _, client in
            for reply in [
                try await client.answer(to: "hi", model: model),
                try await client.stream(body: APIClient.body("hi"), model: model),
            ] {
                #expect(reply.status == status)
                #expect(reply.contentType.hasPrefix("application/json"))
                #expect(reply.json.int("error.code") == status)
                #expect(reply.json.string("error.status") == word)
            }
        }
    }

    @Test func aLimitSaysWhenToTryAgain() async throws {
        try await withStandIn { _, client in
            let reply = try await client.answer(to: "hi", model: "stand-in-429")
            #expect(reply.json.string("error.details.0.violations.0.quotaId")?.contains("PerMinute") == true)
            #expect(reply.json.string("error.details.1.@type")?.hasSuffix("google.rpc.RetryInfo") == true)
            #expect(reply.json.string("error.details.1.retryDelay") == "2.5s")
        }
    }

    @Test func anErrorInTheMiddleComesWithoutData() async throws {
        try await withStandIn { _, client in
            let reply = try await client.stream(body: APIClient.body("Explain tides"), model: "stand-in-midstream")
            #expect(reply.status == 200)
            let blocks = reply.text.components(separatedBy: "\r\n\r\n")
            #expect(blocks.dropLast().allSatisfy { $0.hasPrefix("data: {") } && blocks.count > 1)
            let error = Object(Array(try #require(blocks.last).utf8))
            #expect(error.string("error.status") == "INTERNAL")
            #expect(blocks.last?.hasPrefix("{\n") == true)
        }
    }

    @Test func aCutStreamEndsProperlyWithoutFinishReason() async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("Explain tides", model: "stand-in-cut")
            #expect(!events.isEmpty && events.allSatisfy { $0.finishReason == nil })
            #expect(!events.answer.isEmpty)
        }
    }

    @Test(arguments: ["stand-in-abort", "stand-in-reset"])
    func aBrokenConnectionIsAnErrorAfterText(model: String) async throws {
        try await withStandIn { standIn, client in
            let response = try await client.open("Explain tides", model: model)
            var body = response.body.makeAsyncIterator()
            let first = try #require(try await body.next())
            #expect(String(buffer: first).hasPrefix("data: {"))
            await #expect(throws: (any Error).self) { while try await body.next() != nil {} }
            #expect(standIn.control.closedStreamCount == 0, "the stand-in closed it, not the client")
        }
    }

    @Test func anEmptyReplyIsEmpty() async throws {
        try await withStandIn { _, client in
            for reply in [
                try await client.answer(to: "hi", model: "stand-in-empty"),
                try await client.stream(body: APIClient.body("hi"), model: "stand-in-empty"),
            ] {
                #expect(reply.status == 200 && reply.body.isEmpty)
            }
        }
    }

    @Test func aBlockedQuestionHasNoCandidates() async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("hi", model: "stand-in-blocked")
            let whole = try await client.answer(to: "hi", model: "stand-in-blocked").json
            for reply in events + [whole] {
                #expect(reply.string("promptFeedback.blockReason") == "PROHIBITED_CONTENT")
                #expect(reply.value("candidates") == nil)
                #expect(reply.int("usageMetadata.promptTokenCount") != nil)
            }
            #expect(events.count == 1)
        }
    }

    @Test(arguments: [("stand-in-safety", "SAFETY"), ("stand-in-maxtokens", "MAX_TOKENS")])
    func aStopOfItsOwnKindComesAfterText(model: String, reason: String) async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("Explain tides", model: model)
            #expect(!events.answer.isEmpty && events.last?.finishReason == reason)
        }
    }

    @Test func theLongAnswerIsLong() async throws {
        try await withStandIn { _, client in
            let answer = try await client.stream("hi", model: "stand-in-long").answer
            #expect((18_000...24_000).contains(answer.utf8.count))
            #expect(
                ["# ", "```", "| ", "> ", "1. ", "- ", "---"].allSatisfy {
                    answer.contains("\n" + $0) || answer.hasPrefix($0)
                }
            )
        }
    }

    @Test(arguments: [1, 2, 200, 5000])
    func deltasAreAsManyAsTheNameSays(count: Int) async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("hi", model: "stand-in-deltas-\(count)")
            #expect(events.count == count)
            #expect(events.allSatisfy { (40...80).contains($0.answer.utf8.count) })
            #expect(events.last?.finishReason == "STOP")
            #expect(events.dropLast().allSatisfy { $0.finishReason == nil })
            let whole = try await client.answer(to: "hi", model: "stand-in-deltas-\(count)")
            #expect(whole.json.answer == events.answer)
            #expect(
                whole.json.int("usageMetadata.totalTokenCount") == events.last?.int("usageMetadata.totalTokenCount")
            )
        }
    }

    @Test func deltasKeepTheirDistanceWhateverThePace() async throws {
        try await withStandIn { _, client in
            let start = ContinuousClock.now
            _ = try await client.stream("hi", model: "stand-in-deltas-5-20")
            #expect(start.duration(to: .now) >= .milliseconds(80))
        }
    }

    @Test(arguments: [
        "0", "100001", "-1", "200-60001", "200--1", "200-1-1", "", "x", "1e3", "٣", "99999999999999999999", "200-",
        "+5",
    ])
    func deltasWithWrongNumbersAreNotFound(numbers: String) async throws {
        try await withStandIn { _, client in
            let name = numbers.unicodeScalars.allSatisfy(\.isASCII) ? numbers : "%D9%A3"
            expect(try await client.stream(body: APIClient.body("hi"), model: "stand-in-deltas-\(name)"), 404)
        }
    }
}
