internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// What an admitted handshake leads to.
struct Upgrade: Sendable {
    /// The whole "101 Switching Protocols".
    let response: ByteBuffer
    let handler: WebSocketHandler
}

/// Stands among the HTTP handlers of a connection, where a WebSocket's handlers would go.
///
/// For a connection that becomes a WebSocket, it keeps what is to follow, and keeps the channel open: Hummingbird's loop
/// over the requests has no other end than closing it.
///
/// For one that stays HTTP, it ends the connection after the response to an upgrade request. NIO's HTTP decoder stops for
/// good behind such a request, whatever the answer is (swift-nio 2.101, `HTTPDecoder.didFinishMessage`), and the next
/// request on the connection would never be answered.
final class UpgradeGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The configured handlers beside this one, which understand HTTP only.
    let neighbours: [any RemovableChannelHandler]

    private var upgrade: Upgrade?
    private var unanswered = 0
    private var isLastRequestSeen = false

    init(neighbours: [any RemovableChannelHandler]) {
        self.neighbours = neighbours
    }

    /// Prepares the connection to leave HTTP. Until `takeUpgrade()`, closing the channel from behind this handler is in vain.
    func prepare(_ upgrade: Upgrade) {
        self.upgrade = upgrade
    }

    /// What the connection has left HTTP for.
    func takeUpgrade() -> Upgrade? {
        defer { upgrade = nil }
        return upgrade
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

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if upgrade == nil {
            context.close(mode: mode, promise: promise)
        } else {
            promise?.succeed()
        }
    }

    private var isAnsweringLast: Bool { isLastRequestSeen && unanswered == 1 }
}
