/// The reply to `countTokens`. Source: Gemini API, `models.countTokens`.
struct TokenCount: Sendable {
    let tokens: Int

    /// Throws INVALID_ARGUMENT for a body that has neither `contents` nor `generateContentRequest`, or both.
    init(_ body: JSON, model: Model) throws(APIFailure) {
        try RequestSchema.check(body, as: "CountTokensRequest")
        let inner = body["generateContentRequest"]
        guard inner == nil || body["contents"] == nil else {
            throw .invalidArgument("Only one of generateContentRequest and contents may be set.")
        }
        guard let inner else {
            tokens = Self.count(try GenerateRequest.contents(of: body))
            return
        }
        let request = try GenerateRequest(inner, model: model)
        tokens = Self.count(request.contents) + Chunk.Usage.tokens(in: request.instructions ?? "")
    }

    var json: JSON {
        .members([
            "totalTokens": JSON(tokens),
            "promptTokensDetails": [.members(["modality": "TEXT", "tokenCount": JSON(tokens)])],
        ])
    }

    /// About 258 for a small picture.
    static func count(_ contents: [GenerateRequest.Content]) -> Int {
        contents.reduce(0) { $0 + Chunk.Usage.tokens(in: $1.text) + 258 * $1.attachments.count }
    }
}
