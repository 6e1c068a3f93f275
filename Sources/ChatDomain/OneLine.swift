/// The first words of a text as one plain line: for titles and previews. Work is bounded whatever the text's length.
///
/// Markdown's marks at the beginning of a line and around words go; what stands between words or numbers, as in `2 * 3`, stays.
///
/// - Parameter limit: in characters; a cut text ends in `…`, at a word's end where there is one.
package func oneLine(_ text: String, limit: Int) -> String {
    // A character of hostile text can be of any size, so the cut is made in scalars first.
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit * 8)))
    var words: [String] = []
    var length = 0
    var rest = start[...]
    var beginsLine = true
    // One after the other: a preview has the first few of a long text.
    while true {
        let gap = rest.prefix(while: \.isWhitespace)
        beginsLine = beginsLine || gap.contains(where: \.isNewline)
        let written = rest[gap.endIndex...].prefix { !$0.isWhitespace }
        guard !written.isEmpty else { break }
        rest = rest[written.endIndex...]
        let isMark = isMark(written)
        if beginsLine, isMark { continue }
        beginsLine = false
        let word = isMark ? String(written) : plain(written)
        let count = word.count
        if length + count > limit {
            guard words.isEmpty else { return words.joined(separator: " ") + "…" }
            return String(word.prefix(limit)) + "…"
        }
        words.append(word)
        length += count + 1
    }
    let isCut = start.utf8.count < text.utf8.count
    return words.joined(separator: " ") + (isCut ? "…" : "")
}

/// A heading's, list's, quotation's, table's or code block's beginning, or a sign of arithmetic.
private func isMark(_ word: Substring) -> Bool {
    word.allSatisfy { "#>*-+_=`|~:".contains($0) }
}

/// A word without its emphasis. An asterisk between letters or numbers is none.
private func plain(_ word: Substring) -> String {
    guard word.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "`") }) else { return String(word) }
    let characters = Array(word)
    func isPartOfWord(_ index: Int) -> Bool {
        characters.indices.contains(index) && (characters[index].isLetter || characters[index].isNumber)
    }
    let kept = characters.indices.filter { index in
        switch characters[index] {
        case "`": false
        case "*": isPartOfWord(index - 1) && isPartOfWord(index + 1)
        default: true
        }
    }
    return String(kept.map { characters[$0] })
}
