internal import Synchronization

/// How often each of many may do something: a bucket of tokens for each, which fills up again at a steady rate.
///
/// Counted on the monotonic clock. Memory is bounded: whose bucket is full again is forgotten, and if all are in use the one that
/// nobody has looked at for longest.
final class TokenBuckets<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var seenAt: ContinuousClock.Instant
    }

    private let capacity: Double
    private let perSecond: Double
    private let maximumKeys: Int
    private let buckets = Mutex<[Key: Bucket]>([:])

    /// - Parameters:
    ///   - capacity: how many at once.
    ///   - perSecond: how many in the long run.
    init(capacity: Int, perSecond: Double, maximumKeys: Int = 20_000) {
        self.capacity = Double(capacity)
        self.perSecond = perSecond
        self.maximumKeys = maximumKeys
    }

    /// Takes a token. Without one: how many seconds until there is one, at least 1.
    func take(_ key: Key, now: ContinuousClock.Instant = .now) -> Int? {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= maximumKeys { makeRoom(&buckets, now) }
            var bucket = buckets[key] ?? Bucket(tokens: capacity, seenAt: now)
            bucket.tokens = filled(bucket, now)
            bucket.seenAt = now
            let isThere = bucket.tokens >= 1
            if isThere { bucket.tokens -= 1 }
            buckets[key] = bucket
            return isThere ? nil : max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up)))
        }
    }

    var count: Int { buckets.withLock { $0.count } }

    private func filled(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        min(capacity, bucket.tokens + (now - bucket.seenAt) / .seconds(1) * perSecond)
    }

    private func makeRoom(_ buckets: inout [Key: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { filled($0.value, now) < capacity }
        guard buckets.count >= maximumKeys else { return }
        if let oldest = buckets.min(by: { $0.value.seenAt < $1.value.seenAt }) { buckets[oldest.key] = nil }
    }
}
