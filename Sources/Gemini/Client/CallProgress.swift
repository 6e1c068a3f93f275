import NIOCore

/// How far a call has come and when it is to be given up. Pure: the time is told, nothing is scheduled.
struct CallProgress {
    enum Phase {
        case connecting, waitingForHead, receiving, over
    }

    private let limits: CallLimits
    private let start: NIODeadline
    private(set) var phase = Phase.connecting
    /// When the last bytes of the reply came.
    private var lastPiece: NIODeadline
    /// While nobody takes what has come, the connection is not read and the silence is not the upstream's.
    private var isReaderBehind = false

    init(limits: CallLimits, start: NIODeadline) {
        self.limits = limits
        self.start = start
        lastPiece = start
    }

    mutating func requestSent() {
        if phase == .connecting { phase = .waitingForHead }
    }

    mutating func headReceived(at now: NIODeadline) {
        guard phase != .over else { return }
        phase = .receiving
        lastPiece = now
    }

    mutating func pieceReceived(at now: NIODeadline) {
        lastPiece = now
    }

    mutating func readerFellBehind() {
        isReaderBehind = true
    }

    mutating func readerCaughtUp(at now: NIODeadline) {
        isReaderBehind = false
        lastPiece = now
    }

    mutating func end() {
        phase = .over
    }

    /// When the call fails if nothing happens until then, and with what. Nil when it is over.
    func due(at now: NIODeadline) -> (deadline: NIODeadline, error: GeminiError)? {
        let (deadline, kind, message): (NIODeadline, GeminiError.Kind, String)
        switch phase {
        case .connecting:
            (deadline, kind, message) = (start + limits.connect, .connectionFailed, "no connection in time")
        case .waitingForHead:
            (deadline, kind, message) = (start + limits.head, .timedOut, "no reply in time")
        case .receiving:
            let begin = isReaderBehind ? now : lastPiece
            (deadline, kind, message) = (begin + limits.silence, .timedOut, "the reply went silent")
        case .over:
            return nil
        }
        let end = start + limits.total
        if end <= deadline { return (end, GeminiError(.timedOut, message: "the call took longer than it may in all")) }
        return (deadline, GeminiError(kind, message: message))
    }
}

/// How long a call may take for what.
struct CallLimits: Sendable {
    let connect: TimeAmount
    let head: TimeAmount
    let silence: TimeAmount
    let total: TimeAmount

    init(_ timeouts: GeminiConfiguration.Timeouts, headLimit: Duration) {
        connect = Self.amount(timeouts.connect)
        head = Self.amount(headLimit)
        silence = Self.amount(timeouts.silence)
        total = Self.amount(timeouts.total)
    }

    /// Between nothing and a year: a deadline beyond the range of its integer would trap.
    private static func amount(_ duration: Duration) -> TimeAmount {
        min(max(TimeAmount(duration), .zero), .hours(24 * 365))
    }
}
