import NIOCore

/// What all sockets have seen. On the event loop only.
struct Counts {
    var opened = 0
    var refused: [Int: Int] = [:]
    /// By close code; 0: the connection ended without one.
    var closed: [Int: Int] = [:]
    var bytes = 0
    var hellos = 0
    var resets = 0
    var changes = 0
    var deltas = 0
    var heartbeats = 0
    var pings = 0
    var pongs = 0
    /// Answers whose final change came.
    var finals = 0
    /// Changes that did not follow the one before.
    var gaps = 0
    /// Milliseconds between two deltas of one answer on one socket.
    var pauses: [Double] = []

    mutating func note(pause: Double) {
        // Enough for percentiles; beyond, every value takes the place of an older one.
        if pauses.count < 1_000_000 { pauses.append(pause) } else { pauses[deltas % 1_000_000] = pause }
    }

    func json(open: Int) -> String {
        func table(_ counts: [Int: Int]) -> String {
            "{" + counts.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        }
        let sorted = pauses.sorted()
        return """
            "open":\(open),"opened":\(opened),"refused":\(table(refused)),"closed":\(table(closed)),"bytes":\(bytes),\
            "hellos":\(hellos),"resets":\(resets),"changes":\(changes),"deltas":\(deltas),"finals":\(finals),\
            "heartbeats":\(heartbeats),"pings":\(pings),"pongs":\(pongs),"gaps":\(gaps),\
            "pauseP50":\(sorted.percentile(50)),"pauseP99":\(sorted.percentile(99)),"pauseMax":\(sorted.last ?? 0)
            """
    }
}

extension [Double] {
    /// Of sorted values, three digits.
    func percentile(_ percent: Int) -> Double {
        isEmpty ? 0 : (self[Swift.min(count - 1, count * percent / 100)] * 1000).rounded() / 1000
    }
}
