package import HTTPTypes
package import HummingbirdCore
package import NIOCore

extension HTTPServerBuilder {
    /// An HTTP/1.1 server, Hummingbird's own, whose connections can become WebSockets.
    ///
    /// Whether a request does is decided for each one, also on a connection that has served others before: `admit` gives a
    /// handler for a correct opening handshake of RFC 6455, or nil. Without a handler, and for a handshake with a wrong
    /// version, key or body, the request goes to the responder like any other; its response carries `Connection: close`.
    /// `admit` runs in the connection's task, may take its time, and sees requests that no middleware has seen: it has to
    /// check the path, the origin and the session itself.
    ///
    /// Before the upgrade, idle time-outs and limits are those of `configuration`, and its `additionalChannelHandlers`
    /// see the traffic; afterwards neither applies. Frames that a client sends before it has the response are dropped.
    ///
    /// `prepare` runs on the event loop of each connection before it speaks HTTP: the place for TLS, and to refuse it by throwing.
    package static func http1WebSocket(
        settings: WebSocketSettings = WebSocketSettings(),
        configuration: HTTP1Channel.Configuration = .init(),
        prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in },
        admit: @escaping @Sendable (HTTPRequest, any Channel) async -> WebSocketHandler?
    ) -> HTTPServerBuilder {
        var configuration = configuration
        let neighbours = configuration.additionalChannelHandlers
        configuration.additionalChannelHandlers = {
            let neighbours = neighbours()
            return neighbours + [UpgradeGate(neighbours: neighbours)]
        }
        return HTTPServerBuilder { [configuration] responder in
            let http = HTTP1Channel(
                responder: { request, writer, channel in
                    guard let handshake = WebSocketHandshake(request.head),
                        let handler = await admit(request.head, channel)
                    else { return try await responder(request, writer, channel) }
                    let upgrade = Upgrade(response: try await handshake.response(on: channel).get(), handler: handler)
                    try await channel.eventLoop.submit {
                        try channel.pipeline.syncOperations.handler(type: UpgradeGate.self).prepare(upgrade)
                    }.get()
                    throw LeavingHTTP()
                },
                configuration: configuration
            )
            return UpgradableHTTP1Channel(http: http, settings: settings, prepare: prepare)
        }
    }
}

/// Ends Hummingbird's loop over the requests of a connection, which ends for an error only.
private struct LeavingHTTP: Error {}
