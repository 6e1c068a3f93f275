internal import NIOCore
internal import Synchronization

/// Hands buffers from one task to another, one at a time: whoever sends waits until the other comes for the next one.
///
/// A response's writer belongs to one task and a live session has several; this stands between them, and holds no more than
/// what is being written.
final class Handover: Sendable {
    /// Nobody takes anything any more.
    struct Over: Error {}

    private struct State {
        /// Sent, and not fetched yet.
        var buffer: ByteBuffer?
        var sender: CheckedContinuation<Bool, Never>?
        var receiver: CheckedContinuation<ByteBuffer?, Never>?
        var isOver = false
    }

    private let state = Mutex(State())

    /// Returns when the other task is done with it. For one task at a time; throws `Over`, also when that task is cancelled.
    func send(_ buffer: ByteBuffer) async throws {
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { sender in
                let (isOver, receiver) = state.withLock { state in
                    guard !state.isOver else { return (true, CheckedContinuation<ByteBuffer?, Never>?.none) }
                    state.sender = sender
                    if state.receiver == nil { state.buffer = buffer }
                    defer { state.receiver = nil }
                    return (false, state.receiver)
                }
                if isOver { sender.resume(returning: false) }
                receiver?.resume(returning: buffer)
            }
        } onCancel: {
            finish()
        }
        guard isTaken else { throw Over() }
    }

    /// The next one; the one before has been used. For one task at a time; `nil` when it is over.
    func next() async -> ByteBuffer? {
        await withCheckedContinuation { receiver in
            let (sender, isReady, buffer) = state.withLock { state in
                guard state.buffer == nil, !state.isOver else {
                    defer { state.buffer = nil }
                    return (CheckedContinuation<Bool, Never>?.none, true, state.buffer)
                }
                state.receiver = receiver
                defer { state.sender = nil }
                return (state.sender, false, nil)
            }
            if isReady { receiver.resume(returning: buffer) }
            sender?.resume(returning: true)
        }
    }

    /// What is sent from here on, or was sent and not fetched, is dropped.
    func finish() {
        let (sender, receiver) = state.withLock { state in
            defer { state = State(isOver: true) }
            return (state.sender, state.receiver)
        }
        sender?.resume(returning: false)
        receiver?.resume(returning: nil)
    }
}
