import ChatActions
import ChatDomain
import Synchronization

/// A queue of answers that runs none, and remembers what it was told.
final class RecordingQueue: AnswerQueue {
    enum Call: Equatable {
        case release
        case start(MessageID)
        case enqueue(MessageID, after: MessageID?)
        case stop(MessageID)
    }

    private struct State {
        var calls: [Call] = []
        var jobs: [MessageID: AnswerJob] = [:]
        /// Reserved, and not followed by anything yet.
        var open: Set<MessageID> = []
        var hasPlaces = true
        var isFull = false
        var end: @Sendable (UserID, MessageID) async -> Void = { _, _ in }
    }

    private let state = Mutex(State())

    var calls: [Call] { state.withLock { $0.calls } }
    var openSlots: Int { state.withLock { $0.open.count } }

    func job(_ answer: MessageID) -> AnswerJob? { state.withLock { $0.jobs[answer] } }

    /// Whether answers may run at once.
    func setPlaces(_ hasPlaces: Bool) { state.withLock { $0.hasPlaces = hasPlaces } }

    /// Whether too many wait already.
    func setFull(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

    /// What ends a running answer that is stopped.
    func setEnd(_ end: @escaping @Sendable (UserID, MessageID) async -> Void) { state.withLock { $0.end = end } }

    func forgetCalls() { state.withLock { $0.calls = [] } }

    func reserve(_ user: UserID, for answer: MessageID) throws(ChatError) -> AnswerSlot {
        let slot = state.withLock { state -> AnswerSlot? in
            guard !state.isFull else { return nil }
            state.open.insert(answer)
            return AnswerSlot(userID: user, answerID: answer, hasPlace: state.hasPlaces)
        }
        guard let slot else { throw ChatError(.rateLimited, "Too many wait.") }
        return slot
    }

    func release(_ slot: AnswerSlot) { note(.release, slot.answerID) }

    func start(_ job: AnswerJob, in slot: AnswerSlot) {
        state.withLock { $0.jobs[job.answerID] = job }
        note(.start(job.answerID), slot.answerID)
    }

    func enqueue(_ slot: AnswerSlot, after parent: MessageID?) {
        note(.enqueue(slot.answerID, after: parent), slot.answerID)
    }

    func stop(_ user: UserID, _ answer: MessageID) async {
        let end = state.withLock { state in
            state.calls.append(.stop(answer))
            return state.end
        }
        await end(user, answer)
    }

    private func note(_ call: Call, _ answer: MessageID) {
        state.withLock { state in
            state.calls.append(call)
            state.open.remove(answer)
        }
    }
}
