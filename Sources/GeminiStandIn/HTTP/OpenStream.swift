internal import NIOCore
internal import Synchronization

/// The stream's connection is gone, or the stand-in is ending; nothing more can be sent.
struct StreamClosed: Error {}

/// One reply under way: where it waits between its steps, and how others wake it.
///
/// At most one task waits in it. Waiting ends by time, by a release, or at once when the stream is closed; a close or a
/// release that comes first is remembered.
final class OpenStream: Sendable {
    private struct State {
        var isClosed = false
        var isReleased = false
        /// Counts waits, so that the timer of an earlier wait cannot end a later one.
        var wait = 0
        var waiting: CheckedContinuation<Void, Never>?
        var timer: Scheduled<Void>?
        /// When the latest pause ends or ended; nil before the first, and after a wait of another kind.
        var deadline: NIODeadline?
    }

    /// The last question of the request that it replies to.
    let question: String
    let channel: any Channel
    /// Whether a client that closes it early is worth counting; not so for requests that only wait for something.
    let isAnswer: Bool
    private let state = Mutex(State())

    init(question: String, channel: any Channel, isAnswer: Bool = true) {
        self.question = question
        self.channel = channel
        self.isAnswer = isAnswer
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Waits until that long after the pause before it, or until the stream is closed, which throws.
    ///
    /// Counted from pause to pause, so that what comes between them does not slow a stream down.
    func pause(for duration: Duration) async throws(StreamClosed) {
        await wait(duration: duration, wakesOnRelease: false)
        if isClosed { throw StreamClosed() }
    }

    /// Waits for `release()`, or until the stream is closed, which throws.
    func waitForRelease() async throws(StreamClosed) {
        await wait(duration: nil, wakesOnRelease: true)
        if isClosed { throw StreamClosed() }
    }

    /// Waits until the stream is closed, or the task is cancelled.
    func waitForClose() async {
        await withTaskCancellationHandler {
            await wait(duration: nil, wakesOnRelease: false)
        } onCancel: {
            close()
        }
    }

    func release() { wake { $0.isReleased = true } }

    /// Ends whatever wait there is and all that follow.
    func close() { wake { $0.isClosed = true } }

    private func wait(duration: Duration?, wakesOnRelease: Bool) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard !state.isClosed, !(wakesOnRelease && state.isReleased) else { return true }
                let deadline = duration.map { (state.deadline ?? .now()) + TimeAmount($0) }
                state.deadline = deadline
                state.wait += 1
                let wait = state.wait
                if let deadline {
                    if deadline <= .now() { return true }
                    state.timer = channel.eventLoop.scheduleTask(deadline: deadline) { self.timeIsUp(wait) }
                }
                state.waiting = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func timeIsUp(_ wait: Int) {
        let waiting = state.withLock { state in
            guard state.wait == wait else { return CheckedContinuation<Void, Never>?.none }
            state.timer = nil
            return state.waiting.take()
        }
        waiting?.resume()
    }

    private func wake(_ change: (inout State) -> Void) {
        let (waiting, timer) = state.withLock { state in
            change(&state)
            return (state.waiting.take(), state.timer.take())
        }
        timer?.cancel()
        waiting?.resume()
    }
}
