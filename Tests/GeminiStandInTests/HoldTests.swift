import Foundation
import AsyncHTTPClient
import GeminiStandIn
import NIOCore
import NIOHTTP1
import Testing

/// Held streams, releases, and what the control sees of streams that their client closes.
@Suite(.timeLimit(.minutes(3)))
struct HoldTests {
    @Test func aHeldStreamSendsItsFirstPieceAndWaitsForItsRelease() async throws {
        try await withStandIn { standIn, client in
            let response = try await client.open("river", model: "stand-in-hold")
            var body = response.body.makeAsyncIterator()
            let first = try #require(try await body.next())
            #expect(String(buffer: first).hasPrefix("data: {"))
            try await standIn.control.waitForHeld(count: 1)
            #expect(standIn.control.heldQuestions == ["river"])
            standIn.control.release(containing: "river")
            var rest = 0
            while let next = try await body.next() { rest += next.readableBytes }
            #expect(rest > 0)
            #expect(standIn.control.heldQuestions.isEmpty)
            #expect(standIn.control.closedStreamCount == 0)
        }
    }

    @Test func aReleaseLetsOnlyItsOwnStreamGo() async throws {
        try await withStandIn { standIn, client in
            async let river = client.stream("[hold] river")
            async let meadow = client.stream("[hold] meadow")
            try await standIn.control.waitForHeld(count: 2)
            standIn.control.release(containing: "meadow")
            #expect(try await meadow.last?.finishReason == "STOP")
            #expect(standIn.control.heldQuestions == ["[hold] river"])
            standIn.control.releaseAll()
            #expect(try await river.last?.finishReason == "STOP")
        }
    }

    @Test func aReleaseBeforeItsStreamCountsOnce() async throws {
        try await withStandIn { standIn, client in
            standIn.control.release(containing: "river")
            let first = try await client.stream("[hold] river")
            #expect(first.last?.finishReason == "STOP")
            async let second = client.stream("[hold] river")
            try await standIn.control.waitForHeld(count: 1)
            standIn.control.releaseAll()
            #expect(try await second.last?.finishReason == "STOP")
        }
    }

    @Test func holdingNothingLetsAllGoUntilAReset() async throws {
        try await withStandIn { standIn, client in
            async let held = client.stream("[hold] river")
            try await standIn.control.waitForHeld(count: 1)
            standIn.control.holdNothing()
            _ = try await held
            _ = try await client.stream("[hold] river")
            standIn.control.reset()
            async let again = client.stream("[hold] river")
            try await standIn.control.waitForHeld(count: 1)
            standIn.control.reset()
            #expect(try await again.last?.finishReason == "STOP")
        }
    }

    @Test func whereToHoldCanBeSaid() async throws {
        try await withStandIn { standIn, client in
            let response = try await client.open("[hold=3][chunks=5] river")
            try await standIn.control.waitForHeld(count: 1)
            var body = response.body.makeAsyncIterator()
            var seen = ""
            while seen.components(separatedBy: "\r\n\r\n").count < 4, let next = try await body.next() {
                seen += String(buffer: next)
            }
            #expect(seen.components(separatedBy: "\r\n\r\n").count == 4, "three events and the empty rest")
            standIn.control.releaseAll()
            while try await body.next() != nil {}
            // Before the first piece the head is there, and nothing else.
            let silent = try await client.open("[hold=0] river")
            #expect(silent.status == .ok)
            try await standIn.control.waitForHeld(count: 1)
            standIn.control.releaseAll()
        }
    }

    @Test func aWholeAnswerIsHeldBeforeItsHead() async throws {
        try await withStandIn { standIn, client in
            async let reply = client.answer(to: "[hold] river")
            try await standIn.control.waitForHeld(count: 1)
            standIn.control.release(containing: "river")
            #expect(try await reply.json.finishReason == "STOP")
        }
    }

    @Test(arguments: [
        ("stand-in-hold", "river"), ("gemini-3.8-flash", "[delay=60000] river"), ("stand-in-stall", "river"),
        ("stand-in-silent", "river"), ("stand-in-deltas-2-60000", "river"), ("gemini-3.8-flash", "[hold=0] river"),
    ])
    func aStreamThatItsClientClosesIsSeen(model: String, question: String) async throws {
        try await withStandIn { standIn, client in
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { _ = try await client.stream(question, model: model) }
                try? await standIn.control.waitForRequests(count: 1)
                tasks.cancelAll()
            }
            try await standIn.control.waitForClosedStream(count: 1)
            #expect(standIn.control.heldQuestions.isEmpty)
        }
    }

    @Test func aStreamReadToItsEndIsNotClosedByItsClient() async throws {
        try await withStandIn { standIn, client in
            for _ in 0..<5 { _ = try await client.stream("river") }
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { _ = try await client.stream("meadow", model: "stand-in-hold") }
                try? await standIn.control.waitForHeld(count: 1)
                tasks.cancelAll()
            }
            try await standIn.control.waitForClosedStream(count: 1)
            #expect(standIn.control.closedStreamCount == 1)
        }
    }

    @Test func requestsAreOnRecord() async throws {
        try await withStandIn { standIn, client in
            _ = try await client.get("/v1beta/models?pageSize=2")
            _ = try await client.stream("river")
            try await standIn.control.waitForRequests(count: 1, where: \.asksForAnswer)
            let requests = standIn.control.requests
            #expect(requests.map(\.number) == [1, 2])
            #expect(requests.map(\.method) == ["GET", "POST"])
            #expect(requests[0].path == "/v1beta/models?pageSize=2")
            #expect(requests[1].path == "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse")
            #expect(requests[1].headers["x-goog-api-key"] == "test-key")
            #expect(requests[1].bodyText == APIClient.body("river"))
            standIn.control.reset()
            #expect(standIn.control.requests.isEmpty && standIn.control.requestCount == 0)
        }
    }

    @Test func requestsAreOnlyCountedWhenTheyAreNotToBeKept() async throws {
        try await withStandIn(StandInConfiguration(pace: .none, keepsRequests: false)) { standIn, client in
            _ = try await client.stream("river")
            try await standIn.control.waitForRequests(count: 1)
            #expect(standIn.control.requests.isEmpty)
        }
    }

    @Test func waitingEndsWithItsTask() async throws {
        try await withStandIn { standIn, _ in
            await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await standIn.control.waitForHeld(count: 1) }
                tasks.cancelAll()
                await #expect(throws: CancellationError.self) { try await tasks.next() }
            }
        }
    }
}
