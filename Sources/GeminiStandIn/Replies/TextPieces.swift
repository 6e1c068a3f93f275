/// Cuts texts into the pieces of a stream: between code points, but with no regard for words or Markdown, as Gemini does.
enum TextPieces {
    /// Longer texts come in longer pieces, so that no answer takes longer than about this many.
    private static let usualMaximum = 400

    /// Pieces of 50 to 200 bytes; at least two when the text has at least two code points.
    static func uneven(_ text: String, using random: inout SeededRandom) -> [String] {
        let bytes = Array(text.utf8)
        var cuts: [Int] = []
        var position = 0
        let factor = max(1, bytes.count / (125 * usualMaximum))
        while true {
            position += Int.random(in: 50...200, using: &random) * factor
            guard position < bytes.count else { break }
            cuts.append(position)
        }
        if cuts.isEmpty { cuts = [bytes.count / 2] }
        return cut(bytes, at: cuts)
    }

    /// Exactly that many pieces of about equal size, or one for each code point when there are fewer.
    static func even(_ text: String, count: Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let count = max(1, min(count, scalars.count))
        return (0..<count).map { index in
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: scalars[index * scalars.count / count..<(index + 1) * scalars.count / count])
            return String(piece)
        }
    }

    /// Cuts before the code point that a position falls into; pieces that would be empty are left out.
    private static func cut(_ bytes: [UInt8], at positions: [Int]) -> [String] {
        var pieces: [String] = []
        var start = 0
        for position in positions + [bytes.count] {
            var end = position
            while end > start, end < bytes.count, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
            if end > start { pieces.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
            start = end
        }
        return pieces
    }
}
