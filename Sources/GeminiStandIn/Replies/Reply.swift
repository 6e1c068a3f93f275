internal import NIOCore

/// One thing that a reply does on the wire.
///
/// Bytes are bytes: a step may end inside a code point or between CR and LF.
enum Step: Sendable {
    /// Sent and flushed on its own, as one chunk of HTTP's chunked encoding.
    case bytes(ByteBuffer)
    case pause(Duration)
    /// Waits until `StandInControl` releases it.
    case hold
    /// Sends nothing until the client goes away.
    case stall
    /// Closes the connection properly (FIN), in the middle of the reply.
    case abort
    /// Breaks the connection off (RST).
    case reset
}

/// A whole reply as steps: what happens before the status line, the head, what happens after it.
struct Reply: Sendable {
    /// Only `pause`, `hold`, `stall`, `abort` and `reset` have a meaning before the head.
    var before: [Step] = []
    var status = 200
    /// nil: the header is missing.
    var contentType: ContentType? = .json
    /// Further header fields, such as the address of a redirect.
    var headers: [String: String] = [:]
    /// The body ends properly after the last step, unless that step ends the connection. A sequence rather than an array,
    /// so that very long ones need not be in memory.
    var body: any Sequence<Step> & Sendable

    /// One document, sent whole.
    static func document(_ json: JSON, status: Int = 200, after pause: Duration = .zero) -> Reply {
        var buffer = ByteBuffer()
        json.write(to: &buffer, indentation: 0)
        buffer.writeStaticString("\n")
        return Reply(before: pause > .zero ? [.pause(pause)] : [], status: status, body: [Step.bytes(buffer)])
    }
}

/// What a reply's body is, as its header says.
enum ContentType: String, Sendable {
    case json = "application/json; charset=UTF-8"
    case events = "text/event-stream"
    case html = "text/html; charset=UTF-8"
    case plain = "text/plain; charset=utf-8"
    case octets = "application/octet-stream"
}
