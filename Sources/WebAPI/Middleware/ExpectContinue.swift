internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTPTypes

/// Answers `Expect: 100-continue` (RFC 9110, section 10.1.1) when the body is first asked for, so that nobody sends one that is
/// refused by its header. Neither NIO nor Hummingbird does.
struct ExpectContinue: RouterMiddleware {
    typealias Context = AppContext

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let mayHaveBody = request.method != .get && request.method != .head
        guard mayHaveBody, request.headers[.expect]?.lowercased() == "100-continue" else {
            return try await next(request, context)
        }
        var request = request
        request.body = RequestBody(asyncSequence: ExpectedBody(body: request.body, channel: context.channel))
        return try await next(request, context)
    }
}

private struct ExpectedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: RequestBody
    let channel: any Channel

    func makeAsyncIterator() -> Iterator { Iterator(rest: body.makeAsyncIterator(), channel: channel) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: RequestBody.AsyncIterator
        let channel: any Channel
        var isWaiting = true

        mutating func next() async throws -> ByteBuffer? { try await next(isolation: nil) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
            if isWaiting {
                isWaiting = false
                try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
            }
            return try await rest.next(isolation: actor)
        }
    }
}
