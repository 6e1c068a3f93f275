/// An arithmetic expression found in a question, and its value.
///
/// Whole numbers are exact as long as they fit 64 bits; beyond, and with fractions, the value is rounded to ten digits.
struct Sum: Sendable {
    private static let maximumLength = 200

    /// As it is shown, with `×` and `÷`.
    let expression: String
    /// nil when it is undefined, such as a division by zero.
    let result: String?

    /// nil when the question holds no expression of at least two numbers and an operator, or what looks like one is more
    /// likely a date, a range or a version.
    init?(in question: Question) {
        let tokens = Self.longestExpression(in: Self.tokens(of: question))
        var parser = Parser(tokens: tokens)
        guard tokens.contains(where: \.isOperator), let value = parser.parse() else { return nil }
        // “2026-11-23”, “pages 1-3” and “24/7” are hardly meant to be computed.
        let isWeak = tokens.allSatisfy { !$0.isOperator || $0 == .symbol("-") || $0 == .symbol("/") }
        let isDate = tokens.count > 3 && !question.text.contains(" ")
        let asksMore = question.words.contains { Int($0) == nil && !Self.asksToCompute.contains($0) }
        if isWeak, isDate || asksMore { return nil }
        let point = question.language == .english ? "." : ","
        expression = tokens.map { $0.shown(point: point) }.joined()
        result = value.shown(point: point)
    }

    private static let asksToCompute: Set<String> = [
        "what", "is", "s", "calculate", "compute", "much", "how", "wie", "viel", "was", "ist", "rechne", "berechne",
        "cuánto",
        "es", "calcula", "qué", "minus", "menos", "divided", "by", "geteilt", "durch", "dividido", "entre", "wieviel",
    ]

    enum Token: Equatable, Sendable {
        case number(Value)
        /// One of `+ - * / ^ ( )`.
        case symbol(Character)

        var isOperator: Bool {
            guard case .symbol(let symbol) = self else { return false }
            return symbol != "(" && symbol != ")"
        }

        func shown(point: String) -> String {
            switch self {
            case .number(let value): value.shown(point: point) ?? "?"
            case .symbol("*"): " × "
            case .symbol("/"): " ÷ "
            case .symbol("-"): " − "
            case .symbol("+"): " + "
            case .symbol(let symbol): String(symbol)
            }
        }
    }

    /// The question as runs of numbers and symbols; nil stands for any other word.
    private static func tokens(of question: Question) -> [Token?] {
        let operators = question.language.vocabulary.operators
        var tokens: [Token?] = []
        var words = question.text.lowercased().split { $0.isWhitespace || "?!=:;".contains($0) }[...]
        while let word = words.first, tokens.count < maximumLength * 4 {
            let pair = words.prefix(2).joined(separator: " ")
            if let symbol = operators[pair] ?? operators[String(word)] {
                tokens.append(.symbol(symbol))
                words = words.dropFirst(operators[pair] == nil ? 1 : 2)
            } else {
                append(word, of: question.language, to: &tokens)
                words = words.dropFirst()
            }
        }
        return tokens
    }

    private static func append(_ word: Substring, of language: Language, to tokens: inout [Token?]) {
        var rest = word
        while let character = rest.first {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
            if ("0"..."9").contains(character) {
                rest = rest.dropFirst(digits.count)
                tokens.append(Value(digits, of: language).map(Token.number))
            } else {
                rest = rest.dropFirst()
                tokens.append(symbol(character))
            }
        }
    }

    private static func symbol(_ character: Character) -> Token? {
        switch character {
        case "+", "-", "*", "/", "^", "(", ")": .symbol(character)
        case "×", "·", "x": .symbol("*")
        case "÷": .symbol("/")
        case "−", "–": .symbol("-")
        default: nil
        }
    }

    private static func longestExpression(in tokens: [Token?]) -> [Token] {
        let runs = tokens.split(separator: nil).map { run in run.compactMap { $0 } }
        let longest = runs.max { $0.count < $1.count } ?? []
        return longest.count <= maximumLength ? longest : []
    }
}
