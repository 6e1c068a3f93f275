internal import NIOCore

/// How responses stand in a body.
enum Framing: Sendable {
    /// `generateContent`: one document.
    case whole
    /// `streamGenerateContent?alt=sse`: one `data:` line each, ended by a blank line, CRLF throughout, no terminator.
    case events
    /// `streamGenerateContent` without `alt=sse`: the items of one JSON array.
    case array

    var contentType: ContentType { self == .events ? .events : .json }

    /// The bodies' steps for responses one after another; the array's brackets come with the first and the last.
    func steps(for responses: [JSON]) -> [ByteBuffer] {
        responses.enumerated().map { index, response in
            var buffer = ByteBuffer()
            switch self {
            case .whole:
                response.write(to: &buffer, indentation: 0)
                buffer.writeStaticString("\n")
            case .events:
                buffer.writeStaticString("data: ")
                response.write(to: &buffer)
                buffer.writeStaticString("\r\n\r\n")
            case .array:
                buffer.writeString(index == 0 ? "[" : ",\r\n")
                response.write(to: &buffer, indentation: 0)
                if index == responses.count - 1 { buffer.writeStaticString("\n]\n") }
            }
            return buffer
        }
    }
}
