import Synchronization

/// Tells that something was stored, to whoever listens.
final class News: Sendable {
    private let listeners = Mutex<[AsyncStream<Void>.Continuation]>([])

    /// Begins with one element, so that the first look is made at once.
    func stream() -> AsyncStream<Void> {
        let (stream, listener) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        listener.yield()
        listeners.withLock { $0.append(listener) }
        return stream
    }

    func tell() {
        for listener in listeners.withLock(\.self) { listener.yield() }
    }
}
