package import NIOCore

/// Sends to the peer. May be used by several tasks at once.
///
/// Every function waits while the peer reads too slowly, so that a bounded queue in front of it fills up and shows it.
/// It throws `WebSocketClosed` when nothing can be sent any more, and `CancellationError` when its task is cancelled while
/// it waits; in a cancelled task it still sends what it can send at once. Nothing tells that the peer got it.
package struct WebSocketOutbound: Sendable {
    let queue: OutboundQueue

    /// Sends one text message, unfragmented. The buffer is not copied, so many sockets can share one.
    package func text(_ frame: ByteBuffer) async throws {
        try await queue.send(CollectionOfOne(.text(frame)))
    }

    /// Sends several text messages in order, with one flush.
    package func text(_ frames: [ByteBuffer]) async throws {
        try await queue.send(frames.lazy.map { .text($0) })
    }

    /// Sends one binary message, unfragmented and not copied.
    package func binary(_ frame: ByteBuffer) async throws {
        try await queue.send(CollectionOfOne(.binary(frame)))
    }

    /// Sends a Ping without payload; the peer's answer arrives as `WebSocketMessage.pong`.
    package func ping() async throws {
        try await queue.send(CollectionOfOne(.ping))
    }
}
