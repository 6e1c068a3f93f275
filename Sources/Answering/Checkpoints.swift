internal import ChatActions
internal import ChatDomain
internal import Logging
internal import Synchronization

/// Gathers what running answers receive, and stores it every 250 ms, all answers in one transaction.
final class Checkpoints: Sendable {
    static let interval: Duration = .milliseconds(250)
    /// For how long nothing can be stored before the answers that lack something are ended: what people were shown and a crash
    /// would take is no more than this.
    static let patience: Duration = .seconds(5)

    private struct State {
        var pending: [AnswerKey: Checkpoint] = [:]
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func add(_ user: UserID, _ answer: MessageID, _ piece: AnswerProgress.Piece) {
        let waiter = state.withLock { state in
            let key = AnswerKey(user, answer)
            let empty = Checkpoint(userID: user, answerID: answer, text: "", thoughts: "")
            if piece.isThought {
                state.pending[key, default: empty].thoughts += piece.text
            } else {
                state.pending[key, default: empty].text += piece.text
            }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The answer's end is about to be stored with all of its text.
    func drop(_ user: UserID, _ answer: MessageID) {
        _ = state.withLock { $0.pending.removeValue(forKey: AnswerKey(user, answer)) }
    }

    /// Runs until the task is cancelled; sleeps while nothing arrives.
    ///
    /// - Parameter giveUp: is given the running answers of which nothing could be stored for `patience`, again and again.
    func run(
        _ actions: ChatActions,
        logger: Logger,
        patience: Duration = Checkpoints.patience,
        giveUp: ([AnswerKey]) -> Void
    ) async {
        var failingSince: ContinuousClock.Instant?
        while true {
            await waitForText()
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return }  // cancelled: each end is stored
            let pending = state.withLock { state in
                defer { state.pending = [:] }
                return Array(state.pending.values)
            }
            guard !pending.isEmpty else { continue }
            do {
                try await actions.checkpoint(pending)
                failingSince = nil
            } catch {
                // What is stored of an answer must stay a beginning of it, without a gap.
                putBack(pending)
                if failingSince == nil {
                    logger.error("Checkpoints cannot be stored for now", metadata: ["error": "\(error)"])
                }
                let start = failingSince ?? .now
                failingSince = start
                if .now - start >= patience { giveUp(pending.map { AnswerKey($0.userID, $0.answerID) }) }
            }
        }
    }

    private func putBack(_ earlier: [Checkpoint]) {
        state.withLock { state in
            for var checkpoint in earlier {
                let key = AnswerKey(checkpoint.userID, checkpoint.answerID)
                if let later = state.pending[key] {
                    checkpoint.text += later.text
                    checkpoint.thoughts += later.thoughts
                }
                state.pending[key] = checkpoint
            }
        }
    }

    private func waitForText() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.pending.isEmpty, !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume()
        }
    }
}
