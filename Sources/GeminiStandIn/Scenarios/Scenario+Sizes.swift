internal import NIOCore

extension Scenario {
    private static let megabytes = 5 * 1024 * 1024

    /// Those that send very much.
    static let sizes: [Scenario] = [
        stream("stand-in-large-text", "One text of 5 MB in one line.") { call in
            let head = #"data: {"candidates":[{"content":{"parts":[{"text":""#
            let tail = #""}],"role":"model"},"finishReason":"STOP","index":0}]}"# + "\r\n\r\n"
            return [.text("data: {}\r\n\r\n"), large(head, "lorem ipsum ü ", tail)]
        },
        stream("stand-in-large-field", "One unknown field of 5 MB in one line.") { call in
            call.story.prefix(2).map(Step.event) + [large(#"data: {"padding":""#, "AAAA", "\"}\r\n\r\n")]
                + call.story.suffix(2).map(Step.event)
        },
        stream("stand-in-large-array", "An event with 100,000 parts.") { call in
            let head = #"data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}"#
            let tail = #"]},"finishReason":"STOP"}]}"# + "\r\n\r\n"
            return [large(head, #",{"text":"a"}"#, tail, bytes: 13 * 100_000)]
        },
        stream("stand-in-large-comment", "A comment of 5 MB before the answer.") { call in
            [large(": ", "wait ", "\r\n")] + call.story.map(Step.event)
        },
        Scenario(id: "stand-in-large-error", purpose: "500 whose message has 5 MB.") { _ in
            let head = #"{"error":{"code":500,"status":"INTERNAL","message":""#
            return Reply(status: 500, body: [large(head, "sorry ", "\"}}\n")])
        },
        stream("stand-in-many-chunks", "10,000 chunks of one letter, at once.") { call in
            (0..<10_000).map { _ in .event(call.response(text: "a", tokens: nil)) }
                + [.event(call.response([], finish: "STOP"))]
        },
        Scenario(id: "stand-in-endless", purpose: "An answer that never ends, a kilobyte every millisecond.") {
            call throws(APIFailure) in
            guard call.framing != .whole else { throw .internal }
            let text = String(repeating: "and so on, ", count: 93)
            return Reply(contentType: .events, body: Endless(chunk: call.response(text: text).event()))
        },
        Scenario(id: "stand-in-endless-line", purpose: "A line that never ends.") { call throws(APIFailure) in
            guard call.framing != .whole else { throw .internal }
            return Reply(
                contentType: .events,
                body: Endless(chunk: ByteBuffer(string: "data: {" + String(repeating: " ", count: 1 << 20)))
            )
        },
    ]

    private static func large(_ head: String, _ filler: String, _ tail: String, bytes: Int = megabytes) -> Step {
        var buffer = ByteBuffer(string: head)
        buffer.writeString(String(repeating: filler, count: bytes / filler.utf8.count))
        buffer.writeString(tail)
        return .bytes(buffer)
    }
}

/// The same bytes over and over.
private struct Endless: Sequence, IteratorProtocol {
    let chunk: ByteBuffer
    private var pauses = false

    init(chunk: ByteBuffer) { self.chunk = chunk }

    mutating func next() -> Step? {
        pauses.toggle()
        return pauses ? .bytes(chunk) : .pause(.milliseconds(1))
    }
}
