/// A message as a question quotes it for Gemini: its beginning as a Markdown quote, or the names of its files where it has no
/// words. `nil`: there is nothing to quote. Work is bounded whatever the text's length.
package func quotation(of message: Message) -> String? {
    // Counted in scalars: a character of hostile text can be of any size.
    let scalars = message.text.unicodeScalars
    let end = scalars.index(scalars.startIndex, offsetBy: quotationLength, limitedBy: scalars.endIndex)
    var text = trimmed(String(scalars[..<(end ?? scalars.endIndex)]))
    if let end, end < scalars.endIndex { text += "…" }
    if text.isEmpty { text = message.attachments.map { "[\($0.name)]" }.joined(separator: "\n") }
    guard !text.isEmpty else { return nil }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .map { $0.isEmpty ? ">" : "> " + $0 }.joined(separator: "\n")
}

/// So many Unicode scalars of a message are quoted.
package let quotationLength = 2000
