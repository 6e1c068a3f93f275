/// A part of a text around the first place where something was found.
package struct Snippet: Hashable, Sendable {
    /// Of the text as it is, Markdown and line breaks included; with `…` where it was cut.
    package var text: String
    /// What was found, in UTF-16 code units of `text`; in order and apart from each other.
    package var marks: [Range<Int>]

    /// UTF-16 code units, about.
    static let length = 120
    /// What comes before the first mark.
    private static let lead = 36
    /// A character of hostile text can be of any size: beyond this it is cut inside. In UTF-16 code units.
    private static let maximumCharacter = 64

    /// - Returns: the text's beginning, without marks, when nothing is found in it.
    package init(_ text: String, _ query: SearchQuery) {
        let found = Self.marks(in: text, query)
        let count = text.utf16.count
        let first = found.first ?? 0..<0
        var start = max(0, first.lowerBound - Self.lead)
        var end = min(count, max(start + Self.length, min(first.upperBound, first.lowerBound + 2 * Self.length)))
        // What is left of a text's end goes before.
        start = max(0, min(start, end - Self.length))
        (start, end) = (Self.boundary(start, text), Self.boundary(end, text))
        start = Self.wordStart(start, before: first.lowerBound, text)
        self.text = (start > 0 ? "…" : "") + Self.slice(text, start..<end) + (end < count ? "…" : "")
        let shift = (start > 0 ? 1 : 0) - start
        marks = found.compactMap { mark in
            let mark = Self.boundary(mark.lowerBound, text)..<Self.boundary(mark.upperBound, text, up: true)
            let shown = mark.clamped(to: start..<end)
            return shown.isEmpty ? nil : shown.lowerBound + shift..<shown.upperBound + shift
        }
        marks = Self.merged(marks)
    }

    /// - Parameter wholeOf: a text that is short, such as a title.
    package init(wholeOf text: String, _ query: SearchQuery) {
        self.text = text
        let found = Self.marks(in: text, query).map {
            Self.boundary($0.lowerBound, text)..<Self.boundary($0.upperBound, text, up: true)
        }
        marks = Self.merged(found)
    }

    /// Where the phrases stand, from the first one that is found to a little more than a snippet's length behind it.
    private static func marks(in text: String, _ query: SearchQuery) -> [Range<Int>] {
        let longest = query.phrases.map(\.words.count).max() ?? 0
        var recent: [SearchWords.Word] = []
        var marks: [Range<Int>] = []
        for word in SearchWords(text) {
            if let first = marks.first, word.range.lowerBound > first.lowerBound + 2 * length { break }
            recent.append(word)
            if recent.count > 2 * longest + 16 { recent.removeFirst(recent.count - longest) }
            for phrase in query.phrases where phrase.ends(recent) {
                let start = recent[recent.count - phrase.words.count].range.lowerBound
                marks.append(start..<phrase.end(of: word, text))
            }
        }
        return marks.sorted { $0.lowerBound < $1.lowerBound }
    }

    private static func merged(_ marks: [Range<Int>]) -> [Range<Int>] {
        marks.reduce(into: []) { merged, mark in
            if let last = merged.last, mark.lowerBound < last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, mark.upperBound)
            } else {
                merged.append(mark)
            }
        }
    }

    /// The next boundary of characters before an offset, or after it.
    private static func boundary(_ offset: Int, _ text: String, up: Bool = false) -> Int {
        guard offset > 0, offset < text.utf16.count else { return offset }
        let index = text.utf16.index(text.startIndex, offsetBy: offset)
        let next = text.index(after: index)
        let start = text.index(before: next)
        let (low, high) = (start.utf16Offset(in: text), next.utf16Offset(in: text))
        if low == offset { return offset }
        let scalar = text.unicodeScalars.index(before: text.unicodeScalars.index(after: index)).utf16Offset(in: text)
        if up { return high - offset > maximumCharacter ? (scalar == offset ? offset : scalar + 2) : high }
        return offset - low > maximumCharacter ? scalar : low
    }

    /// A cut text begins with a word, if one begins soon.
    private static func wordStart(_ start: Int, before mark: Int, _ text: String) -> Int {
        guard start > 0 else { return 0 }
        let lead = slice(text, start..<max(start, min(mark, start + 16)))
        guard let gap = lead.firstIndex(where: \.isWhitespace) else { return start }
        return start + lead[...gap].utf16.count
    }

    private static func slice(_ text: String, _ range: Range<Int>) -> Substring {
        let start = text.utf16.index(text.startIndex, offsetBy: range.lowerBound)
        return text[start..<text.utf16.index(start, offsetBy: range.count)]
    }
}

extension SearchQuery.Phrase {
    /// Whether these words end with the phrase.
    fileprivate func ends(_ recent: [SearchWords.Word]) -> Bool {
        guard recent.count >= words.count, let last = words.last, let word = recent.last else { return false }
        guard isBeginning ? word.text.starts(with: last) : word.text == last else { return false }
        return zip(words.dropLast(), recent.suffix(words.count)).allSatisfy { $0 == $1.text }
    }

    /// Where the phrase's last word ends in the text: within the word when it is only its beginning.
    fileprivate func end(of word: SearchWords.Word, _ text: String) -> Int {
        guard isBeginning, let beginning = words.last, beginning.count < word.text.count else {
            return word.range.upperBound
        }
        let start = text.utf16.index(text.startIndex, offsetBy: word.range.lowerBound)
        let end = text.utf16.index(start, offsetBy: word.range.count)
        var (part, length) = ("", 0)
        for scalar in text[start..<end].unicodeScalars {
            part.unicodeScalars.append(scalar)
            length += scalar.value > 0xFFFF ? 2 : 1
            if SearchWords(part).first(where: { _ in true }).map({ $0.text.count >= beginning.count }) ?? false {
                break
            }
        }
        return word.range.lowerBound + length
    }
}
