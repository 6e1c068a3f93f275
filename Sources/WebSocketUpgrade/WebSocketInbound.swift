/// The messages of the peer, in order.
///
/// It never throws. It ends when the peer closed, when the connection went away, and when the peer broke the protocol,
/// which this layer has then answered with the right close code; for one reader it also ends when its task is cancelled.
/// While nobody reads, a few messages are kept, and then the connection is not read any more, not even for Pings.
/// Several iterators share the messages among them.
package struct WebSocketInbound: AsyncSequence, Sendable {
    let queue: InboundQueue

    /// Gives each message to `take` at once, on the connection's event loop, and calls `atEnd` after the last. Instead of
    /// iterating, for handlers that need no time for a message: a task that iterates costs an idle connection kilobytes.
    package func forEach(
        _ take: @escaping @Sendable (WebSocketMessage) -> Void,
        atEnd: @escaping @Sendable () -> Void
    ) {
        queue.forEach(take, atEnd: atEnd)
    }

    /// An iterator over the messages that nobody has taken yet.
    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(queue: queue)
    }

    /// An iterator over the messages.
    package struct AsyncIterator: AsyncIteratorProtocol {
        let queue: InboundQueue

        /// The next message, or nil when there will be none.
        package mutating func next() async -> WebSocketMessage? {
            await queue.next()
        }
    }
}
