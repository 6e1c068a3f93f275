package import ChatDomain
internal import Store

/// How an answer ended.
package struct AnswerOutcome: Sendable {
    /// One of the final ones.
    package var status: Message.Status
    package var text: String
    package var thoughts: String?
    package var report: AnswerReport
    package var failure: AnswerFailure?
    package var parts: [AnswerPart]?
    package var sources: [Source]
    package var searchSuggestions: String?

    package init(
        status: Message.Status,
        text: String = "",
        thoughts: String? = nil,
        report: AnswerReport = AnswerReport(),
        failure: AnswerFailure? = nil,
        parts: [AnswerPart]? = nil,
        sources: [Source] = [],
        searchSuggestions: String? = nil
    ) {
        precondition(status.isFinal && status != .stored)
        self.status = status
        self.text = text
        self.thoughts = thoughts
        self.report = report
        self.failure = failure
        self.parts = parts
        self.sources = sources
        self.searchSuggestions = searchSuggestions
    }
}

/// Text of a running answer that is not stored yet.
package struct Checkpoint: Sendable {
    package var userID: UserID
    package var answerID: MessageID
    package var text: String
    package var thoughts: String

    package init(userID: UserID, answerID: MessageID, text: String, thoughts: String) {
        self.userID = userID
        self.answerID = answerID
        self.text = text
        self.thoughts = thoughts
    }
}

/// What the last process left behind.
package struct LeftBehind: Sendable {
    /// In the order in which they are to be run; `parent`: the answer that each waits for.
    package var queued: [(user: UserID, answer: MessageID, parent: MessageID?)] = []
    /// How many were cut off.
    package var interrupted = 0
}

// What the service that runs answers writes. It acts for the user who asked.
extension ChatActions {
    /// Turns a queued answer into a streaming one, before Gemini is called. `nil`: it is not queued any more.
    package func startAnswer(_ user: UserID, _ id: MessageID) async throws -> AnswerJob? {
        try await write { writer in
            guard var answer = try writer.message(user, id), answer.status == .queued,
                let conversation = try writer.conversation(user, answer.conversationID),
                let questionID = answer.parentID, let question = try writer.message(user, questionID)
            else { return nil }
            var job = try AnswerJob.make(user, conversation, question, answer, writer)
            if let kept = answer.reservation {
                do {
                    let tokens = job.estimatedPromptTokens
                    (answer.reservation, job.maxOutputTokens) = try renew(user, kept, promptTokens: tokens, writer)
                } catch let error as ChatError where error.code == .usageLimit {
                    try Self.settle(user, answer, AnswerOutcome(status: .failed, failure: .usageLimit), writer)
                    return nil
                }
            }
            answer.status = .streaming
            answer.contextFromSeq = job.contextFromSeq
            _ = try writer.update(user, answer)
            return job
        }
    }

    /// Stores what arrived of several running answers since their last checkpoints.
    package func checkpoint(_ checkpoints: [Checkpoint]) async throws {
        try await write { writer in
            for piece in checkpoints {
                _ = try writer.checkpoint(piece.userID, piece.answerID, text: piece.text, thoughts: piece.thoughts)
            }
        }
    }

    /// Tells when a running answer's next call is made, after one that failed. Nothing happens when it runs no more.
    package func noteRetry(_ user: UserID, _ id: MessageID, at time: Timestamp) async throws {
        try await change(user, id) { $0.retryAt = time }
    }

    /// Tells that not all of the context went to Gemini. Nothing happens when the answer runs no more.
    ///
    /// - Parameter leftOut: how many exchanges did not fit.
    package func noteContext(_ user: UserID, _ id: MessageID, fromSeq: Int64, leftOut: Int) async throws {
        try await change(user, id) { answer in
            answer.contextFromSeq = fromSeq
            answer.contextLeftOut = leftOut > 0 ? leftOut : nil
        }
    }

    private func change(
        _ user: UserID,
        _ id: MessageID,
        _ body: @escaping @Sendable (inout Message) -> Void
    ) async throws {
        try await write { writer in
            guard var answer = try writer.message(user, id), answer.status == .streaming else { return }
            body(&answer)
            _ = try writer.update(user, answer)
        }
    }

    /// Stores the end of an answer. Nothing happens when it is over or gone already.
    package func finishAnswer(_ user: UserID, _ id: MessageID, _ outcome: AnswerOutcome) async throws {
        try await write { writer in
            guard let answer = try writer.message(user, id), !answer.status.isFinal else { return }
            try Self.settle(user, answer, outcome, writer)
        }
    }

    /// Stops an answer from any device. Its text so far is kept; a second stop is harmless.
    package func stopAnswer(_ user: UserID, _ id: MessageID) async throws -> Message {
        let before = try await write { writer -> Message in
            guard let answer = try writer.message(user, id) else { throw ChatError.notFound }
            guard answer.role == .model else { throw ChatError.badRequest("Only an answer can be stopped.") }
            if answer.status == .queued {
                try Self.settle(user, answer, AnswerOutcome(status: .stopped, failure: .stoppedEarly), writer)
            }
            return answer
        }
        if before.status.isFinal { return before }
        await answers.stop(user, id)
        guard let after = try await store.read({ try $0.message(user, id) }) else { throw ChatError.notFound }
        return after
    }

    /// After a start: answers that were streaming when the last process ended are interrupted, with the text they have;
    /// those that were queued are to be run.
    ///
    /// - Parameter isOurs: whether an answer was begun by this process, which may be serving already.
    package func recoverAnswers(
        except isOurs: @escaping @Sendable (UserID, MessageID) -> Bool
    ) async throws -> LeftBehind {
        // One transaction: a crash may leave thousands behind.
        try await write { writer in
            var left = LeftBehind()
            for (user, answer) in try writer.unfinishedAnswers() where !isOurs(user, answer.id) {
                if answer.status == .queued {
                    let question = try answer.parentID.flatMap { try writer.message(user, $0) }
                    let first = try question.flatMap { try writer.unfinishedAnswer(user, before: $0) }
                    left.queued.append((user, answer.id, first))
                } else {
                    let outcome = AnswerOutcome(
                        status: .interrupted,
                        text: answer.text,
                        thoughts: answer.thoughts,
                        failure: .serverRestarted
                    )
                    try Self.settle(user, answer, outcome, writer)
                    left.interrupted += 1
                }
            }
            return left
        }
    }

    static func settle(
        _ user: UserID,
        _ running: Message,
        _ outcome: AnswerOutcome,
        _ writer: any ChatWriter
    ) throws {
        var answer = running
        answer.status = outcome.status
        answer.text = outcome.text
        answer.thoughts = outcome.thoughts
        answer.report = outcome.report
        answer.failure = outcome.failure
        answer.parts = outcome.parts
        answer.sources = outcome.sources
        answer.searchSuggestions = outcome.searchSuggestions
        answer.retryAt = nil
        answer.reservation = nil
        answer.finishedAt = .now
        try settleUsage(user, running, outcome, writer)
        answer = try writer.update(user, answer)

        guard var conversation = try writer.conversation(user, answer.conversationID), let leaf = conversation.leafID
        else { return }
        if leaf == answer.id, !answer.text.isEmpty {
            conversation.preview = oneLine(answer.text, limit: Conversation.previewLength)
        }
        let isShown = try leaf == answer.id || writer.message(user, onPathTo: leaf, below: answer.seq + 1) == answer.id
        if isShown, answer.seq > conversation.readSeq { conversation.unread += 1 }
        conversation.lastActivityAt = max(conversation.lastActivityAt, answer.finishedAt ?? .now)
        _ = try writer.update(user, conversation)
    }
}
