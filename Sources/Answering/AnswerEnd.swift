internal import Synchronization

/// The wish that one running answer end, and the news that it has.
final class AnswerEnd: Sendable {
    enum Reason: Sendable {
        /// The user wants no more of it.
        case stopped
        /// The server goes down.
        case interrupted
        /// What it says cannot be stored.
        case notStored
    }

    private struct State {
        var reason: Reason?
        var isOver = false
        var running: CheckedContinuation<Void, Never>?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var reason: Reason? { state.withLock { $0.reason } }

    /// The first wish counts.
    func request(_ reason: Reason) {
        let running = state.withLock { state in
            state.reason = state.reason ?? reason
            defer { state.running = nil }
            return state.running
        }
        running?.resume()
    }

    /// For the one task that runs the answer: returns when its end is wished for, or the task cancelled.
    func waitForRequest() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.reason == nil, !Task.isCancelled else { return true }
                    state.running = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.running = nil }
                return state.running
            }?.resume()
        }
    }

    func setOver() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func waitUntilOver() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }
}
