internal import Foundation

/// What texts from outside must satisfy. Lengths are UTF-16 code units, what JavaScript's `length` counts.
package struct TextRule: Sendable {
    package let field: String
    package let lengths: ClosedRange<Int>
    /// No control character at all is allowed in a single line; elsewhere only NUL is not.
    package let isSingleLine: Bool

    package static let maximumQuestionLength = 131_072

    package static let question = TextRule(field: "text", lengths: 1...maximumQuestionLength, isSingleLine: false)
    /// A question may be without words when it has attachments.
    package static let questionWithAttachments = TextRule(
        field: "text",
        lengths: 0...maximumQuestionLength,
        isSingleLine: false
    )
    package static let fileName = TextRule(field: "name", lengths: 1...255, isSingleLine: true)
    package static let title = TextRule(field: "title", lengths: 1...200, isSingleLine: true)
    package static let instructions = TextRule(field: "instructions", lengths: 0...32_768, isSingleLine: false)
    package static let name = TextRule(field: "name", lengths: 1...64, isSingleLine: true)
    package static let password = TextRule(field: "password", lengths: 8...256, isSingleLine: false)
    package static let note = TextRule(field: "note", lengths: 0...200, isSingleLine: true)
    package static let model = TextRule(field: "model", lengths: 1...100, isSingleLine: true)

    /// Throws `bad_request` with the field when the text breaks the rule.
    package func check(_ text: String) throws(ChatError) {
        // Counting bytes first bounds the work: a code unit takes at most three of them.
        guard text.utf8.count <= lengths.upperBound * 3, lengths.contains(text.utf16.count) else {
            let range = "\(lengths.lowerBound) to \(lengths.upperBound)"
            throw .badRequest("\(field) must have \(range) characters.", field: field)
        }
        let isAllowed = !text.utf8.contains(0) && !(isSingleLine && text.unicodeScalars.contains(where: Self.endsLine))
        guard isAllowed else { throw .badRequest("\(field) holds a character that is not allowed.", field: field) }
    }

    /// The text with nothing in it that breaks the rule: cut where it is too long, a space or U+FFFD for what is not allowed. It may
    /// still be too short.
    package func cleaned(_ text: String) -> String {
        if (try? check(text)) != nil { return text }  // then there is nothing to do
        var kept = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF16.width(scalar)
            if length > lengths.upperBound {
                while let last = kept.last, length - UTF16.width(scalar) >= lengths.upperBound {
                    length -= UTF16.width(last)
                    kept.removeLast()
                }
                kept.append("…")
                break
            }
            let isAllowed = scalar.value != 0 && !(isSingleLine && Self.endsLine(scalar))
            kept.append(isAllowed ? scalar : isSingleLine ? " " : "\u{FFFD}")
        }
        return isSingleLine ? trimmed(String(kept)) : String(kept)
    }

    /// Control characters, those beyond ASCII too, Unicode's separators of lines and paragraphs, and marks that turn the
    /// direction of all that follows: with them a name can look like another.
    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        if ("\u{202A}"..."\u{202E}").contains(scalar) || ("\u{2066}"..."\u{2069}").contains(scalar) { return true }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
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
