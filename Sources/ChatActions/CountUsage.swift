package import ChatDomain
internal import Store

// What each user has of Gemini: reserved before a call, settled after it, both in the transactions of the answer itself.
extension ChatActions {
    /// Keeps back what an answer may take of its user's day, or refuses it.
    ///
    /// - Returns: what is kept, and the most that the answer may have.
    /// - Throws: `usage_limit`.
    func reserve(
        _ user: UserID,
        _ job: AnswerJob,
        at now: Timestamp,
        _ writer: any ChatWriter
    ) throws -> (UsageReservation, maxOutputTokens: Int?) {
        let day = Day(now)
        let used = try writer.usage(user, on: day)
        let limits = try limits(of: user, writer)
        let (tokens, output) = try limits.reserve(promptTokens: job.estimatedPromptTokens, of: used, at: now)
        let kept = limits.tokens == nil ? 0 : tokens
        try writer.add(user, DayUsage(day: day, answers: 1, reservedTokens: kept))
        return (UsageReservation(day: day, tokens: kept), output)
    }

    /// Keeps back for an answer what it may take as it is known now: of a queued one the context has grown since it was asked
    /// for, and files are counted only before the call.
    ///
    /// - Throws: `usage_limit`; nothing more is kept then, and the answer is to be ended.
    func renew(
        _ user: UserID,
        _ kept: UsageReservation,
        promptTokens: Int,
        _ writer: any ChatWriter
    ) throws -> (UsageReservation, maxOutputTokens: Int?) {
        let limit = try limits(of: user, writer).tokens
        guard limit != nil else { return (kept, nil) }
        var used = try writer.usage(user, on: kept.day)
        used.reservedTokens -= kept.tokens
        let tokensOnly = UsageLimits(tokens: limit)
        let (tokens, output) = try tokensOnly.reserve(promptTokens: promptTokens, of: used, at: .now)
        try writer.add(user, DayUsage(day: kept.day, reservedTokens: tokens - kept.tokens))
        return (UsageReservation(day: kept.day, tokens: tokens), output)
    }

    /// `renew` for a running answer, in a transaction of its own.
    package func renewReservation(_ user: UserID, _ id: MessageID, promptTokens: Int) async throws -> Int? {
        try await write { writer in
            guard var answer = try writer.message(user, id), answer.status == .streaming, let kept = answer.reservation
            else { return nil }
            let output: Int?
            (answer.reservation, output) = try renew(user, kept, promptTokens: promptTokens, writer)
            if answer.reservation != kept { _ = try writer.update(user, answer) }
            return output
        }
    }

    /// Gives back what an answer kept, and counts what it took. One that Gemini refused, or was never asked for, costs nothing.
    static func settleUsage(
        _ user: UserID,
        _ running: Message,
        _ outcome: AnswerOutcome,
        _ writer: any ChatWriter
    ) throws {
        guard let kept = running.reservation else { return }
        let told = outcome.report.usage
        let written = outcome.text + (outcome.thoughts ?? "")
        let isNotTheirs =
            outcome.status == .failed || outcome.failure == .serverRestarted || outcome.failure == .storageFailed
        let isFree = told == nil && written.isEmpty && (running.status == .queued || isNotTheirs)
        var taken = DayUsage(day: kept.day, answers: isFree ? -1 : 0, reservedTokens: -kept.tokens)
        taken.promptTokens = (told?.promptTokenCount ?? 0) + (told?.toolUsePromptTokenCount ?? 0)
        taken.outputTokens = (told?.candidatesTokenCount ?? 0) + (told?.thoughtsTokenCount ?? 0)
        if told == nil, !isFree {
            // A crash, or a stop before the first count: the prompt was read, and what is here was written.
            taken.promptTokens = try estimatedPrompt(user, running, writer)
            taken.outputTokens = written.isEmpty ? 0 : estimatedTokens(written)
        } else if outcome.status == .stopped || outcome.status == .interrupted {
            // The last count may lag behind what was written since.
            taken.outputTokens = max(taken.outputTokens, written.utf8.count / 8)
        }
        try writer.add(user, taken)
    }

    private static func estimatedPrompt(
        _ user: UserID,
        _ answer: Message,
        _ reader: any ChatReader
    ) throws -> Int {
        guard let conversation = try reader.conversation(user, answer.conversationID),
            let question = try answer.parentID.flatMap({ try reader.message(user, $0) })
        else { return 0 }
        return try AnswerJob.make(user, conversation, question, answer, reader).estimatedPromptTokens
    }

    /// What a user has had, the newest day first, and what is left of today.
    package func usage(
        _ user: UserID,
        days: Int,
        now: Timestamp = .now
    ) async throws -> (days: [DayUsage], limits: UsageLimits, left: UsageLimits) {
        let today = Day(now)
        return try await store.read { reader in
            let limits = try limits(of: user, reader)
            return (
                try reader.usage(user, since: Day(number: today.number - Int64(days) + 1)), limits,
                limits.left(of: try reader.usage(user, on: today))
            )
        }
    }

    /// What a user may have: what an administrator has set for them, else what counts for all.
    private func limits(of user: UserID, _ reader: any ChatReader) throws -> UsageLimits {
        let own = try reader.user(user)?.limits
        return UsageLimits(answers: own?.answers ?? policy.usage.answers, tokens: own?.tokens ?? policy.usage.tokens)
    }
}

extension AnswerJob {
    /// Rather too many than too few.
    package var estimatedPromptTokens: Int {
        let messages = exchanges.flatMap { [$0.question, $0.answer] } + [question]
        return estimatedTokens(instructions ?? "")
            + questions.reduce(0) { $0 + estimatedTokens(quote(of: $1) ?? "") }
            + messages.reduce(0) { sum, message in
                sum + estimatedTokens(message.text)
                    + message.attachments.reduce(0) { $0 + MediaType.estimatedTokens($1.mediaType, bytes: $1.bytes) }
            }
    }
}
