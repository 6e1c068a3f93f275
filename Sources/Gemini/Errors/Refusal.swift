/// Reads what a refusal blames from the fields that it names and from its words.
///
/// Google gives a machine-readable cause for few of its refusals, so its English has to do. The wordings are those of
/// recorded replies and of users' reports (2025-05 to 2026-11). One that is not known here blames nothing.
enum Refusal {
    static func blame(code: Int?, body: ErrorBody?, message: String) -> GeminiError.Blame? {
        let words = withoutModelNames(message.lowercased())
        switch code {
        case 400: return badRequest(words, fields: (body?.violatedFields ?? []).map { $0.lowercased() })
        case 403, 404: return saysFileIsAbsent(words) ? .file : nil
        default: return nil
        }
    }

    /// A file that is still being processed is refused as a failed precondition, which else means the account.
    static func saysFileIsNotReady(_ message: String) -> Bool {
        message.lowercased().contains("is not in an active state")
    }

    /// The whole request has too many bytes. Google's front end says 413 to it, the API itself 400.
    static func saysBodyIsTooLarge(_ message: String) -> Bool {
        message.lowercased().contains("payload size exceeds the limit")
    }

    private static func badRequest(_ words: String, fields: [String]) -> GeminiError.Blame? {
        if saysPromptIsTooLong(words) { return .promptLength }
        let named = fields + [words]
        // Before thinking, whose name the signature shares.
        if named.contains(where: { has($0, anyOf: ["thought_signature", "thought signature", "thoughtsignature"]) }) {
            return .thoughtSignature
        }
        if saysMediaIsUnfit(words) { return .media }
        if saysFileIsNotReady(words) || saysFileIsAbsent(words) { return .file }
        if named.contains(where: { has($0, anyOf: ["thinking"]) || $0.hasPrefix("budget ") }) { return .thinking }
        if named.contains(where: { has($0, anyOf: samplingWords) }) { return .sampling }
        return nil
    }

    private static let samplingWords = [
        "temperature", "topp", "top_p", "top-p", "topk", "top_k", "top-k", "penalty",
    ]

    private static func saysPromptIsTooLong(_ words: String) -> Bool {
        if words.contains("exceeds the maximum number of tokens") { return true }
        if words.contains("input token count"), has(words, anyOf: ["exceed", "only supports up to"]) { return true }
        return has(words, anyOf: ["prompt", "context", "input"]) && words.contains("too long")
    }

    private static func saysMediaIsUnfit(_ words: String) -> Bool {
        if has(words, anyOf: ["mime", "media type"]) {
            // The type of the answer is another matter.
            let isOfAnswer = has(words, anyOf: ["response mime", "response_mime", "responsemime"])
            return !isOfAnswer && has(words, anyOf: ["unsupported", "not supported", "invalid"])
        }
        return has(words, anyOf: ["unable to process input image", "image is not valid", "document has no pages"])
    }

    private static func saysFileIsAbsent(_ words: String) -> Bool {
        words.contains("file") && words.contains("may not exist")
    }

    private static func has(_ text: String, anyOf parts: [String]) -> Bool {
        parts.contains { text.contains($0) }
    }

    /// A model may be called `…-thinking` without thinking being the matter.
    private static func withoutModelNames(_ message: String) -> String {
        message.split(separator: " ").filter { !$0.contains("models/") && !$0.contains("gemini-") }.joined(
            separator: " "
        )
    }
}
