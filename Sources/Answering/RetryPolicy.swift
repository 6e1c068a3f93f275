internal import Gemini

/// Whether a call that brought nothing is made again, and when. Pure.
///
/// Only for calls of which nobody has seen anything yet: after the first piece of an answer there is no second call.
/// Source: Gemini API, the guide on errors; full jitter as in "Exponential Backoff And Jitter" of AWS's Architecture Blog.
struct RetryPolicy: Sendable {
    /// Why there is nothing.
    enum Cause: Equatable {
        case failed(GeminiError)
        /// Status 200 and an empty body, or an end without any reason.
        case empty
        /// `MALFORMED_FUNCTION_CALL` without text.
        case malformedCall
    }

    /// For one answer, the first included.
    var maximumCalls = 3
    /// The longest pause before the second call; it doubles with each.
    var base: Duration = .seconds(1)
    var ceiling: Duration = .seconds(16)

    /// Who asks to wait longer than this is taken at their word: it is final.
    static let longestDelay: Duration = .seconds(30)

    /// How long to wait before the next call; `nil`: there is none.
    ///
    /// - Parameters:
    ///   - calls: how many were made, at least 1.
    ///   - chance: 0 to 1.
    func pause(after cause: Cause, calls: Int, chance: Double) -> Duration? {
        guard calls < maximumCalls else { return nil }
        let backoff = min(ceiling, base * (1 << min(calls - 1, 16))) * min(max(chance, 0), 1)
        switch cause {
        case .empty, .malformedCall:
            return calls == 1 ? backoff : nil
        case .failed(let error):
            guard Self.mayHelp(error, calls: calls) else { return nil }
            guard let delay = error.retryDelay else { return backoff }
            // A little more than was asked for, so that not everybody comes at the same moment.
            return delay <= Self.longestDelay ? delay + min(backoff, delay / 4) : nil
        }
    }

    private static func mayHelp(_ error: GeminiError, calls: Int) -> Bool {
        switch error.kind {
        // It took long enough the first time.
        case .deadlineExceeded: calls == 1
        // What took too long by our own limits may have been paid for.
        case .timedOut: false
        default: error.isRetryable
        }
    }
}
