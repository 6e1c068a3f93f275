import AsyncHTTPClient
import GeminiStandIn
import Testing

@Suite(.timeLimit(.minutes(3)))
struct ControlRoutesTests {
    private let configuration = StandInConfiguration(pace: .none, controlRoutes: true)

    @Test func streamsAreSteeredOverHTTP() async throws {
        try await withStandIn(configuration) { _, client in
            async let river = client.stream("[hold] river & co")
            async let meadow = client.stream("[hold] meadow")
            let held = try await client.get("/stand-in/wait?held=2")
            #expect(Set(held.json.value("held") as? [String] ?? []) == ["[hold] river & co", "[hold] meadow"])
            let left = try await client.post("/stand-in/release?containing=river%20%26", "")
            #expect(left.json.value("held") as? [String] == ["[hold] meadow"])
            #expect(try await river.last?.finishReason == "STOP")
            _ = try await client.post("/stand-in/release", "")
            #expect(try await meadow.last?.finishReason == "STOP")
            let state = try await client.get("/stand-in/wait?requests=2").json
            #expect(state.int("requests") == 2 && state.int("closed") == 0)
        }
    }

    @Test func requestsAreShownAndForgotten() async throws {
        try await withStandIn(configuration) { _, client in
            _ = try await client.stream("ri\"ver\u{1}")
            let shown = try await client.get("/stand-in/requests").json
            #expect(shown.count("requests") == 1, "its own routes are not on record")
            #expect(shown.string("requests.0.method") == "POST")
            #expect(shown.string("requests.0.headers.x-goog-api-key") == "test-key")
            #expect(shown.string("requests.0.body") == APIClient.body("ri\"ver\u{1}"))
            expect(try await client.post("/stand-in/reset", ""), 200)
            #expect(try await client.get("/stand-in/requests").json.count("requests") == 0)
        }
    }

    @Test func closedStreamsAreWaitedForAndHoldingCanBeTurnedOff() async throws {
        try await withStandIn(configuration) { standIn, client in
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { _ = try await client.stream("[hold] river") }
                _ = try? await client.get("/stand-in/wait?held=1")
                tasks.cancelAll()
            }
            #expect(try await client.get("/stand-in/wait?closed=1").json.int("closed") == 1)
            expect(try await client.post("/stand-in/hold-nothing", ""), 200)
            #expect(try await client.stream("[hold] river").last?.finishReason == "STOP")
            expect(try await client.get("/stand-in/wait?what=1"), 400)
        }
    }

    @Test func waitingOverHTTPEndsWithTheStandIn() async throws {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        await withTaskGroup(of: Int?.self) { tasks in
            try? await StandIn.running(configuration) { _, baseURL in
                let client = APIClient(http: http, baseURL: baseURL)
                tasks.addTask { try? await client.get("/stand-in/wait?held=1").status }
                _ = try await client.get("/stand-in/wait?requests=0")
            }
            // Answered, broken off, or never connected: whichever came first, it is over.
            for await status in tasks { #expect(status != 200) }
        }
        try await http.shutdown()
    }

    @Test func withoutLeaveTheRoutesDoNotExist() async throws {
        try await withStandIn { _, client in
            expect(try await client.get("/stand-in/state"), 404)
            expect(try await client.post("/stand-in/reset", ""), 404)
        }
    }
}
