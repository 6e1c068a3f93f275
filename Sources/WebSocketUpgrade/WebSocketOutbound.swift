package import NIOCore

/// Sends to the peer. May be used by several tasks at once, and kept after the WebSocket's end.
///
/// The functions that wait do so while the peer reads too slowly, so that a bounded queue in front of them fills up and
/// shows it. They throw `WebSocketClosed` when nothing can be sent any more, and `CancellationError` when their task is
/// cancelled while they wait; in a cancelled task they still send what can be sent at once. `offer` never waits, and needs
/// no task. Buffers are not copied, so many sockets can share one. Nothing tells that the peer got it.
package struct WebSocketOutbound: Sendable {
    let queue: OutboundQueue
    /// The connection's. The handler's task runs on it and must not block; others may.
    package let eventLoop: any EventLoop

    /// Sends one text message, unfragmented.
    package func text(_ frame: ByteBuffer) async throws {
        try await queue.send(CollectionOfOne(.text(frame)))
    }

    /// Sends several text messages in order, with one flush.
    package func text(_ frames: [ByteBuffer]) async throws {
        try await queue.send(frames.lazy.map { .text($0) })
    }

    /// Sends one binary message, unfragmented.
    package func binary(_ frame: ByteBuffer) async throws {
        try await queue.send(CollectionOfOne(.binary(frame)))
    }

    /// Sends a Ping without payload; the peer's answer arrives as `WebSocketMessage.pong`.
    package func ping() async throws {
        try await queue.send(CollectionOfOne(.ping))
    }

    /// Sends one text message at once, or not at all. False: some 64 KiB wait already for a peer that reads too slowly, or
    /// the WebSocket is closed.
    package func offer(_ frame: ByteBuffer) -> Bool {
        queue.offer(CollectionOfOne(.text(frame)))
    }

    /// Sends several text messages in order, with one flush, all of them at once or none, as `offer(_:)` does.
    package func offer(_ frames: some Collection<ByteBuffer>) -> Bool {
        queue.offer(frames.lazy.map { .text($0) })
    }

    /// Sends a Ping at once, or not at all, as `offer(_:)` does.
    package func offerPing() -> Bool {
        queue.offer(CollectionOfOne(.ping))
    }

    /// Closes after everything sent so far, from wherever it is called: `WebSocketInbound` ends, and what the handler returns
    /// then does not matter. Harmless when the WebSocket is closed.
    package func close(_ close: WebSocketClose) {
        queue.close(close)
    }
}
