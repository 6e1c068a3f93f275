internal import ChatActions
internal import ChatDomain
internal import Logging
internal import Synchronization

/// Gathers what running answers receive, and stores it every 250 ms, all answers in one transaction.
final class Checkpoints: Sendable {
    static let interval: Duration = .milliseconds(250)

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
    func run(_ actions: ChatActions, logger: Logger) async {
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
            } catch {
                // What is stored of an answer must stay a beginning of it, without a gap.
                putBack(pending)
                logger.error("A checkpoint could not be stored yet", metadata: ["error": "\(error)"])
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
