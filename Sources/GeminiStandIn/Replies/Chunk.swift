/// One `GenerateContentResponse`: a whole answer, or a part of one in a stream.
///
/// Source: Gemini API, and recordings of its streams for what is present when.
struct Chunk: Sendable {
    struct Part: Sendable {
        var text: String
        var isThought = false
        /// Base64, opaque to clients.
        var signature: String?
        /// What the part holds instead of a text, such as `executableCode`.
        var data: JSON.Member?

        var json: JSON {
            let text = data == nil ? JSON.Member(name: "text", value: .string(text)) : nil
            return JSON.object([data ?? text].compactMap(\.self)).adding([
                "thought": isThought ? .bool(true) : nil, "thoughtSignature": signature.map(JSON.string),
            ])
        }
    }

    /// Running totals since the answer's start, never differences.
    struct Usage: Sendable {
        var prompt: PromptTokens
        /// nil while there is no answer yet: chunks with thoughts only and blocked prompts lack it.
        var answer: Int?
        var thoughts: Int?

        /// About what a tokenizer makes of a text: a token for every four bytes of UTF-8.
        static func tokens(in text: String) -> Int { text.isEmpty ? 0 : text.utf8.count / 4 + 1 }

        var json: JSON {
            .members([
                "promptTokenCount": JSON(prompt.total),
                "candidatesTokenCount": answer.map { JSON($0) },
                "totalTokenCount": JSON(prompt.total + (answer ?? 0) + (thoughts ?? 0)),
                "promptTokensDetails": prompt.details,
                "thoughtsTokenCount": thoughts.map { JSON($0) },
            ])
        }
    }

    /// What stands where the parts belong.
    enum Content: Sendable {
        case parts([Part])
        /// `content: {"role": "model"}`, a form that last chunks have now and then.
        case roleOnly
        /// No `content` at all.
        case absent
    }

    var content: Content
    /// On the last chunk only.
    var finishReason: String?
    var finishMessage: String?
    /// Further members of the candidate, such as `groundingMetadata`.
    var candidate: [JSON.Member] = []
    var usage: Usage

    func json(modelVersion: String, responseID: String) -> JSON {
        let members = JSON.members([
            "content": contentJSON,
            "finishReason": finishReason.map(JSON.string),
            "finishMessage": finishMessage.map(JSON.string),
            "index": 0,
        ])
        return .members([
            "candidates": .array([members.adding(candidate)]),
            "usageMetadata": usage.json,
            "modelVersion": .string(modelVersion),
            "responseId": .string(responseID),
        ])
    }

    private var contentJSON: JSON? {
        switch content {
        case .absent: return nil
        case .roleOnly: return .members(["role": "model"])
        case .parts(let parts):
            return .members(["parts": .array(parts.map(\.json)), "role": "model"])
        }
    }
}
