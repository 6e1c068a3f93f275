/// Where the Gemini API is and how to talk to it.
public struct GeminiConfiguration: Sendable {
    /// Google's own address.
    public static let googleBaseURL = "https://generativelanguage.googleapis.com"

    /// The address without the version segment; a slash at its end does not matter. `http` or `https`.
    public var baseURL: String
    /// `v1beta` has everything that `v1` has, and more.
    public var apiVersion: String
    /// Sent in the header `x-goog-api-key` and nowhere else. Its look is not checked: Google has changed it before.
    /// Empty sends no header, for stand-ins that ask for none.
    public var apiKey: String
    public var timeouts: Timeouts
    /// The size from which an event of a stream, or a whole unary reply, is refused. A picture comes as one event of
    /// several megabytes, so this is large: 128 MiB.
    public var maximumEventBytes: Int

    public init(
        apiKey: String,
        baseURL: String = GeminiConfiguration.googleBaseURL,
        apiVersion: String = "v1beta",
        timeouts: Timeouts = Timeouts(),
        maximumEventBytes: Int = 128 * 1024 * 1024
    ) {
        self.apiKey = apiKey
        self.baseURL = baseURL
        self.apiVersion = apiVersion
        self.timeouts = timeouts
        self.maximumEventBytes = maximumEventBytes
    }

    /// How long to wait for what. The defaults are generous, because a model that thinks sends nothing at all:
    /// 157 seconds have been seen, and Google advises limits of 20 minutes for long answers.
    public struct Timeouts: Hashable, Sendable {
        /// From the call to the first byte sent, waiting for a free connection in the pool included. 10 s. The
        /// `HTTPClient` has a limit of its own; the shorter one holds.
        public var connect: Duration
        /// From the call to the head of the reply. 5 min. A unary `generateContent`, whose head comes when the answer is
        /// complete, has ``total`` instead.
        public var responseHead: Duration
        /// Between bytes of the reply's body, while somebody is reading. 5 min.
        public var silence: Duration
        /// The whole call. 30 min.
        public var total: Duration

        public init(
            connect: Duration = .seconds(10),
            responseHead: Duration = .seconds(300),
            silence: Duration = .seconds(300),
            total: Duration = .seconds(1800)
        ) {
            self.connect = connect
            self.responseHead = responseHead
            self.silence = silence
            self.total = total
        }
    }
}

extension GeminiConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the key.
    public var description: String { "\(baseURL)/\(apiVersion)" }
    /// Without the key.
    public var debugDescription: String { description }
    /// Without the key, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["address": description, "timeouts": timeouts]) }
}
