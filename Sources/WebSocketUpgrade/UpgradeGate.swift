internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Stands among the HTTP handlers of a connection: marks the place where a WebSocket's handlers go, and ends the connection
/// after the response to an upgrade request that stayed HTTP.
///
/// The second is needed because NIO's HTTP decoder stops for good behind a request that asks for an upgrade, whatever the
/// answer is (swift-nio 2.101, `HTTPDecoder.didFinishMessage`): the next request on the connection would never be answered.
final class UpgradeGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The configured handlers beside this one, which understand HTTP only.
    let neighbours: [any RemovableChannelHandler]

    private var unanswered = 0
    private var isLastRequestSeen = false

    init(neighbours: [any RemovableChannelHandler]) {
        self.neighbours = neighbours
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let request) = unwrapInboundIn(data) {
            unanswered += 1
            isLastRequestSeen = isLastRequestSeen || WebSocketHandshake.stopsDecoder(request)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var response) where isAnsweringLast && response.status.kind != .informational:
            response.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .end where isAnsweringLast:
            let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.writeAndFlush(data, promise: sent)
        case .end:
            unanswered -= 1
            context.write(data, promise: promise)
        default:
            context.write(data, promise: promise)
        }
    }

    private var isAnsweringLast: Bool { isLastRequestSeen && unanswered == 1 }
}
