/// How values are distributed over buckets. Observing one is two atomic operations.
package final class Histogram: Sendable {
    /// Values are whole numbers: nanoseconds, bytes, or what is counted.
    private let bounds: [UInt64]
    /// One more than there are bounds.
    private let buckets: [Counter]
    private let total = Counter()

    init(bounds: [UInt64]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    package func observe(_ value: Int) {
        let value = UInt64(clamping: value)
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].add()
        total.add(Int(clamping: value))
    }

    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        observe(isTooLong ? Int.max : Int(nanoseconds + attoseconds / 1_000_000_000))
    }

    /// Each bucket with all below it, in the order of the bounds; the last is the count of all. Read once, so that they fit.
    var cumulative: [UInt64] {
        var sum: UInt64 = 0
        return buckets.map { bucket in
            sum &+= bucket.value
            return sum
        }
    }

    var sum: UInt64 { total.value }
}
