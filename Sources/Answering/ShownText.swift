internal import Gemini

/// How a part of an answer looks in its text.
enum ShownText {
    /// Empty for a part that shows nothing.
    static func of(_ part: Part) -> String {
        var text = part.text ?? ""
        if let code = part.executableCode?.code {
            text = "\n\n" + fenced(code, language: part.executableCode?.language?.lowercased() ?? "") + "\n\n"
        } else if let output = part.codeExecutionResult?.output, !output.isEmpty {
            text = "\n\n" + fenced(output, language: "text") + "\n\n"
        }
        guard text.utf8.contains(0) else { return text }
        // Scalar by scalar: comparing characters takes long for hostile ones.
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }

    /// A code block whose fence is longer than any run of backticks in the code.
    private static func fenced(_ code: String, language: String) -> String {
        let longest = code.utf8.split(whereSeparator: { $0 != UInt8(ascii: "`") }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        let language = language.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return "\(fence)\(language)\n\(code)\(code.utf8.last == UInt8(ascii: "\n") ? "" : "\n")\(fence)"
    }
}
