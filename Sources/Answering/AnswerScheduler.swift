package import ChatActions
package import ChatDomain
internal import Observability
internal import Synchronization

/// Where answers wait for their turn, and where running ones are found to be stopped.
///
/// Actions hand answers in; `AnswerService` takes them out and runs them.
package final class AnswerScheduler: AnswerQueue {
    enum Work: Sendable {
        /// Stored as streaming: call Gemini.
        case run(AnswerJob)
        /// Stored as queued, and its turn has come.
        case promote(UserID, MessageID)

        var key: AnswerKey {
            switch self {
            case .run(let job): AnswerKey(job.userID, job.answerID)
            case .promote(let user, let answer): AnswerKey(user, answer)
            }
        }
    }

    private struct State {
        var turns: AnswerTurns
        var ends: [AnswerKey: AnswerEnd] = [:]
        /// The requests that asked for them, for the log.
        var requestIDs: [AnswerKey: String] = [:]
        var isDraining = false
    }

    let work: AsyncStream<Work>
    private let workInput: AsyncStream<Work>.Continuation
    private let limits: AnswerLimits
    private let state: Mutex<State>

    package init(limits: AnswerLimits) {
        self.limits = limits
        state = Mutex(State(turns: AnswerTurns(limits: limits)))
        // Every item holds one of `limits.running` places, so the buffer never overflows.
        (work, workInput) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limits.running))
    }

    /// How many answers run, and how many wait for their turn.
    package var counts: (running: Int, queued: Int) {
        state.withLock { ($0.ends.count, $0.turns.waitingCount) }
    }

    // MARK: For the actions

    package func reserve(_ user: UserID, for answer: MessageID) throws(ChatError) -> AnswerSlot {
        let (isDraining, isKnown, isAdmitted, hasPlace) = state.withLock { state in
            guard !state.isDraining else { return (true, false, false, false) }
            guard state.ends[AnswerKey(user, answer)] == nil, !state.turns.knows(user, answer) else {
                return (false, true, false, false)
            }
            let hasPlace = state.turns.reserve(user, answer)
            if hasPlace { state.ends[AnswerKey(user, answer)] = AnswerEnd() }
            let isAdmitted = hasPlace || state.turns.waitingCount(user) <= limits.waitingPerUser
            if !isAdmitted { state.turns.release(user, answer) }
            if isAdmitted { state.requestIDs[AnswerKey(user, answer)] = LogContext.current?.requestID }
            return (false, false, isAdmitted, hasPlace)
        }
        if isDraining { throw ChatError.goingDown }
        if isKnown {
            throw ChatError(.unavailable, "This very command is being carried out already.", retryAfterSeconds: 1)
        }
        guard isAdmitted else {
            throw ChatError(
                .rateLimited,
                "Too many of your questions are waiting for their answers.",
                retryAfterSeconds: 10
            )
        }
        return AnswerSlot(userID: user, answerID: answer, hasPlace: hasPlace)
    }

    package func release(_ slot: AnswerSlot) {
        let end = state.withLock { state in
            state.requestIDs[AnswerKey(slot.userID, slot.answerID)] = nil
            return state.ends.removeValue(forKey: AnswerKey(slot.userID, slot.answerID))
        }
        handOut { $0.turns.release(slot.userID, slot.answerID) }
        end?.setOver()
    }

    package func start(_ job: AnswerJob, in slot: AnswerSlot) {
        state.withLock { state in
            state.turns.start(slot.userID, job.answerID)
            _ = workInput.yield(.run(job))
        }
    }

    package func enqueue(_ slot: AnswerSlot, after parent: MessageID?) {
        let end = state.withLock { $0.ends.removeValue(forKey: AnswerKey(slot.userID, slot.answerID)) }
        // One step, so that nothing after this answer slips past it.
        handOut { state in
            state.turns.release(slot.userID, slot.answerID)
            state.turns.enqueue(slot.userID, AnswerTurns.Waiting(answerID: slot.answerID, parent: parent))
        }
        end?.setOver()
    }

    package func stop(_ user: UserID, _ answer: MessageID) async {
        let end = state.withLock { state -> AnswerEnd? in
            if state.turns.remove(user, answer) { state.requestIDs[AnswerKey(user, answer)] = nil }
            return state.ends[AnswerKey(user, answer)]
        }
        // Whatever waited for this answer may run now.
        handOut { _ in }
        end?.request(.stopped)
        await end?.waitUntilOver()
    }

    // MARK: For the service

    /// Answers were found that the last process left queued. All in one step, so that none runs before the one before it.
    func enqueue(_ found: [(user: UserID, answer: MessageID, parent: MessageID?)]) {
        handOut { state in
            for (user, answer, parent) in found {
                state.turns.enqueue(user, AnswerTurns.Waiting(answerID: answer, parent: parent))
            }
        }
    }

    /// Whether an answer runs, or may run at once when it is stored.
    func knows(_ user: UserID, _ answer: MessageID) -> Bool { end(of: AnswerKey(user, answer)) != nil }

    func end(of answer: AnswerKey) -> AnswerEnd? {
        state.withLock { $0.ends[answer] }
    }

    /// The request that asked for an answer, unless that was before this start.
    func requestID(of answer: AnswerKey) -> String? {
        state.withLock { $0.requestIDs[answer] }
    }

    /// The end of an answer is stored.
    func finished(_ answer: AnswerKey) {
        let end = state.withLock { state in
            state.requestIDs[answer] = nil
            return state.ends.removeValue(forKey: answer)
        }
        handOut { $0.turns.finish(answer.userID, answer.answerID) }
        end?.setOver()
    }

    /// Nothing new begins, and what waits stays stored as `queued`; `work` ends when the running answers have ended.
    package func drain() {
        handOut { $0.isDraining = true }
    }

    /// Those for whom an answer runs, or is being stored that may run at once.
    package var usersWithRunningAnswers: Set<UserID> {
        state.withLock { Set($0.ends.keys.lazy.map(\.userID)) }
    }

    /// Ends all running answers.
    package func interruptAll() {
        let ends = state.withLock { Array($0.ends.values) }
        for end in ends { end.request(.interrupted) }
    }

    /// Ends running answers of which nothing can be stored.
    func endNotStored(_ answers: [AnswerKey]) {
        let ends = state.withLock { state in answers.compactMap { state.ends[$0] } }
        for end in ends { end.request(.notStored) }
    }

    /// Changes the state, then gives places to those whose turn has come.
    private func handOut(_ change: (inout State) -> Void) {
        state.withLock { state in
            change(&state)
            guard !state.isDraining else {
                if state.turns.isIdle { workInput.finish() }
                return
            }
            while let next = state.turns.next() {
                state.ends[AnswerKey(next.user, next.answer)] = AnswerEnd()
                workInput.yield(.promote(next.user, next.answer))
            }
        }
    }
}
