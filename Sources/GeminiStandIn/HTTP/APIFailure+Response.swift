internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension APIFailure: HTTPResponseError {
    var status: HTTPResponse.Status { .init(code: code) }

    func response(from request: Request, context: some RequestContext) -> Response { response }

    /// Plain JSON, in stream mode too: an error before the stream is no event.
    var response: Response {
        var buffer = ByteBuffer()
        json.write(to: &buffer, indentation: 0)
        buffer.writeStaticString("\n")
        return Response(
            status: .init(code: code),
            headers: [.contentType: ContentType.json.rawValue],
            body: ResponseBody(byteBuffer: buffer)
        )
    }
}
