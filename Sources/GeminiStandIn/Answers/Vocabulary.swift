/// The words by which the stand-in understands one language.
struct Vocabulary: Sendable {
    /// Words by which the language is known, in lower case.
    let typicalWords: WordList
    let typicalScalars: Set<Unicode.Scalar>
    /// How questions begin before they come to their subject, in lower case.
    let leads: WordList
    /// Words, and phrases of up to five words, that lead to a topic; in lower case and without punctuation.
    let cues: [Topic: WordList]
    /// Phrases after which people say their name.
    let nameLeads: WordList
    /// The words for one, two, three and so on, in their order.
    let numerals: WordList
    /// Words, or pairs of words, for operators between two numbers.
    let operators: [String: Character]
}

/// Words and phrases, written as one text with commas between them.
struct WordList: Sendable, ExpressibleByStringLiteral {
    let all: Set<String>
    /// As they were written.
    let inOrder: [String]
    /// Each one's words, those with most words first.
    let split: [[Substring]]

    init(stringLiteral text: String) {
        let phrases = text.split(separator: ",").map { $0.split(whereSeparator: \.isWhitespace) }
        inOrder = phrases.map { $0.joined(separator: " ") }
        all = Set(inOrder)
        split = phrases.sorted { ($1.count, $0.description) < ($0.count, $1.description) }
    }

    func contains(_ phrase: String) -> Bool { all.contains(phrase) }
}
