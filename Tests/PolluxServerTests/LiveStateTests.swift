import PolluxTesting
import Testing

/// The tests' own client: it must notice when a server breaks the protocol, or no test above it can fail.
@Suite("The tests' own client", .timeLimit(.minutes(30)))
struct LiveStateTests {
    private static let answer: JSON = [
        "id": "a", "conversationID": "c", "role": "model", "status": "streaming", "text": "", "revision": 2,
    ]

    /// A client that holds a conversation with a running answer, at revision 2.
    private static func running() -> LiveState {
        var state = LiveState()
        state.beginSocket()
        _ = state.resumeFrame()
        state.take(frame: hello)
        state.take(frame: put("conversation", ["id": "c", "revision": 1], 1))
        state.take(frame: put("message", answer, 2))
        return state
    }

    private static let hello = #"{"type":"hello","epoch":"e","revision":0,"heartbeatSeconds":20}"#

    private static func put(_ kind: JSON, _ item: JSON, _ revision: Double) -> String {
        let change: JSON = [
            "kind": kind, "op": "put", "id": item.id, "item": item.with("revision", .number(revision)),
            "revision": .number(revision),
        ]
        return #"{"type":"change","# + change.encoded.dropFirst()
    }

    private static func delta(_ offset: Int, _ text: String) -> String {
        #"{"type":"delta","messageID":"a","offset":\#(offset),"text":"\#(text)"}"#
    }

    @Test("Deltas are applied from where the client is")
    func deltas() {
        var state = Self.running()
        for (offset, text) in [(0, "Hello"), (3, "lo, wor"), (0, "Hel"), (10, "ld 😀"), (12, " 😀!")] {
            state.take(frame: Self.delta(offset, text))
        }
        #expect(state.message("a").text == "Hello, world 😀!")
        #expect((state.gaps, state.violations) == (0, []))
        state.take(frame: Self.delta(17, "beyond"))
        #expect(state.gaps == 1)
        #expect(state.isBehind)
        #expect(state.message("a").text == "Hello, world 😀!")
        #expect(state.resumeFrame().contains(#""offset":16"#))
    }

    @Test("While it is running the longer text stays; the end replaces it")
    func prefixes() {
        var state = Self.running()
        state.take(frame: Self.delta(0, "Hello, world"))
        state.take(message: Self.answer.with("text", "Hello"))
        #expect(state.message("a").text == "Hello, world")
        state.take(message: Self.answer.with("text", "Hello, world!!"))
        #expect(state.message("a").text == "Hello, world!!")
        #expect(state.violations == [])
        let end = Self.answer.with("status", "complete").with("text", "Hello, world!!?")
        state.take(frame: Self.put("message", end, 3))
        #expect(state.message("a").text == "Hello, world!!?")
        state.take(message: Self.answer.with("text", "Hello"))
        #expect(state.isSettled("a"))
        #expect(state.violations == [])
    }

    @Test("What was deleted stays deleted until the next reset")
    func deletions() {
        var state = Self.running()
        state.take(frame: #"{"type":"change","revision":3,"kind":"conversation","op":"delete","id":"c"}"#)
        #expect(state.messages.isEmpty && state.conversations.isEmpty)
        state.take(conversation: ["id": "c", "revision": 9])
        state.take(message: Self.answer)
        #expect(state.messages.isEmpty && state.conversations.isEmpty)
        _ = state.resumeFrame()
        state.take(frame: #"{"type":"reset","epoch":"f","revision":7,"heartbeatSeconds":20}"#)
        state.take(conversation: ["id": "c", "revision": 9])
        #expect(state.conversations.count == 1)
        #expect((state.revision, state.epoch) == (7, "f"))
        #expect(state.violations == [])
    }

    @Test("A gap, a repetition, a delta after the end, another text, an early or unasked frame: each is noted")
    func violations() {
        func isNoted(_ frames: String...) -> Bool {
            var state = Self.running()
            for frame in frames { state.take(frame: frame) }
            return !state.violations.isEmpty
        }
        let end = Self.answer.with("status", "complete").with("text", "Hello")
        #expect(!isNoted(Self.delta(0, "Hello"), Self.put("message", end, 3)))
        #expect(isNoted(Self.put("message", end, 4)))
        #expect(isNoted(Self.put("conversation", ["id": "c"], 2)))
        #expect(isNoted(Self.put("message", end, 3), Self.delta(0, "Hello")))
        #expect(isNoted(Self.delta(0, "Hallo"), Self.put("message", end, 3)))
        #expect(isNoted(Self.delta(0, "Hello, world"), Self.put("message", end, 3)))
        #expect(isNoted(Self.hello))
        #expect(isNoted(#"{ "type":"heartbeat","revision":2}"#))
        #expect(isNoted(#"{"type":"surprise"}"#))
        var early = LiveState()
        early.beginSocket()
        early.take(frame: Self.delta(0, "Hello"))
        #expect(!early.violations.isEmpty)
    }
}
