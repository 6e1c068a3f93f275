/// A piece of code that an answer has run: what it prints is right, as far as the stand-in can compute it.
struct CodeRun: Sendable {
    let code: String
    let output: String

    /// Computes the question's sum, or else counts its characters.
    init(of question: Question) {
        if let sum = Sum(in: question), let result = sum.result {
            let signs: [Character: String] = ["×": "*", "÷": "/", "−": "-", "^": "**", ",": "."]
            code = "print(\(sum.expression.map { signs[$0] ?? String($0) }.joined()))\n"
            output = result + "\n"
        } else {
            let words = question.words.prefix(10).joined(separator: " ")
            code = "question = \"\(words)\"\nprint(len(question))\n"
            output = "\(words.unicodeScalars.count)\n"
        }
    }

    var parts: [Chunk.Part] {
        [Self.code(code), Self.result(output)].map { Chunk.Part(text: "", data: $0) }
    }

    static func code(_ code: String) -> JSON.Member {
        JSON.Member(name: "executableCode", value: .members(["language": "PYTHON", "code": .string(code)]))
    }

    static func result(_ output: String, outcome: String = "OUTCOME_OK") -> JSON.Member {
        JSON.Member(
            name: "codeExecutionResult",
            value: .members(["outcome": .string(outcome), "output": .string(output)])
        )
    }
}
