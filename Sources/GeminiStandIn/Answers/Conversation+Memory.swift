extension Conversation {
    private static let longestExcerpt = 160
    private static let mostQuestions = 100
    private static let longestName = 40

    /// The questions that came as context, as a list: what shows a visitor that the last exchanges go along.
    var recollection: String {
        let texts = question.language.texts
        guard !earlierQuestions.isEmpty else { return texts.recallNothing }
        let lines = earlierQuestions.suffix(Self.mostQuestions).enumerated()
            .map { "\($0 + 1). \(Self.excerpt($1))" }
            .joined(separator: "\n")
        let template = earlierQuestions.count == 1 ? texts.recallOne : texts.recallSeveral
        return fill(template, ["count": String(earlierQuestions.count), "questions": lines])
    }

    /// The name that was told last, in any language.
    var rememberedName: String? {
        for question in earlierQuestions.suffix(Self.mostQuestions).reversed() {
            let words = Question.plain(Question(question).text).split { $0 == " " || ".!?;:".contains($0) }
            for language in Language.allCases {
                if let name = Self.name(in: words, after: language.vocabulary.nameLeads) { return name }
            }
        }
        return nil
    }

    private static func name(in words: [Substring], after leads: WordList) -> String? {
        for lead in leads.split {
            for start in words.indices where start + lead.count < words.count {
                let candidate = words[start..<start + lead.count]
                guard zip(candidate, lead).allSatisfy({ $0.lowercased() == $1 }) else { continue }
                return String(String.UnicodeScalarView(words[start + lead.count].unicodeScalars.prefix(longestName)))
            }
        }
        return nil
    }

    /// Whether the conversation's instructions ask for short answers.
    var asksForBrevity: Bool {
        guard let instructions else { return false }
        return Question(instructions).contains(
            anyOf: "brief, short, concise, one sentence, kurz, knapp, ein satz, breve, conciso, una frase, briefly"
        )
    }

    /// One line of somebody's words, harmless inside Markdown; longer ones end in an ellipsis.
    static func excerpt(_ text: String) -> String {
        let markers = Markers(String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestExcerpt * 2))))
        var excerpt = String.UnicodeScalarView()
        let line = markers.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for scalar in line.unicodeScalars.prefix(longestExcerpt) {
            if "\\`*_[]<>|~#$".unicodeScalars.contains(scalar) { excerpt.append("\\") }
            excerpt.append(scalar)
        }
        return String(excerpt) + (text.unicodeScalars.count > longestExcerpt ? " …" : "")
    }

    /// A template with its words in braces replaced; what is put in is not looked at again.
    func fill(_ template: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            let inner = rest[rest.index(after: open)...]
            guard let close = inner.firstIndex(of: "}"), let value = values[String(inner[..<close])] else {
                filled += "{"
                rest = inner
                continue
            }
            filled += value
            rest = inner[inner.index(after: close)...]
        }
        return filled + rest
    }
}
