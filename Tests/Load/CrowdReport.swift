/// The answer to a line: what it opened, if it did, and what all sockets have seen so far.
struct CrowdReport: Encodable, Sendable {
    struct Opening: Encodable, Sendable {
        var connected = 0
        var failed = 0
        var seconds = 0.0
        /// From the attempt to `hello`.
        var waits: Percentiles?
    }

    var error: String?
    var opening: Opening?
    /// How many are open now.
    var open = 0
    var counts = Counts()
    /// Between two deltas on one socket.
    var pauses: Percentiles?
}

/// On the event loop only.
struct Counts: Encodable, Sendable {
    /// By status.
    var refused: [Int: Int] = [:]
    /// By close code; 0: the connection ended without one.
    var closed: [Int: Int] = [:]
    var resets = 0
    var changes = 0
    var deltas = 0
    var pings = 0
    var pongs = 0
    /// Answers whose final change came.
    var finals = 0
    /// Changes that did not follow the one before.
    var gaps = 0
}
