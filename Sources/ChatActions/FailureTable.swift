internal import Crypto
internal import Foundation

/// Counts the failures of many, and says how long each has to wait before the next try.
struct FailureTable {
    /// So many failures cost nothing; each one more doubles the wait, which begins with a second.
    let free: Int
    let longest: Duration
    /// After such a time without a failure all is forgotten.
    let memory: Duration
    /// The most entries that are kept.
    let limit: Int

    private struct Entry {
        var failures = 0
        var last: ContinuousClock.Instant
        var closedUntil: ContinuousClock.Instant
    }

    private var entries: [FailureKey: Entry] = [:]

    init(free: Int, longest: Duration, memory: Duration, limit: Int) {
        self.free = free
        self.longest = longest
        self.memory = memory
        self.limit = limit
    }

    var count: Int { entries.count }

    /// Zero or less: it may try.
    func wait(_ key: FailureKey, _ now: ContinuousClock.Instant) -> Duration {
        entries[key].map { $0.closedUntil - now } ?? .zero
    }

    mutating func add(_ key: FailureKey, _ now: ContinuousClock.Instant) {
        if entries[key] == nil, entries.count >= limit { makeRoom(now) }
        var entry = entries[key] ?? Entry(last: now, closedUntil: now)
        if now - entry.last > memory { entry.failures = 0 }
        entry.failures += 1
        entry.last = now
        entry.closedUntil = now + delay(entry.failures)
        entries[key] = entry
    }

    /// Undoes one `add`. Whoever was right need not wait, either.
    mutating func takeBack(_ key: FailureKey, _ now: ContinuousClock.Instant) {
        guard var entry = entries[key] else { return }
        entry.failures -= 1
        entry.closedUntil = min(entry.closedUntil, now)
        entries[key] = entry.failures > 0 ? entry : nil
    }

    mutating func forget(_ key: FailureKey) {
        entries[key] = nil
    }

    private func delay(_ failures: Int) -> Duration {
        guard failures > free else { return .zero }
        return min(.seconds(1 << min(failures - free - 1, 30)), longest)
    }

    /// Forgets what is old, and if that is not enough, a quarter of the rest, those first who have the least to wait for.
    private mutating func makeRoom(_ now: ContinuousClock.Instant) {
        entries = entries.filter { now - $0.value.last <= memory }
        guard entries.count >= limit else { return }
        let spared = entries.sorted { ($0.value.closedUntil, $0.value.last) < ($1.value.closedUntil, $1.value.last) }
        for (key, _) in spared.prefix(limit / 4 + 1) { entries[key] = nil }
    }
}

/// A name or an address of any length as 128 bits of its hash: no two are alike in practice.
struct FailureKey: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    init(_ parts: String...) {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Data(part.utf8))
            hash.update(data: Data([0]))
        }
        let bytes = Array(hash.finalize())
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
