/// The first words of a text as one plain line: for titles and previews. Work is bounded whatever the text's length.
///
/// - Parameter limit: in characters; a cut text ends in `…`, at a word's end where there is one.
package func oneLine(_ text: String, limit: Int) -> String {
    // A character of hostile text can be of any size, so the cut is made in scalars first.
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit * 8)))
    var words: [Substring] = []
    var length = 0
    for word in start.split(whereSeparator: \.isWhitespace) {
        let isMark = word.allSatisfy { "#>*-+_=`|~:".contains($0) }
        guard !isMark else { continue }
        let plain = word.filter { $0 != "*" && $0 != "`" }
        guard !plain.isEmpty else { continue }
        if length + plain.count > limit {
            guard words.isEmpty else { return words.joined(separator: " ") + "…" }
            return String(plain.prefix(limit)) + "…"
        }
        words.append(plain[...])
        length += plain.count + 1
    }
    let isCut = start.utf8.count < text.utf8.count
    return words.joined(separator: " ") + (isCut ? "…" : "")
}
