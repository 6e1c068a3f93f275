internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Synchronization

/// Hummingbird's HTTP/1 connections, which may also be dropped unserved.
///
/// A connection that is accepted while the server stops is served by nobody. NIO ends the process for a channel that nobody has
/// finished (swift-nio 2.101, `NIOAsyncWriter`).
struct ClosingHTTP1Channel: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        http.setup(channel: channel, logger: logger).map { AcceptedConnection(channel: channel, http: $0) }
    }

    func handle(value connection: AcceptedConnection, logger: Logger) async {
        guard let value = connection.take() else { return }
        await http.handle(value: value, logger: logger)
    }
}

final class AcceptedConnection: ServerChildChannelValue {
    let channel: any Channel
    private let http: Mutex<HTTP1Channel.Value?>

    init(channel: any Channel, http: HTTP1Channel.Value) {
        self.channel = channel
        self.http = Mutex(http)
    }

    deinit {
        guard let http = take() else { return }
        // Finishing needs `await`, so a task of its own. It has no reader and no writer; however its closing goes, it is gone.
        Task { try? await http.executeThenClose { _, _ in } }
    }

    func take() -> HTTP1Channel.Value? {
        http.withLock { $0.take() }
    }
}
