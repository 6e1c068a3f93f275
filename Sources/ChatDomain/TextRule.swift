internal import Foundation

/// What texts from outside must satisfy. Lengths are UTF-16 code units, what JavaScript's `length` counts.
package struct TextRule: Sendable {
    package let field: String
    package let lengths: ClosedRange<Int>
    /// Tabs and line ends are allowed; other control characters never are in a single line.
    package let isSingleLine: Bool

    package static let maximumQuestionLength = 131_072

    package static let question = TextRule(field: "text", lengths: 1...maximumQuestionLength, isSingleLine: false)
    package static let title = TextRule(field: "title", lengths: 1...200, isSingleLine: true)
    package static let instructions = TextRule(field: "instructions", lengths: 0...32_768, isSingleLine: false)
    package static let name = TextRule(field: "name", lengths: 1...64, isSingleLine: true)
    package static let password = TextRule(field: "password", lengths: 8...256, isSingleLine: false)
    package static let model = TextRule(field: "model", lengths: 1...100, isSingleLine: true)

    /// Throws `bad_request` with the field when the text breaks the rule.
    package func check(_ text: String) throws(ChatError) {
        // Counting bytes first bounds the work: a code unit takes at most three of them.
        guard text.utf8.count <= lengths.upperBound * 3, lengths.contains(text.utf16.count) else {
            let range = "\(lengths.lowerBound) to \(lengths.upperBound)"
            throw .badRequest("\(field) must have \(range) characters.", field: field)
        }
        for byte in text.utf8 where byte == 0 || isSingleLine && (byte < 0x20 || byte == 0x7F) {
            throw .badRequest("\(field) holds a character that is not allowed.", field: field)
        }
    }
}

/// A name as people compare it: without outer white space, case and Unicode form. Call after `TextRule.name`,
/// because normalising is slow on hostile text.
package func nameKey(_ name: String) -> String {
    trimmed(name).lowercased().precomposedStringWithCanonicalMapping
}

/// Text without white space at its ends.
package func trimmed(_ text: String) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
        let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[first...last])
}
