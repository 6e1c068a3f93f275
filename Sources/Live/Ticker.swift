internal import Synchronization

/// A switch that one task waits for: on while there are sockets.
final class Ticker: Sendable {
    private struct State {
        var isOn = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func start() {
        let waiter = state.withLock { state in
            state.isOn = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func stop() {
        state.withLock { $0.isOn = false }
    }

    /// Returns when the switch is on or the task is cancelled.
    func waitForStart() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOn = state.withLock { state in
                    guard !state.isOn, !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if isOn { continuation.resume() }
            }
        } onCancel: {
            start()
        }
    }
}
