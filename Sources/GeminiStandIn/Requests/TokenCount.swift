/// The reply to `countTokens`. Source: Gemini API, `models.countTokens`.
struct TokenCount: Sendable {
    let tokens: PromptTokens

    /// Throws INVALID_ARGUMENT for a body that has neither `contents` nor `generateContentRequest`, or both.
    init(_ body: JSON, model: Model, files: FileStore) throws(APIFailure) {
        try RequestSchema.check(body, as: "CountTokensRequest")
        let inner = body["generateContentRequest"]
        guard inner == nil || body["contents"] == nil else {
            throw .invalidArgument("Only one of generateContentRequest and contents may be set.")
        }
        guard let inner else {
            tokens = PromptTokens(of: try GenerateRequest.contents(of: body, model: model, files: files))
            return
        }
        guard let name = inner["model"]?.text, !name.isEmpty else {
            throw .invalidArgument("* CountTokensRequest.generate_content_request.model: model is not specified")
        }
        tokens = PromptTokens(of: try GenerateRequest(inner, model: model, files: files))
    }

    var json: JSON { .members(["totalTokens": JSON(tokens.total), "promptTokensDetails": tokens.details]) }
}

/// What a prompt costs, by what it is made of.
struct PromptTokens: Sendable, Equatable, ExpressibleByIntegerLiteral {
    private(set) var total = 0
    private var counts: [String: Int] = [:]

    init(integerLiteral value: Int) { add(value, of: "TEXT") }

    init(of contents: [GenerateRequest.Content]) {
        for content in contents {
            add(Chunk.Usage.tokens(in: content.text), of: "TEXT")
            for attachment in content.attachments { add(attachment.tokens, of: attachment.modality) }
        }
    }

    /// Instructions included.
    init(of request: GenerateRequest) {
        self.init(of: request.contents)
        add(Chunk.Usage.tokens(in: request.instructions ?? ""), of: "TEXT")
    }

    private mutating func add(_ tokens: Int, of modality: String) {
        total += tokens
        counts[modality, default: 0] += tokens
    }

    /// Such as `[{"modality": "TEXT", "tokenCount": 7}]`.
    var details: JSON {
        .array(
            counts.sorted { $0.key > $1.key }.map { modality, tokens in
                .members(["modality": .string(modality), "tokenCount": JSON(tokens)])
            }
        )
    }
}

extension Call {
    /// Throws INVALID_ARGUMENT in Google's words when the prompt is longer than the model takes.
    func checkLength() throws(APIFailure) {
        guard promptTokens.total <= model.inputTokenLimit else {
            throw .promptTooLong(tokens: promptTokens.total, limit: model.inputTokenLimit)
        }
    }
}
