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
        let (tokens, output) = try policy.usage.reserve(promptTokens: job.estimatedPromptTokens, of: used, at: now)
        let kept = policy.usage.tokens == nil ? 0 : tokens
        try writer.add(user, DayUsage(day: day, answers: 1, reservedTokens: kept))
        return (UsageReservation(day: day, tokens: kept), output)
    }

    /// What a queued answer may have whose turn has come: its context may have grown since it was asked for.
    func maxOutputTokens(of answer: Message, _ job: AnswerJob) -> Int? {
        guard policy.usage.tokens != nil, let kept = answer.reservation else { return nil }
        return max(UsageLimits.smallestOutput, min(UsageLimits.outputReserve, kept.tokens - job.estimatedPromptTokens))
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
        let isFree = told == nil && outcome.text.isEmpty && (running.status == .queued || outcome.status == .failed)
        var taken = DayUsage(day: kept.day, answers: isFree ? -1 : 0, reservedTokens: -kept.tokens)
        taken.promptTokens = max(0, told?.promptTokenCount ?? 0)
        taken.outputTokens = max(0, told?.candidatesTokenCount ?? 0) + max(0, told?.thoughtsTokenCount ?? 0)
        // A crash, or a stop before the first count: what was read is at least what was written.
        if told == nil { taken.outputTokens = outcome.text.isEmpty ? 0 : estimatedTokens(outcome.text) }
        try writer.add(user, taken)
    }

    /// What a user has had, the newest day first, and what is left of today.
    package func usage(
        _ user: UserID,
        days: Int,
        now: Timestamp = .now
    ) async throws -> (days: [DayUsage], left: UsageLimits) {
        let today = Day(now)
        let (list, used) = try await store.read { reader in
            (
                try reader.usage(user, since: Day(number: today.number - Int64(days) + 1)),
                try reader.usage(user, on: today)
            )
        }
        return (list, policy.usage.left(of: used))
    }
}

extension AnswerJob {
    /// Rather too many than too few.
    package var estimatedPromptTokens: Int {
        let messages = exchanges.flatMap { [$0.question, $0.answer] } + [question]
        return estimatedTokens(instructions ?? "")
            + messages.reduce(0) { sum, message in
                sum + estimatedTokens(message.text)
                    + message.attachments.reduce(0) { $0 + MediaType.estimatedTokens($1.mediaType, bytes: $1.bytes) }
            }
    }
}
