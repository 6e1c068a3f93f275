/// One request to the API as it arrived, whether it was accepted or not.
package struct RecordedRequest: Sendable, Equatable {
    /// Counts from 1 since the start or the last reset.
    package let number: Int
    /// In capitals, such as `POST`.
    package let method: String
    /// With the query, such as `/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse`.
    package let path: String
    /// All header fields, names in lower case; values of a repeated field are joined by a comma. The key is among them.
    package let headers: [String: String]
    package let body: [UInt8]

    /// The body as text; invalid UTF-8 shows as U+FFFD.
    package var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// Whether it asks for an answer, streamed or whole; `models` and `countTokens` do not.
    package var asksForAnswer: Bool {
        path.contains(":streamGenerateContent") || path.contains(":generateContent")
    }
}

/// The latest requests, bounded by number and by the bytes of their bodies; the oldest go first.
struct RequestLog: Sendable {
    private static let maximumCount = 10_000
    private static let maximumBytes = 256 * 1024 * 1024
    private var stored: [RecordedRequest] = []
    /// Those before it in `stored` are forgotten and wait to be moved out of the way all at once.
    private var first = 0
    private var bytes = 0
    /// How many were made since the start or the last reset, forgotten ones included.
    private(set) var total = 0

    var requests: [RecordedRequest] { Array(stored[first...]) }

    mutating func append(_ make: (_ number: Int) -> RecordedRequest) {
        total += 1
        let request = make(total)
        stored.append(request)
        bytes += request.body.count
        while stored.count - first > Self.maximumCount || (bytes > Self.maximumBytes && stored.count - first > 1) {
            bytes -= stored[first].body.count
            first += 1
        }
        if first >= Self.maximumCount || first * 2 > stored.count {
            stored.removeFirst(first)
            first = 0
        }
    }

    /// Counts a request without keeping it.
    mutating func count() { total += 1 }

    /// How many of those still kept meet the condition.
    func count(where isWanted: (RecordedRequest) -> Bool) -> Int { stored[first...].count(where: isWanted) }
}
