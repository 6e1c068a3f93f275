/// The languages that the stand-in answers in.
enum Language: Sendable, CaseIterable {
    case english, german, spanish

    var texts: Texts {
        switch self {
        case .english: .english
        case .german: .german
        case .spanish: .spanish
        }
    }

    var vocabulary: Vocabulary {
        switch self {
        case .english: .english
        case .german: .german
        case .spanish: .spanish
        }
    }

    /// The language with the most words in the question that are typical of it; English when none is.
    static func of(_ words: [String], text: String) -> Language {
        var best = Language.english
        var most = 0
        for language in allCases {
            let vocabulary = language.vocabulary
            var score = words.count(where: vocabulary.typicalWords.contains)
            if text.unicodeScalars.contains(where: vocabulary.typicalScalars.contains) { score += 2 }
            if score > most { (best, most) = (language, score) }
        }
        return best
    }
}
