import GeminiStandIn
import Testing

/// Scenarios that fall silent, are slow, or end too early.
@Suite(.timeLimit(.minutes(3)))
struct SilenceTests {
    @Test(arguments: [
        ("head", ""), ("chunk", "The tide comes in"), ("thoughts", "belongs in it"), ("text", "That is all."),
        ("finish", "STOP"), ("line", "\r\n\r\ndata: {"), ("field", "\r\n\r\nda"),
    ])
    func aSilenceLastsUntilTheClientGoesAway(phase: String, marker: String) async throws {
        try await withStandIn { standIn, client in
            let outcome = await client.call("stand-in-stall-\(phase)") {
                $0.status == 200 && (marker.isEmpty || $0.text.contains(marker))
            }
            #expect(outcome.status == 200 && !outcome.isComplete)
            try await standIn.control.waitForClosedStream(count: 1)
            #expect(outcome.text.contains("STOP") == (phase == "finish"))
        }
    }

    @Test(arguments: ["slow-head", "slow-chunk", "slow-end"])
    func whatIsSlowTakesASecondAndThenIsComplete(name: String) async throws {
        try await withStandIn { _, client in
            let start = ContinuousClock.now
            let outcome = await client.call("stand-in-\(name)")
            #expect(start.duration(to: .now) >= .milliseconds(990))
            #expect(outcome.isComplete && outcome.events.answer.hasSuffix("That is all."))
        }
    }

    @Test(arguments: [
        ("data", "\r\n\r\nda"), ("json", #"{"text":" "#), ("code-point", "\u{FFFD}"), ("crlf", "}\r"),
        ("blank-line", "}\r\n"),
        ("text", "\r\n\r\n"), ("thoughts", "\r\n\r\n"),
    ])
    func aCutIsWhereItSays(place: String, end: String) async throws {
        try await withStandIn { _, client in
            for kind in ["cut", "abort", "reset"] {
                let outcome = await client.call("stand-in-\(kind)-\(place)")
                #expect(outcome.status == 200 && outcome.isComplete == (kind == "cut"))
                #expect(!outcome.text.contains("STOP"))
                if place == "json" {
                    #expect(outcome.body.count > 300 && !outcome.text.hasSuffix("}"))
                } else {
                    #expect(Array(outcome.text.utf8.suffix(end.utf8.count)) == Array(end.utf8), "\(kind)")
                }
                #expect(outcome.events.thought.isEmpty == (place != "thoughts"))
            }
        }
    }

    @Test(arguments: ["abort", "reset"])
    func theConnectionBreaksBeforeTheFirstChunkAndAfterTheFinishReason(kind: String) async throws {
        try await withStandIn { _, client in
            let start = await client.call("stand-in-\(kind)-start")
            #expect(start.status == 200 && start.body.isEmpty && !start.isComplete)
            let finish = await client.call("stand-in-\(kind)-finish")
            #expect(finish.events.last?.finishReason == "STOP" && !finish.isComplete)
        }
    }

    @Test(arguments: ["data", "json", "code-point", "crlf", "blank-line"])
    func whatIsSplitIsComplete(place: String) async throws {
        try await withStandIn { _, client in
            let outcome = await client.call("stand-in-split-\(place)")
            #expect(outcome.isComplete && outcome.events.count == 4)
            #expect(outcome.events.answer.contains("🌊") && outcome.events.last?.finishReason == "STOP")
        }
    }
}
