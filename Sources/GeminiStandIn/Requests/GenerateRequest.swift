/// A request for an answer that the API would accept.
///
/// Source: Gemini API, `GenerateContentRequest`, and what the API is known to enforce beyond its schema.
struct GenerateRequest: Sendable {
    /// One entry of `contents`.
    struct Content: Sendable, Equatable {
        /// `user` or `model`.
        let role: String
        let parts: [JSON]
        /// Pictures and other files, in their order.
        let attachments: [Attachment]

        /// The text parts joined, thoughts left out.
        var text: String {
            parts.filter { $0["thought"]?.isTrue != true }.compactMap { $0["text"]?.text }.joined()
        }

        /// Whether its parts are nothing but a text each.
        var isPlain: Bool {
            parts.allSatisfy { part in
                if case .object(let members) = part { members.count == 1 && part["text"] != nil } else { false }
            }
        }
    }

    let contents: [Content]
    /// The text of `systemInstruction`; nil when there is none.
    let instructions: String?
    let includesThoughts: Bool
    let maximumTokens: Int?
    let stopSequences: [String]
    /// The body as it came.
    let body: JSON

    /// Throws INVALID_ARGUMENT in Google's shape for what the API would refuse.
    init(_ body: JSON, model: Model, files: FileStore) throws(APIFailure) {
        try RequestSchema.check(body, as: "GenerateContentRequest")
        self.body = body
        contents = try Self.contents(of: body, model: model, files: files)
        instructions = try Self.instructions(of: body)
        let configuration = body["generationConfig"]
        maximumTokens = try Self.maximumTokens(configuration)
        stopSequences = try Self.stopSequences(configuration)
        let thinking = configuration?["thinkingConfig"]
        try Self.checkThinking(thinking, model: model)
        includesThoughts = thinking?["includeThoughts"]?.isTrue == true
    }

    /// The text of the last content, which the answer is for.
    var question: String { contents.last?.text ?? "" }

    /// Whether a tool of that name, such as `googleSearch`, is among the request's tools.
    func uses(_ tool: String) -> Bool { (body["tools"]?.items ?? []).contains { $0[tool] != nil } }
}

extension GenerateRequest {
    /// The field `contents` of any request that has one.
    static func contents(of body: JSON, model: Model, files: FileStore) throws(APIFailure) -> [Content] {
        guard let items = body["contents"]?.items, !items.isEmpty else {
            throw .invalidArgument("* GenerateContentRequest.contents: contents is not specified")
        }
        var contents: [Content] = []
        for (index, item) in items.enumerated() {
            let role = item["role"]?.text ?? ""
            guard ["", "user", "model"].contains(role) else {
                throw .invalidArgument("Please use a valid role: user, model.")
            }
            let parts = try parts(of: item, index: index)
            var attachments: [Attachment] = []
            for part in parts {
                if let attachment = try Attachment(part, model: model, files: files) { attachments.append(attachment) }
            }
            contents.append(
                Content(role: role.isEmpty ? "user" : role, parts: parts, attachments: attachments)
            )
        }
        guard contents.first?.role == "user" else {
            throw .invalidArgument("Please ensure that multiturn requests start with a user turn.")
        }
        guard contents.last?.role == "user" else {
            throw .invalidArgument("Requests ending with a model turn are not supported.")
        }
        return contents
    }

    private static let dataFields = [
        "text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult",
        "toolCall", "toolResponse",
    ]

    private static func parts(of content: JSON, index: Int) throws(APIFailure) -> [JSON] {
        let path = "* GenerateContentRequest.contents[\(index)].parts"
        guard let parts = content["parts"]?.items, !parts.isEmpty else {
            throw .invalidArgument("\(path): contents.parts must not be empty.")
        }
        for (number, part) in parts.enumerated() {
            let data = dataFields.filter { part[$0] != nil && part[$0] != .null }
            let isSigned = part["thoughtSignature"] != nil
            guard data.count < 2 else {
                throw .invalidArgument("\(path)[\(number)].data: required oneof field 'data' must have one field set")
            }
            if data.isEmpty || part["text"]?.text == "", !isSigned {
                throw .invalidArgument(
                    "\(path)[\(number)].data: required oneof field 'data' must have one initialized field"
                )
            }
        }
        return parts
    }

    private static func instructions(of body: JSON) throws(APIFailure) -> String? {
        guard let content = body["systemInstruction"], content != .null else { return nil }
        guard let parts = content["parts"]?.items, !parts.isEmpty else {
            throw .invalidArgument(
                "* GenerateContentRequest.system_instruction.parts: contents.parts must not be empty."
            )
        }
        let texts = parts.compactMap { $0["text"]?.text }
        guard texts.count == parts.count, !texts.contains("") else {
            throw .invalidArgument("* GenerateContentRequest.system_instruction: only text parts are supported.")
        }
        return texts.joined(separator: "\n")
    }

    private static func maximumTokens(_ configuration: JSON?) throws(APIFailure) -> Int? {
        guard let number = configuration?["maxOutputTokens"]?.int32, number != 0 else { return nil }
        guard number > 0 else {
            throw .invalidArgument("* GenerateContentRequest.generation_config.max_output_tokens: must be positive.")
        }
        return Int(number)
    }

    private static func stopSequences(_ configuration: JSON?) throws(APIFailure) -> [String] {
        let sequences = (configuration?["stopSequences"]?.items ?? []).compactMap(\.text)
        guard sequences.count <= 5 else {
            throw .invalidArgument("* GenerateContentRequest.generation_config.stop_sequences: at most 5 are allowed.")
        }
        // Longer ones would make looking for them costly; what Google's limit is, is not documented.
        guard sequences.allSatisfy({ (1...128).contains($0.utf8.count) }) else {
            throw .invalidArgument("* GenerateContentRequest.generation_config.stop_sequences: 1 to 128 bytes each.")
        }
        return sequences
    }

    private static func checkThinking(_ thinking: JSON?, model: Model) throws(APIFailure) {
        guard let thinking, thinking != .null else { return }
        let hasLevel = thinking["thinkingLevel"] != nil
        let hasBudget = thinking["thinkingBudget"] != nil
        guard !(hasLevel && hasBudget) else {
            throw .invalidArgument("You can only set only one of thinking budget and thinking level.")
        }
        guard model.thinking || !(hasLevel || hasBudget || thinking["includeThoughts"]?.isTrue == true) else {
            throw .invalidArgument("Thinking is not enabled for models/\(model.id).")
        }
        if let level = thinking["thinkingLevel"]?.text?.uppercased(), level != "THINKING_LEVEL_UNSPECIFIED" {
            guard !model.thinkingLevels.isEmpty else {
                throw .invalidArgument("Thinking level is not supported for this model.")
            }
            guard model.thinkingLevels.contains(level) else {
                throw .invalidArgument("Thinking level \(level.prefix(50)) is not supported for this model.")
            }
        }
        if let budget = thinking["thinkingBudget"]?.int32, let range = model.thinkingBudgets, budget != -1,
            !range.contains(budget)
        {
            throw .invalidArgument(
                budget == 0
                    ? "Budget 0 is invalid. This model only works in thinking mode."
                    : "The thinking budget \(budget) is invalid. Please choose a value between \(range)."
            )
        }
    }
}
