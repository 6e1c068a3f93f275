internal import EventLoops
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypesHTTP1
internal import NIOWebSocket

extension UpgradableConnection {
    /// Serves the WebSocket for which the connection has left HTTP, and returns at the connection's end. Without one, the
    /// connection is over, and this returns at once.
    ///
    /// When the task is cancelled, the connection is closed without any more words.
    func serveWebSocket(settings: WebSocketSettings) async {
        guard channel.isActive, let socket = await leaveHTTP(settings) else { return }
        await withTaskCancellationHandler {
            let close = await withTaskExecutorPreference(EventLoopExecutor(channel.eventLoop)) {
                let outbound = WebSocketOutbound(queue: socket.outbound, eventLoop: channel.eventLoop)
                return await socket.handler(WebSocketInbound(queue: socket.inbound), outbound)
            }
            await end(socket, close)
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private struct Socket {
        let handler: WebSocketHandler
        let inbound: InboundQueue
        let outbound: OutboundQueue
    }

    // What comes before and after is no part of the above, whose room is kept for as long as the WebSocket is open.

    /// `nil`: the peer went away between the handshake and its answer.
    @inline(never)
    private func leaveHTTP(_ settings: WebSocketSettings) async -> Socket? {
        let inbound = InboundQueue()
        let outbound = OutboundQueue()
        do {
            let upgrade = try await channel.eventLoop.flatSubmit { [channel] in
                let connection = WebSocketConnection(settings: settings, inbound: inbound, outbound: outbound)
                return Self.replaceHTTP(of: channel, by: connection, settings: settings)
            }.get()
            return Socket(handler: upgrade.handler, inbound: inbound, outbound: outbound)
        } catch {
            channel.close(promise: nil)
            return nil
        }
    }

    @inline(never)
    private func end(_ socket: Socket, _ close: WebSocketClose) async {
        socket.outbound.close(close)
        do {
            try await channel.closeFuture.get()
        } catch {
            channel.close(promise: nil)
        }
    }

    /// Puts the WebSocket's handlers into the pipeline, takes all that speak HTTP out of it, and answers the handshake.
    ///
    /// The last one stays: `NIOAsyncChannel`'s, which belongs to Hummingbird's connection loop. It sees nothing any more.
    private static func replaceHTTP(
        of channel: any Channel,
        by connection: WebSocketConnection,
        settings: WebSocketSettings
    ) -> EventLoopFuture<Upgrade> {
        let pipeline = channel.pipeline.syncOperations
        do {
            let gate = try pipeline.handler(type: UpgradeGate.self)
            guard let upgrade = gate.takeUpgrade() else { throw ChannelError.inappropriateOperationForState }
            let http: [any RemovableChannelHandler] = [
                try pipeline.handler(type: HTTPResponseEncoder.self),
                try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
                try pipeline.handler(type: HTTP1ToHTTPServerCodec.self),
                try pipeline.handler(type: HTTPConnectionStateHandler.self),
                gate,
            ]
            let decoder = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: settings.maximumFrameBytes))
            try pipeline.addHandlers([decoder, connection], position: .before(gate))
            let removals = (http + gate.neighbours).map { pipeline.removeHandler($0) }
            return EventLoopFuture.andAllSucceed(removals, on: channel.eventLoop).assumeIsolated().map {
                connection.open(response: upgrade.response)
                return upgrade
            }.nonisolated()
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }
}

extension WebSocketSettings {
    /// What the frame decoder accepts: it traps above 32 bits, and control frames always fit.
    fileprivate var maximumFrameBytes: Int { min(max(maximumMessageBytes, 125), Int(UInt32.max)) }
}
