internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypesHTTP1

/// Lets no request through whose target is not a path: the codec behind it would take the path out of `http://elsewhere/path`
/// (swift-nio-extras 1.35), and nobody could tell any more.
final class TargetForm: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// Puts one in front of the codec.
    static func add(to channel: any Channel) throws -> TargetForm {
        let pipeline = channel.pipeline.syncOperations
        let handler = TargetForm()
        try pipeline.addHandler(handler, position: .before(pipeline.handler(type: HTTP1ToHTTPServerCodec.self)))
        return handler
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(var head) = unwrapInboundIn(data), head.uri.utf8.first != UInt8(ascii: "/") {
            head.uri = "*"  // which `RequestTarget` refuses
            context.fireChannelRead(wrapInboundOut(.head(head)))
        } else {
            context.fireChannelRead(data)
        }
    }
}
