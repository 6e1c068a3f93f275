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

    /// Reads what `rfc3339` writes; `nil` for anything else.
    package init?(rfc3339 text: String) {
        guard text.utf8.count == 24, text.utf8.allSatisfy({ $0 < 0x80 }),
            let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-11-23T14:52:07.120Z`.
    package var rfc3339: String {
        // Formatting cuts what is below a millisecond, and most milliseconds are a little less as a `Double`: hence the half.
        let date = Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
