/// Of durations in microseconds, in milliseconds.
struct Percentiles: Encodable, Sendable {
    var p50: Double
    var p90: Double
    var p99: Double
    var most: Double

    /// `nil` when there are none.
    init?(_ microseconds: [Int64]) {
        let sorted = microseconds.sorted()
        guard let last = sorted.last else { return nil }
        func at(_ share: Double) -> Double { Double(sorted[Int(Double(sorted.count - 1) * share)]) / 1000 }
        (p50, p90, p99, most) = (at(0.5), at(0.9), at(0.99), Double(last) / 1000)
    }
}
