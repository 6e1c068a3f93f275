/// What was said so far and what is asked now, and what the stand-in says to it.
///
/// The same question with the same context always gets the same answer.
struct Conversation: Sendable {
    let question: Question
    /// The questions that came as context, oldest first.
    let earlierQuestions: [String]
    private let attachments: [Attachment]
    let instructions: String?
    private let isFirst: Bool
    private let seed: SeededRandom

    init(_ request: GenerateRequest, question text: String) {
        question = Question(text)
        let users = request.contents.dropLast().filter { $0.role == "user" }
        earlierQuestions = users.map(\.text)
        attachments = request.contents.last?.attachments ?? []
        instructions = request.instructions
        isFirst = request.contents.count == 1
        seed = SeededRandom(request.contents.map(\.text))
    }

    private var texts: Texts { question.language.texts }

    /// In Markdown.
    var answer: String {
        var random = seed
        let topic = Topic.of(question)
        var paragraphs = [body(of: topic, using: &random)]
        if asksForBrevity, [.general, .howTo, .choice, .comparison, .list].contains(topic) {
            paragraphs = [aboutSubject(texts.brief)]
        }
        if !attachments.isEmpty {
            paragraphs.insert(fill(texts.attachments, ["files": listed(attachments)]), at: 0)
        }
        if let instructions, topic == .recall || topic == .identity {
            paragraphs.append(fill(texts.instructions, ["instructions": Self.excerpt(instructions)]))
        }
        if isFirst, topic != .identity { paragraphs.append("*\(texts.closing)*") }
        return paragraphs.joined(separator: "\n\n")
    }

    /// What it thinks before the answer, in pieces.
    var thoughts: [String] { texts.thoughts.map { fill($0, ["subject": question.subject]) } }

    private func body(of topic: Topic, using random: inout SeededRandom) -> String {
        switch topic {
        case .recall: recollection
        case .name: rememberedName.map { fill(texts.nameKnown, ["name": $0]) } ?? texts.nameUnknown
        case .identity: texts.identity
        case .sum: computed
        case .counting: counted ?? aboutSubject(pick(texts.general, using: &random))
        case .translation: texts.translation
        case .now: texts.now
        case .recipe: recipe(using: &random)
        case .poem: poem(using: &random)
        case .joke: pick(texts.jokes, using: &random)
        case .code: code(using: &random)
        case .table: aboutSubject(texts.table)
        case .list: aboutSubject(texts.list)
        case .comparison: aboutSubject(texts.comparison)
        case .choice: aboutSubject(texts.choice)
        case .howTo: aboutSubject(pick(texts.howTo, using: &random))
        case .thanks: pick(texts.thanks, using: &random)
        case .greeting: pick(texts.greetings, using: &random)
        case .general: aboutSubject(pick(texts.general, using: &random))
        }
    }

    private var computed: String {
        guard let sum = Sum(in: question) else { return texts.sumUndefined }
        guard let result = sum.result else { return fill(texts.sumUndefined, ["expression": sum.expression]) }
        return fill(texts.sum, ["expression": sum.expression, "result": result])
    }

    /// The numbers from the first to the last that the question names, from one when it names only one; nil when there are
    /// none, or too many between them.
    private var counted: String? {
        let numerals = question.language.vocabulary.numerals.inOrder
        let numbers = question.words.compactMap { word in
            Int(word) ?? numerals.firstIndex(of: word).map { $0 + 1 }
        }
        guard let last = numbers.dropFirst().first ?? numbers.first else { return nil }
        let first = numbers.count > 1 ? numbers[0] : 1
        guard (0...1000).contains(first), (first...first + 1000).contains(last) else { return nil }
        return (first...last).map(String.init).joined(separator: ", ") + "."
    }

    private func recipe(using random: inout SeededRandom) -> String {
        let wanted = texts.recipes.filter { question.contains(anyOf: $0.cues) }
        return pick((wanted.isEmpty ? texts.recipes : wanted).map(\.text), using: &random)
    }

    private func poem(using random: inout SeededRandom) -> String {
        // Two spaces break the line within a stanza.
        let stanzas = texts.stanzas.map { $0.split(separator: "\n").joined(separator: "  \n") }
        guard let first = stanzas.first, let last = stanzas.last else { return "" }
        let between = pick(Array(stanzas.dropFirst().dropLast()), using: &random)
        return aboutSubject(["### " + texts.poemTitle, first, between, last].joined(separator: "\n\n"))
    }

    private func code(using random: inout SeededRandom) -> String {
        guard let snippet = Snippet.fitting(question, using: &random) else { return "" }
        return fill(
            texts.code,
            ["language": snippet.language, "run": snippet.run, "code": snippet.markdown]
        )
    }

    private func aboutSubject(_ template: String) -> String {
        let subject = question.subject
        return fill(template, ["subject": subject, "Subject": subject.prefix(1).uppercased() + subject.dropFirst()])
    }

    private func pick(_ texts: [String], using random: inout SeededRandom) -> String {
        texts.randomElement(using: &random) ?? ""
    }
}
