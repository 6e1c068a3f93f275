internal import ChatDomain

/// A text in which stretches are looked for by UTF-8 bytes and told in UTF-16 code units.
struct GroundedText {
    /// So far around the place that was told the words are looked for.
    static let reach = 64 * 1024

    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Where the claims stand, each for itself; `nil` for one whose words are not there.
    func places(of claims: [Grounding.Claim]) -> [Source.Segment?] {
        let ranges = claims.map(range)
        let offsets = utf16Offsets(of: Set(ranges.compactMap(\.self).flatMap { [$0.lowerBound, $0.upperBound] }))
        return ranges.map { range in
            guard let range, let start = offsets[range.lowerBound], let end = offsets[range.upperBound] else {
                return nil
            }
            return Source.Segment(start: start, end: end)
        }
    }

    /// The bytes of a claim: where it says, else the nearest that have its words.
    private func range(of claim: Grounding.Claim) -> Range<Int>? {
        guard let words = claim.words.map({ Array($0.utf8) }), !words.isEmpty else {
            // Nothing to hold it against: taken as told, unless it cuts a character.
            guard claim.start >= 0, claim.start < claim.end, isBoundary(claim.start), isBoundary(claim.end) else {
                return nil
            }
            return claim.start..<claim.end
        }
        guard words.count <= bytes.count else { return nil }
        let last = bytes.count - words.count
        let told = min(max(claim.start, 0), last)
        for distance in 0...min(Self.reach, max(told, last - told)) {
            if distance <= told, isThere(words, at: told - distance) {
                return told - distance..<told - distance + words.count
            }
            if distance <= last - told, isThere(words, at: told + distance) {
                return told + distance..<told + distance + words.count
            }
        }
        return nil
    }

    private func isThere(_ words: [UInt8], at start: Int) -> Bool {
        guard bytes[start] == words[0] else { return false }
        for index in words.indices where bytes[start + index] != words[index] { return false }
        return true
    }

    private func isBoundary(_ offset: Int) -> Bool {
        offset == bytes.count || bytes.indices.contains(offset) && bytes[offset] & 0xC0 != 0x80
    }

    /// One walk through the text for all of them.
    private func utf16Offsets(of wanted: Set<Int>) -> [Int: Int] {
        var result: [Int: Int] = [:]
        var next = wanted.sorted()[...]
        var units = 0
        for index in 0...bytes.count {
            while next.first == index {
                result[index] = units
                next.removeFirst()
            }
            guard index < bytes.count, !next.isEmpty else { break }
            // A character of four bytes is a pair of units; bytes that only go on count nothing.
            units += bytes[index] >= 0xF0 ? 2 : bytes[index] & 0xC0 == 0x80 ? 0 : 1
        }
        return result
    }
}
