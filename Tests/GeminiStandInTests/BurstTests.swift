import GeminiStandIn
import Testing

/// Scenarios that change with the number of calls, and those that a control call chooses.
@Suite(.timeLimit(.minutes(3)))
struct BurstTests {
    @Test(arguments: [("503", 503, "UNAVAILABLE"), ("500", 500, "INTERNAL"), ("429", 429, "RESOURCE_EXHAUSTED")])
    func theFirstCallsOfAQuestionAreRefusedAndThenItIsAnswered(kind: String, status: Int, word: String) async throws {
        try await withStandIn { _, client in
            for _ in 0..<3 {
                let reply = await client.call("stand-in-\(kind)-3", APIClient.body("river"))
                #expect(reply.status == status && reply.json.string("error.status") == word)
            }
            let other = await client.call("stand-in-\(kind)-3", APIClient.body("meadow"))
            #expect(other.status == status, "every question counts for itself")
            let answer = await client.call("stand-in-\(kind)-3", APIClient.body("river"))
            #expect(answer.status == 200 && !answer.events.answer.isEmpty)
            #expect(answer.events.last?.finishReason == "STOP")
        }
    }

    @Test func aBurstOfLimitsSaysToComeBackSoon() async throws {
        try await withStandIn { _, client in
            let reply = await client.call("stand-in-429-1")
            let details = reply.json.value("error.details") as? [[String: Any]] ?? []
            #expect(details.contains { $0["retryDelay"] as? String == "0.05s" })
        }
    }

    @Test func droppedAndEmptyCallsAreAnsweredLater() async throws {
        try await withStandIn { _, client in
            #expect(await client.call("stand-in-drop-1").status == nil)
            #expect(await client.call("stand-in-drop-1").events.last?.finishReason == "STOP")
            let empty = await client.call("stand-in-empty-1")
            #expect(empty.status == 200 && empty.isComplete && empty.body.isEmpty)
            #expect(await client.call("stand-in-empty-1").events.last?.finishReason == "STOP")
        }
    }

    @Test(arguments: ["503-0", "503-1001", "503-x", "503--1", "502-3", "503-1-1"])
    func otherNumbersAreNotFound(name: String) async throws {
        try await withStandIn { _, client in
            expect(try await client.stream(body: APIClient.body("hi"), model: "stand-in-\(name)"), 404)
        }
    }

    @Test func aControlCallChoosesForWhateverModelIsAsked() async throws {
        try await withStandIn { standIn, client in
            try standIn.control.answerNext(with: "stand-in-503", times: 2)
            try standIn.control.answerNext(with: "stand-in-cut-json")
            #expect(await client.call("gemini-3.8-flash").status == 503)
            expect(try await client.post("/v1beta/models/gemini-3.8-flash:generateContent", "{}"), 400)
            #expect(await client.call("stand-in-echo").status == 503, "a refused request took nothing")
            let cut = await client.call("gemma-4-31b-it")
            #expect(cut.status == 200 && cut.events.answer.hasPrefix("The tide comes in"))
            #expect(cut.events.last?.finishReason == nil)
            #expect(await client.call("gemini-3.8-flash").events.last?.finishReason == "STOP")
            #expect(throws: StandInControl.UnknownScenario.self) { try standIn.control.answerNext(with: "nonsense") }
        }
    }

    @Test func theSameOverHTTP() async throws {
        try await withStandIn(StandInConfiguration(pace: .none, controlRoutes: true)) { _, client in
            expect(try await client.post("/stand-in/next?scenario=stand-in-429-day&times=2", ""), 200)
            #expect(await client.call("gemini-3.8-flash").status == 429)
            expect(try await client.post("/stand-in/reset", ""), 200)
            #expect(await client.call("gemini-3.8-flash").status == 200)
            expect(try await client.post("/stand-in/next?scenario=nonsense", ""), 404)
            expect(try await client.post("/stand-in/next", ""), 400)
            expect(try await client.post("/stand-in/next?scenario=stand-in-503&times=0", ""), 400)
        }
    }
}
