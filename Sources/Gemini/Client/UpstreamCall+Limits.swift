import AsyncHTTPClient
import NIOCore
import Synchronization

extension UpstreamCall {
    /// How long a call may take for what.
    struct Limits: Sendable {
        let connect: TimeAmount
        let head: TimeAmount
        let silence: TimeAmount
        let total: TimeAmount

        init(_ timeouts: GeminiConfiguration.Timeouts, headLimit: Duration) {
            connect = Self.amount(timeouts.connect)
            head = Self.amount(headLimit)
            silence = Self.amount(timeouts.silence)
            total = Self.amount(timeouts.total)
        }

        /// Between nothing and a year: a deadline beyond the range of its integer would trap.
        private static func amount(_ duration: Duration) -> TimeAmount {
            min(max(TimeAmount(duration), .zero), .hours(24 * 365))
        }
    }

    /// Fails the call when its time is up, else sets the timer to when that will be. On the event loop.
    ///
    /// Called anew in each phase and by the timer itself, but not for each piece of body: the timer then finds that it is
    /// early and sets itself to the new end.
    func watch(on eventLoop: any EventLoop) {
        let now = NIODeadline.now()
        let expired = state.withLock { state -> (HTTPClient.Task<Void>, GeminiError)? in
            state.timer?.cancel()
            state.timer = nil
            guard let task = state.task, let due = due(state, now: now) else { return nil }
            guard due.deadline > now else { return (task, due.error) }
            state.timer = eventLoop.scheduleTask(deadline: due.deadline) { self.watch(on: eventLoop) }
            return nil
        }
        if let (task, error) = expired { task.fail(reason: error) }
    }

    /// When the call fails if nothing happens until then, and with what. Nil when it is over.
    private func due(_ state: State, now: NIODeadline) -> (deadline: NIODeadline, error: GeminiError)? {
        let kind: GeminiError.Kind
        let deadline: NIODeadline
        let message: String
        switch state.phase {
        case .connecting:
            (kind, deadline, message) = (.connectionFailed, start + limits.connect, "no connection in time")
        case .waitingForHead: (kind, deadline, message) = (.timedOut, start + limits.head, "no reply in time")
        case .receiving:
            // While nobody takes what has come, the silence is not the upstream's.
            let begin = state.demand == nil ? state.lastPiece : now
            (kind, deadline, message) = (.timedOut, begin + limits.silence, "the reply went silent")
        case .over: return nil
        }
        guard start + limits.total > deadline else {
            return (start + limits.total, GeminiError(.timedOut, message: "the call took longer than it may in all"))
        }
        return (deadline, GeminiError(kind, message: message))
    }
}
