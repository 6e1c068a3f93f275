internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypesHTTP1
internal import NIOWebSocket

extension WebSocketHandshake {
    /// Makes the connection a WebSocket and stays until it is closed.
    ///
    /// Called in place of an HTTP responder, whose connection loop waits around it, and finds the connection at its end
    /// afterwards. Errors: the channel's, when the connection went away before.
    func upgrade(_ channel: any Channel, settings: WebSocketSettings, handler: WebSocketHandler) async throws {
        let inbound = InboundQueue()
        let outbound = OutboundQueue()
        let response = try await response(on: channel).get()
        let connection = try await channel.eventLoop.flatSubmit {
            let connection = WebSocketConnection(settings: settings, inbound: inbound, outbound: outbound)
            return Self.replaceHTTP(of: channel, by: connection, settings).map {
                connection.open(response: response)
                return NIOLoopBound(connection, eventLoop: channel.eventLoop)
            }.nonisolated()
        }.get()
        let close = await handler(WebSocketInbound(queue: inbound), WebSocketOutbound(queue: outbound))
        channel.eventLoop.execute { connection.value.close(close) }
        try await channel.closeFuture.get()
    }

    /// Puts the WebSocket's handlers into the pipeline and takes all that speak HTTP out of it, but for the last:
    /// `NIOAsyncChannel`'s, which belongs to Hummingbird's connection loop and sees nothing any more.
    private static func replaceHTTP(
        of channel: any Channel,
        by connection: WebSocketConnection,
        _ settings: WebSocketSettings
    ) -> EventLoopFuture<Void>.Isolated {
        let pipeline = channel.pipeline.syncOperations
        do {
            let gate = try pipeline.handler(type: UpgradeGate.self)
            let http: [any RemovableChannelHandler] = [
                try pipeline.handler(type: HTTPResponseEncoder.self),
                try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
                try pipeline.handler(type: HTTP1ToHTTPServerCodec.self),
                try pipeline.handler(type: HTTPConnectionStateHandler.self),
                gate,
            ]
            let decoder = WebSocketFrameDecoder(maxFrameSize: settings.maximumFrameBytes)
            try pipeline.addHandlers([ByteToMessageHandler(decoder), connection], position: .before(gate))
            let removals = (http + gate.neighbours).map { pipeline.removeHandler($0) }
            return EventLoopFuture.andAllSucceed(removals, on: channel.eventLoop).assumeIsolated()
        } catch {
            return channel.eventLoop.makeFailedFuture(error).assumeIsolated()
        }
    }
}

extension WebSocketSettings {
    /// What the frame decoder accepts: it traps above 32 bits, and control frames always fit.
    fileprivate var maximumFrameBytes: Int { min(max(maximumMessageBytes, 125), Int(UInt32.max)) }
}
