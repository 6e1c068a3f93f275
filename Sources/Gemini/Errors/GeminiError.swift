/// Why a call to the Gemini API failed.
///
/// `message` is for the operator's log: it may hold project numbers and whatever else the upstream says. Users get words
/// of the caller's own, chosen by ``kind``.
public struct GeminiError: Error, Hashable, Sendable {
    public var kind: Kind
    /// The status of the reply, or the code of an error object that came inside a stream with status 200. Nil when there
    /// was no reply.
    public var httpStatus: Int?
    /// Google's word, such as `RESOURCE_EXHAUSTED`.
    public var status: String?
    /// Which limit a ``Kind-swift.struct/rateLimited`` ran into.
    public var quota: Quota?
    /// What the refusal blames: a field that may be left out, a file that may be uploaded anew.
    public var blames: Blame?
    /// How long the upstream asks to wait: from `RetryInfo`, else from the message, else from `Retry-After`. At most a day.
    public var retryDelay: Duration?
    /// One line without control characters, of 2,000 characters at most. Never contains the API key, even where the
    /// upstream echoed it.
    public var message: String

    public init(
        _ kind: Kind,
        message: String,
        httpStatus: Int? = nil,
        status: String? = nil,
        quota: Quota? = nil,
        blames: Blame? = nil,
        retryDelay: Duration? = nil
    ) {
        self.kind = kind
        self.message = message
        self.httpStatus = httpStatus
        self.status = status
        self.quota = quota
        self.blames = blames
        self.retryDelay = retryDelay
    }

    /// Whether the same call may do better later. It says nothing about whether it *should* be made: what was already
    /// shown to somebody, or already paid for, is the caller's to weigh.
    public var isRetryable: Bool {
        switch kind {
        case .rateLimited: ![.perDay, .limitZero, .spend].contains(quota)
        case .overloaded, .internalError, .deadlineExceeded, .timedOut, .connectionFailed, .connectionLost: true
        default: false
        }
    }
}

extension GeminiError: CustomStringConvertible {
    /// One line for a log.
    public var description: String {
        var line = "\(kind)"
        if let httpStatus { line += " (HTTP \(httpStatus)" + (status.map { " " + $0 } ?? "") + ")" }
        return line + ": " + message
    }
}
