internal import Gemini

/// When a call that failed is made again. Pure but for chance, which a test may fix; nothing waits here.
///
/// Nobody pays twice without having asked for it, so this is for calls that gave nothing: no piece of text or thought was
/// shown. Source: gemini-api, section 7; full jitter, so that those who failed together do not come back together.
package struct RetryPolicy: Sendable {
    /// Calls for one answer, the first included.
    package var tries: Int
    /// The longest wait before the second call; each further one may take twice as long.
    package var base: Duration
    package var longestWait: Duration
    /// Gemini may ask for this much; a longer wait is none that a person sits through.
    package var longestDelay: Duration
    /// From 0 to 1, drawn for each wait.
    package var chance: @Sendable () -> Double

    package init(
        tries: Int = 3,
        base: Duration = .seconds(1),
        longestWait: Duration = .seconds(16),
        longestDelay: Duration = .seconds(30),
        chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.tries = tries
        self.base = base
        self.longestWait = longestWait
        self.longestDelay = longestDelay
        self.chance = chance
    }
}

/// The calls of one answer, as its retries go.
struct Retries {
    enum Failure {
        /// - Parameter hasBegun: some of the reply's body had come.
        case error(GeminiError, hasBegun: Bool)
        /// 200, and nothing in it.
        case emptyBody
        /// A tool call that the model got wrong, and no text.
        case brokenToolCall
    }

    private let policy: RetryPolicy
    /// The number of the call that is made, or was made last; from 1.
    private(set) var call = 1
    private var lateOnes = 0
    private var emptyOnes = 0

    init(_ policy: RetryPolicy) {
        self.policy = policy
    }

    /// How long to wait before the next call, which is the one that counts from here on; `nil`: there is none.
    mutating func pause(after failure: Failure) -> Duration? {
        guard call < policy.tries, let pause = pauseIfRepeated(after: failure) else { return nil }
        call += 1
        return pause
    }

    private mutating func pauseIfRepeated(after failure: Failure) -> Duration? {
        let wait = longestWait * min(max(policy.chance(), 0), 1)
        switch failure {
        case .emptyBody, .brokenToolCall:
            emptyOnes += 1
            return emptyOnes > 1 ? nil : wait
        case .error(let error, let hasBegun):
            guard mayRepeat(error, hasBegun: hasBegun) else { return nil }
            guard let delay = error.retryDelay else { return wait }
            return delay > policy.longestDelay ? nil : delay + wait
        }
    }

    private mutating func mayRepeat(_ error: GeminiError, hasBegun: Bool) -> Bool {
        switch error.kind {
        // A day's limit, a model that the tier lacks, money: no wait of ours helps.
        case .rateLimited: return error.isRetryable
        case .overloaded, .internalError, .connectionFailed: return true
        case .connectionLost: return !hasBegun
        case .deadlineExceeded:
            lateOnes += 1
            return lateOnes == 1
        // Our own time-outs are minutes already.
        default: return false
        }
    }

    /// Doubled with each failure; no power of two that could overflow.
    private var longestWait: Duration {
        var wait = policy.base
        for _ in 1..<call where wait < policy.longestWait { wait *= 2 }
        return min(wait, policy.longestWait)
    }
}
