package import NIOCore
internal import Synchronization

/// A connection that was accepted and that nobody serves yet.
///
/// One that is accepted while the server stops is served by nobody. NIO wants its channel to be finished all the same, and ends
/// the process otherwise (swift-nio 2.101, `NIOAsyncWriter`).
package final class UnservedChannel<Inbound: Sendable, Outbound: Sendable>: Sendable {
    package typealias Value = NIOAsyncChannel<Inbound, Outbound>

    private let value: Mutex<Value?>

    package init(_ value: Value) {
        self.value = Mutex(value)
    }

    deinit {
        guard let value = take() else { return }
        // Finishing needs `await`, so a task of its own, which nobody owns: it ends as soon as the channel is closed. It has no
        // reader and no writer; however its closing goes, it is gone.
        Task { try? await value.executeThenClose { _, _ in } }
    }

    /// What is read from and written to; once. Whoever takes it has to finish it.
    package func take() -> Value? {
        value.withLock { $0.take() }
    }
}
