extension GeminiError {
    /// What kind of failure it is. Open: kinds may be added, so a `switch` needs a `default`.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        private enum Code: String {
            case invalidKey, permissionDenied, failedPrecondition, notFound, invalidArgument, rateLimited, overloaded
            case internalError, deadlineExceeded, cancelled, connectionFailed, connectionLost, timedOut
            case malformedResponse, tooLarge, unexpectedStatus, fileFailed, unreadableSource
        }

        private let code: Code

        private init(_ code: Code) { self.code = code }

        /// The name of the static member.
        public var description: String { code.rawValue }

        /// 400 `API_KEY_INVALID` (not 401!), 401, or a key that no header can carry.
        public static let invalidKey = Kind(.invalidKey)
        /// 403: a blocked or restricted key, no access to the model, an absent file.
        public static let permissionDenied = Kind(.permissionDenied)
        /// 400 `FAILED_PRECONDITION`: the country is not served, billing is not on.
        public static let failedPrecondition = Kind(.failedPrecondition)
        /// 404: the model is unknown, retired, or in another version of the API.
        public static let notFound = Kind(.notFound)
        /// 400: the request is not acceptable, ``GeminiError/blames`` may tell why; or a model's name or base URL that
        /// was never sent.
        public static let invalidArgument = Kind(.invalidArgument)
        /// 429; ``GeminiError/quota`` tells which limit.
        public static let rateLimited = Kind(.rateLimited)
        /// 503, or a 429 that says so: the model has no capacity. Other models may have.
        public static let overloaded = Kind(.overloaded)
        /// 500, 502 and their like.
        public static let internalError = Kind(.internalError)
        /// 504: Google gave up.
        public static let deadlineExceeded = Kind(.deadlineExceeded)
        /// The calling task was cancelled, or 499.
        public static let cancelled = Kind(.cancelled)
        /// No connection came about: refused, unknown host, TLS, or none free in the pool.
        public static let connectionFailed = Kind(.connectionFailed)
        /// The connection broke after the request was under way, or the body ended in the middle of an event.
        public static let connectionLost = Kind(.connectionLost)
        /// One of ``GeminiConfiguration/Timeouts-swift.struct`` ran out, or 408.
        public static let timedOut = Kind(.timedOut)
        /// What came is not what the API sends.
        public static let malformedResponse = Kind(.malformedResponse)
        /// 413 or a 400 about the request's bytes, or a reply larger than ``GeminiConfiguration/maximumEventBytes``.
        public static let tooLarge = Kind(.tooLarge)
        /// Any other status, redirects among them.
        public static let unexpectedStatus = Kind(.unexpectedStatus)
        /// Google could not make anything of an uploaded file.
        public static let fileFailed = Kind(.fileFailed)
        /// The bytes to be uploaded could not be read, or were more or fewer than announced. Nothing of Google's.
        public static let unreadableSource = Kind(.unreadableSource)
    }

    /// The limit behind a 429. Open, like ``Kind-swift.struct``.
    public struct Quota: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        private init(_ description: String) { self.description = description }

        /// Free again within a minute or so.
        public static let perMinute = Quota("perMinute")
        /// Free again at midnight Pacific time.
        public static let perDay = Quota("perDay")
        /// Money: a cap on spending, which is lifted after minutes or at the month's end, or credits that are used up.
        /// Not a matter of seconds, and the operator's.
        public static let spend = Quota("spend")
        /// The project's tier does not have this model at all.
        public static let limitZero = Quota("limitZero")
        /// The upstream did not say.
        public static let unknown = Quota("unknown")
    }
}
