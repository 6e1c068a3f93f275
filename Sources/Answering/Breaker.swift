internal import Gemini

/// Whether a model is asked at all: while it is overloaded, answers fail at once instead of waiting in line for it. Pure.
///
/// It opens after five overloaded calls in a row within a minute, for half a minute; then one call may try. As long as that
/// fails, too, it stays open for twice as long, up to five minutes.
struct Breaker {
    typealias Instant = ContinuousClock.Instant

    enum Permission: Equatable {
        case granted
        /// This one call tells for all.
        case probe
        case refused
    }

    /// What became of a call that had permission.
    enum Result: Equatable {
        case overloaded
        /// Gemini took it up, or refused it for another reason.
        case answered
        /// It tells nothing of the model: stopped, or the network was at fault.
        case unknown
    }

    enum Change: Equatable {
        case opened(for: Duration)
        case closed
    }

    static let limit = 5
    static let window: Duration = .seconds(60)
    static let firstPause: Duration = .seconds(30)
    static let longestPause: Duration = .seconds(300)

    /// When the overloaded calls of the row ended, at most `limit`.
    private var row: [Instant] = []
    private var openUntil: Instant?
    private var pause = Self.firstPause
    private var isProbing = false

    /// There is nothing to remember of this model.
    var isPristine: Bool { row.isEmpty && openUntil == nil }

    mutating func ask(at now: Instant) -> Permission {
        guard let openUntil else { return .granted }
        guard now >= openUntil, !isProbing else { return .refused }
        isProbing = true
        return .probe
    }

    mutating func report(_ result: Result, of permission: Permission, at now: Instant) -> Change? {
        switch permission {
        case .refused: nil
        case .probe: reportProbe(result, at: now)
        // Calls that were under way when it opened say nothing new.
        case .granted: openUntil == nil ? reportOrdinary(result, at: now) : nil
        }
    }

    private mutating func reportProbe(_ result: Result, at now: Instant) -> Change? {
        isProbing = false
        switch result {
        case .overloaded:
            pause = min(pause * 2, Self.longestPause)
            openUntil = now.advanced(by: pause)
            return .opened(for: pause)
        case .answered:
            self = Breaker()
            return .closed
        case .unknown:
            return nil
        }
    }

    private mutating func reportOrdinary(_ result: Result, at now: Instant) -> Change? {
        switch result {
        case .unknown: return nil
        case .answered:
            row = []
            return nil
        case .overloaded:
            row = row.suffix(Self.limit - 1) + [now]
            guard row.count == Self.limit, let first = row.first, first.duration(to: now) <= Self.window else {
                return nil
            }
            openUntil = now.advanced(by: pause)
            return .opened(for: pause)
        }
    }
}

extension Breaker.Result {
    /// What an error tells of the model that was asked.
    init(_ error: GeminiError) {
        switch error.kind {
        case .overloaded, .deadlineExceeded: self = .overloaded
        // No word of which limit: commonly the model is short of capacity.
        case .rateLimited where error.quota == .unknown && error.retryDelay == nil: self = .overloaded
        case .cancelled, .connectionFailed, .connectionLost, .timedOut: self = .unknown
        default: self = .answered
        }
    }
}
