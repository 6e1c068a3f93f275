internal import EventLoops
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTPTypes

/// Hummingbird's HTTP/1 connections, which may also be dropped unserved.
struct ClosingHTTP1Channel: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        http.setup(channel: channel, logger: logger).map {
            AcceptedConnection(channel: channel, http: UnservedChannel($0))
        }
    }

    func handle(value connection: AcceptedConnection, logger: Logger) async {
        guard let value = connection.http.take() else { return }
        await http.handle(value: value, logger: logger)
    }
}

struct AcceptedConnection: ServerChildChannelValue {
    let channel: any Channel
    let http: UnservedChannel<HTTPRequestPart, HTTPResponsePart>
}
