package import ChatDomain

/// How the running server is, as far as its parts tell.
package struct ServerStatus: Sendable {
    package var version: String
    package var startedAt: Timestamp
    package var answers: @Sendable () -> (running: Int, queued: Int)
    /// Where the data folder is; `nil` when the system does not tell.
    package var freeBytes: @Sendable () -> Int64?

    package init(
        version: String,
        startedAt: Timestamp,
        answers: @escaping @Sendable () -> (running: Int, queued: Int),
        freeBytes: @escaping @Sendable () -> Int64?
    ) {
        self.version = version
        self.startedAt = startedAt
        self.answers = answers
        self.freeBytes = freeBytes
    }
}
