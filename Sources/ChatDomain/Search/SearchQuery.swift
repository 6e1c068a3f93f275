/// What somebody looks for: phrases that must all be there.
///
/// What stands between quotation marks is one phrase; the last word, unless it is quoted, matches as a beginning. A word with
/// signs in it, such as `foo-bar`, is a phrase of its parts, and one of Chinese a phrase of its characters. Nothing else means
/// anything.
package struct SearchQuery: Hashable, Sendable {
    package struct Phrase: Hashable, Sendable {
        /// As `SearchWords` has them; at least one.
        package var words: [[UInt8]]
        /// The last of the words may go on.
        package var isBeginning: Bool
    }

    /// Empty when there was not one word: then nothing is found.
    package let phrases: [Phrase]

    /// Throws `bad_request` for what is too long, and for NUL.
    package init(_ text: String) throws(ChatError) {
        try TextRule.query.check(text)
        var phrases: [Phrase] = []
        // Quotation marks of all kinds come in pairs; of a single one the rest is the phrase, as far as it is typed.
        let pieces = text.split(omittingEmptySubsequences: false) { "\"“”„«»".contains($0) }
        for (index, piece) in pieces.enumerated() {
            let isQuoted = !index.isMultiple(of: 2)
            let isLast = index == pieces.count - 1
            let words = isQuoted ? [piece] : piece.split(whereSeparator: \.isWhitespace)
            for (number, word) in words.enumerated() {
                let found = SearchWords(String(word)).map(\.text)
                guard !found.isEmpty else { continue }
                phrases.append(Phrase(words: found, isBeginning: isLast && number == words.count - 1))
            }
        }
        self.phrases = phrases
    }
}

extension TextRule {
    package static let query = TextRule(field: "q", lengths: 1...200, isSingleLine: false)
}
