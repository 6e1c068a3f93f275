import NIOCore
import NIOPosix

/// One HTTP request on a connection of its own, which the server closes behind its answer.
final class Exchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    struct Answer: Sendable {
        var status: Int
        var text: String

        /// The session's cookie, such as `pollux_session=…`.
        var cookie: String? {
            guard let start = text.firstRange(of: "pollux_session=") else { return nil }
            return String(text[start.lowerBound...].prefix { $0 != ";" && $0 != "\r\n" })
        }
    }

    private let answer: EventLoopPromise<Answer>
    private var bytes = ByteBuffer()

    private init(_ answer: EventLoopPromise<Answer>) {
        self.answer = answer
    }

    static func send(
        _ method: String,
        _ path: String,
        cookie: String = "",
        body: String,
        port: Int,
        on loop: any EventLoop
    ) async throws -> Answer {
        let answer = loop.makePromise(of: Answer.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Exchange(answer))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let request = """
            \(method) \(path) HTTP/1.1\r
            Host: localhost\r
            Origin: http://localhost\r
            Sec-Fetch-Site: same-origin\r
            Cookie: \(cookie)\r
            Connection: close\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
        try await channel.writeAndFlush(ByteBuffer(string: request))
        return try await answer.futureResult.get()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.writeImmutableBuffer(unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
        let text = String(buffer: bytes)
        let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
        answer.succeed(Answer(status: status ?? 0, text: text))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
