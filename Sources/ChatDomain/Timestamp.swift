internal import Foundation

/// A point in time: milliseconds since 1970, UTC. Shown to people; order never depends on it.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The later point in time; clamped at the ends of the representable range.
    package func adding(_ duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return Timestamp(milliseconds: seconds < 0 ? .min : .max) }
        let (sum, overflowed) = milliseconds.addingReportingOverflow(whole + attoseconds / 1_000_000_000_000_000)
        return Timestamp(milliseconds: overflowed ? (whole < 0 ? .min : .max) : sum)
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-11-23T14:52:07.120Z`.
    package var rfc3339: String {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
