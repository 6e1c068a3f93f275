internal import EventLoops
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTPTypes

/// Hummingbird's HTTP/1 connections, each of which can leave HTTP and become a WebSocket.
///
/// HTTP runs in a child task that ends with it, and the WebSocket in the connection's own task: a Swift task keeps the memory
/// of its deepest stack until it ends, and Hummingbird's is 6 KiB deep, which an idle WebSocket would keep for hours. (An
/// `async let` lives in its parent's memory, so it would not do.)
final class UpgradableHTTP1Channel: ServerChildChannel {
    private let http: HTTP1Channel
    private let settings: WebSocketSettings
    private let prepare: @Sendable (any Channel) throws -> Void

    /// `http` has an `UpgradeGate` among its channel handlers, and a responder that uses it.
    init(http: HTTP1Channel, settings: WebSocketSettings, prepare: @escaping @Sendable (any Channel) throws -> Void) {
        self.http = http
        self.settings = settings
        self.prepare = prepare
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<UpgradableConnection> {
        // NIO keeps the first buffer for the life of the channel. A handshake mostly fits into this one, a quarter of the usual
        // size; for more, the buffers grow as usual.
        let allocator = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 512, maximum: 65_536)
        let connection = channel.setOption(.recvAllocator, value: allocator)
            .flatMapThrowing { [prepare] in try prepare(channel) }
            .flatMap { [http] in http.setup(channel: channel, logger: logger) }
            .map { UpgradableConnection(channel: channel, http: UnservedChannel($0)) }
        // Of a connection that could not be set up NIO's asynchronous server lets go, and leaves it open (swift-nio 2.101).
        connection.whenFailure { _ in channel.close(promise: nil) }
        return connection
    }

    func handle(value connection: UpgradableConnection, logger: Logger) async {
        await serveHTTP(connection, logger)
        await connection.serveWebSocket(settings: settings)
    }

    // A part of `handle` its room would be kept for as long as the WebSocket is open.
    @inline(never)
    private func serveHTTP(_ connection: UpgradableConnection, _ logger: Logger) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                guard let http = connection.http.take() else { return }
                await self.http.handle(value: http, logger: logger)
            }
        }
    }
}

/// An accepted connection.
///
/// The server keeps it until the connection's end, so it lets go of what only HTTP needs.
struct UpgradableConnection: ServerChildChannelValue {
    let channel: any Channel
    let http: UnservedChannel<HTTPRequestPart, HTTPResponsePart>
}
