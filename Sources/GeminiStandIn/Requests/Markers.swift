/// What a question asks the stand-in to do, in square brackets anywhere in its text.
struct Markers: Sendable, Equatable {
    /// `[hold]` or `[hold=N]`: after how many pieces the stream waits for a release; 1 when no number is given, and 0 waits
    /// right after the head.
    var holdAfter: Int?
    /// `[chunks=N]`: in how many pieces the answer comes, 1 to 10,000.
    var pieces: Int?
    /// `[delay=MS]`: the pause before each piece in milliseconds, 0 to 60,000, whatever the pace.
    var delay: Duration?
    /// `[echo]`: the answer is what was asked, as fenced JSON.
    var echoes = false
    /// `[canary:XYZ]`: the answer begins with these texts of up to 200 bytes.
    var canaries: [String] = []
    /// The question without its markers.
    private(set) var text = ""

    /// The longest that may stand between the brackets, in bytes.
    private static let maximumLength = 210
    private static let maximumCanaries = 10
    private static let brackets = [UInt8(ascii: "["), UInt8(ascii: "]")]

    /// Reads a question once from its start to its end; what looks like a marker and is none is left alone.
    init(_ question: String) {
        var rest = question.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "[")) {
            let inner = rest[rest.index(after: open)...]
            // Another opening bracket ends the search too, or a question of nothing else would be searched over and over.
            let end = inner.prefix(Self.maximumLength + 1).firstIndex { Self.brackets.contains($0) }
            if let close = end, inner[close] == UInt8(ascii: "]"), read(String(Substring(inner[..<close]))) {
                text += Substring(rest[..<open])
                rest = rest[rest.index(after: close)...]
            } else {
                text += Substring(rest[...open])
                rest = inner
            }
        }
        text += Substring(rest)
    }

    /// Returns whether the text between two brackets was a marker.
    private mutating func read(_ text: String) -> Bool {
        switch text {
        case "hold": holdAfter = 1
        case "echo": echoes = true
        case _ where text.hasPrefix("canary:"):
            if canaries.count < Self.maximumCanaries { canaries.append(String(text.dropFirst("canary:".count))) }
        default:
            guard let equals = text.firstIndex(of: "="), let number = Int(text[text.index(after: equals)...]) else {
                return false
            }
            switch (text[..<equals], number) {
            case ("hold", 0...10_000): holdAfter = number
            case ("chunks", 1...10_000): pieces = number
            case ("delay", 0...60_000): delay = .milliseconds(number)
            default: return false
            }
        }
        return true
    }
}
