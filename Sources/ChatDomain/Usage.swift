/// A day of the calendar in UTC, as the number of days since 1970-01-01.
package struct Day: Hashable, Comparable, Sendable {
    package let number: Int64

    package init(number: Int64) {
        self.number = number
    }

    package init(_ time: Timestamp) {
        number = Self.floor(time.milliseconds)
    }

    package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    package var start: Timestamp { Timestamp(milliseconds: number * Self.milliseconds) }

    /// `2026-11-26`
    package var text: String { String(start.rfc3339.prefix(10)) }

    /// Whole seconds until the next day begins, at least 1.
    package static func secondsLeft(at now: Timestamp) -> Int {
        let end = (floor(now.milliseconds) + 1) * milliseconds
        return max(1, Int((end - now.milliseconds + 999) / 1000))
    }

    private static let milliseconds: Int64 = 86_400_000

    private static func floor(_ time: Int64) -> Int64 {
        time >= 0 ? time / milliseconds : (time - milliseconds + 1) / milliseconds
    }
}

/// What one user has had of Gemini on one day.
package struct DayUsage: Hashable, Sendable {
    package var day: Day
    /// Answers that were asked for, less those that Gemini refused.
    package var answers: Int
    package var promptTokens: Int
    /// Thinking included.
    package var outputTokens: Int
    /// Kept back for answers that have not ended.
    package var reservedTokens: Int

    package init(day: Day, answers: Int = 0, promptTokens: Int = 0, outputTokens: Int = 0, reservedTokens: Int = 0) {
        self.day = day
        self.answers = answers
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
        self.reservedTokens = reservedTokens
    }

    package var tokens: Int { sum(promptTokens, outputTokens) }

    private func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, isTooLarge) = left.addingReportingOverflow(right)
        return isTooLarge ? .max / 4 : min(sum, .max / 4)
    }
}

/// What an answer that has not ended keeps back of its user's day.
package struct UsageReservation: Hashable, Sendable {
    package var day: Day
    package var tokens: Int

    package init(day: Day, tokens: Int) {
        self.day = day
        self.tokens = tokens
    }
}

/// What each user may have of Gemini on one day; `nil`: as much as there is.
package struct UsageLimits: Hashable, Sendable {
    package var answers: Int?
    package var tokens: Int?

    package init(answers: Int? = nil, tokens: Int? = nil) {
        self.answers = answers
        self.tokens = tokens
    }

    /// Of the day's tokens kept for an answer, besides those of its prompt. Also the most that it may then have.
    package static let outputReserve = 8192
    /// With fewer an answer is not worth beginning.
    package static let smallestOutput = 256

    /// What one more answer may take.
    ///
    /// - Parameter promptTokens: an estimate, rather too high.
    /// - Returns: the tokens to reserve, and how many of them are for the answer; without a limit of tokens `nil` of the latter.
    /// - Throws: `usage_limit`.
    package func reserve(
        promptTokens: Int,
        of used: DayUsage,
        at now: Timestamp
    ) throws(ChatError) -> (tokens: Int, output: Int?) {
        if let answers, used.answers >= answers {
            throw .usageLimit("You have had today's \(answers) answers. New ones come at midnight UTC.", now)
        }
        guard let tokens else { return (promptTokens, nil) }
        let left = tokens - used.tokens - min(used.reservedTokens, .max / 4) - min(promptTokens, .max / 4)
        guard left >= Self.smallestOutput else {
            throw .usageLimit("What is left of today's \(tokens) tokens is too little for this question.", now)
        }
        let output = min(left, Self.outputReserve)
        return (promptTokens + output, output)
    }

    /// What is left of a day.
    package func left(of used: DayUsage) -> UsageLimits {
        UsageLimits(
            answers: answers.map { max(0, $0 - used.answers) },
            tokens: tokens.map { max(0, $0 - used.tokens - used.reservedTokens) }
        )
    }
}

extension ChatError {
    fileprivate static func usageLimit(_ detail: String, _ now: Timestamp) -> ChatError {
        ChatError(.usageLimit, detail, retryAfterSeconds: Day.secondsLeft(at: now))
    }
}

/// About how many tokens a text has, rather too many than too few: Gemini's tokens have four bytes of English and
/// three of most other languages.
package func estimatedTokens(_ text: String) -> Int { text.utf8.count / 3 + 1 }
