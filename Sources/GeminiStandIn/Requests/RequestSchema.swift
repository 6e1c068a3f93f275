/// Finds what in a request's body the API would not know, so that a caller's mistake shows in its own tests.
///
/// Source: the API's discovery document, v1beta, revision 20260831, with the fields that Google's own clients send beyond
/// it. Messages that chats never send (schemas, speech, search stores, …) are accepted unseen.
enum RequestSchema {
    private static let maximumViolations = 20

    /// Throws INVALID_ARGUMENT with one violation for each unknown name and each value of a wrong type.
    static func check(_ body: JSON, as message: String) throws(APIFailure) {
        guard case .object = body else {
            throw .invalidPayload([("", "Invalid JSON payload received. Expected an object.")])
        }
        var violations: [(field: String, description: String)] = []
        check(body, as: .message(message), at: "", &violations)
        if !violations.isEmpty { throw .invalidPayload(violations) }
    }

    private static func check(
        _ value: JSON,
        as type: FieldType,
        at path: String,
        _ violations: inout [(field: String, description: String)]
    ) {
        guard violations.count < maximumViolations else { return }
        switch (type, value) {
        case (.list(let element), .array(let items)):
            for (index, item) in items.enumerated() {
                check(item, as: element, at: "\(path)[\(index)]", &violations)
            }
        case (.message(let name), .object(let members)):
            guard let fields = messages[name] else { return }
            for member in members where violations.count < maximumViolations {
                if let field = fields[member.name] ?? fields[member.camelCaseName] {
                    let name = snakeCase(member.name)
                    check(member.value, as: field, at: path.isEmpty ? name : path + "." + name, &violations)
                } else {
                    violations.append((path, unknownName(member.name, at: path)))
                }
            }
        default:
            guard !type.accepts(value) else { return }
            violations.append((path, "Invalid value at '\(path)' (\(type.name)), \(shown(value))"))
        }
    }

    private static func unknownName(_ name: String, at path: String) -> String {
        let place = path.isEmpty ? "" : " at '\(path)'"
        return "Invalid JSON payload received. Unknown name \"\(name.prefix(200))\"\(place): Cannot find field."
    }

    private static func shown(_ value: JSON) -> String {
        switch value {
        case .array: "Proto field is not repeating, cannot start list."
        case .object: "Starting an object on a scalar field"
        default: String(value.encoded().prefix(200))
        }
    }

    /// `generation_config` for `generationConfig`: Google names paths so.
    private static func snakeCase(_ name: String) -> String {
        name.prefix(200).reduce(into: "") { joined, character in
            joined += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }
}

extension RequestSchema {
    private static let messages: [String: [String: FieldType]] = [
        "GenerateContentRequest": [
            "model": .string, "contents": .list(.message("Content")), "systemInstruction": .message("Content"),
            "tools": .list(.message("Tool")), "toolConfig": .message("ToolConfig"),
            "safetySettings": .list(.message("SafetySetting")), "generationConfig": .message("GenerationConfig"),
            "cachedContent": .string, "serviceTier": .words(["unspecified", "standard", "flex", "priority"]),
            "store": .bool, "continuationToken": .bytes, "labels": .map,
        ],
        "CountTokensRequest": [
            "contents": .list(.message("Content")), "generateContentRequest": .message("GenerateContentRequest"),
        ],
        "CreateFileRequest": ["file": .message("File")],
        "File": ["displayName": .string, "name": .string, "mimeType": .string, "sizeBytes": .any],
        "Content": ["parts": .list(.message("Part")), "role": .string],
        "Part": [
            "text": .string, "inlineData": .message("Blob"), "fileData": .message("FileData"),
            "functionCall": .message("FunctionCall"), "functionResponse": .message("FunctionResponse"),
            "executableCode": .message("ExecutableCode"),
            "codeExecutionResult": .message("CodeExecutionResult"),
            "toolCall": .message("ToolCall"), "toolResponse": .message("ToolResponse"), "thought": .bool,
            "thoughtSignature": .bytes, "videoMetadata": .map, "mediaResolution": .map, "audioTranscription": .map,
            "mediaProcessing": .string, "partMetadata": .map, "speechMetadata": .map, "documentMetadata": .map,
            "spreadsheetMetadata": .map, "audioMetadata": .map,
        ],
        "Blob": ["mimeType": .string, "data": .bytes, "displayName": .string],
        "FileData": ["mimeType": .string, "fileUri": .string, "displayName": .string],
        "FunctionCall": ["id": .string, "name": .string, "args": .map],
        "FunctionResponse": [
            "id": .string, "name": .string, "response": .map, "parts": .list(.map), "willContinue": .bool,
            "scheduling": .string,
        ],
        "ExecutableCode": ["id": .string, "language": .words(["LANGUAGE_UNSPECIFIED", "PYTHON"]), "code": .string],
        "CodeExecutionResult": ["id": .string, "outcome": .string, "output": .string],
        "ToolCall": ["id": .string, "toolType": .string, "toolName": .string, "args": .map],
        "ToolResponse": ["id": .string, "toolType": .string, "response": .map],
        "Tool": [
            "functionDeclarations": .list(.map), "googleSearchRetrieval": .map, "codeExecution": .message("Empty"),
            "googleSearch": .message("GoogleSearch"), "computerUse": .map, "urlContext": .message("Empty"),
            "fileSearch": .map, "mcpServers": .list(.map), "googleMaps": .message("GoogleMaps"),
        ],
        "Empty": [:],
        "GoogleSearch": ["timeRangeFilter": .map, "searchTypes": .map],
        "GoogleMaps": ["enableWidget": .bool],
        "ToolConfig": [
            "functionCallingConfig": .map, "retrievalConfig": .map, "includeServerSideToolInvocations": .bool,
        ],
        "SafetySetting": [
            "category": .words(harmCategories),
            "threshold": .words([
                "HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH",
                "BLOCK_NONE", "OFF",
            ]),
        ],
        "GenerationConfig": [
            "candidateCount": .int32, "stopSequences": .list(.string), "maxOutputTokens": .int32,
            "temperature": .number, "topP": .number, "topK": .int32, "seed": .int32, "presencePenalty": .number,
            "frequencyPenalty": .number, "responseLogprobs": .bool, "logprobs": .int32, "responseMimeType": .string,
            "responseSchema": .map, "responseJsonSchema": .any, "_responseJsonSchema": .any, "responseFormat": .map,
            "responseModalities": .list(.words(["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO"])),
            "thinkingConfig": .message("ThinkingConfig"), "imageConfig": .map, "speechConfig": .map,
            "mediaResolution": .string, "enableEnhancedCivicAnswers": .bool, "enableAffectiveDialog": .bool,
            "translationConfig": .map, "audioTranscriptionConfig": .map,
        ],
        "ThinkingConfig": [
            "includeThoughts": .bool, "thinkingBudget": .int32,
            "thinkingLevel": .words(["THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"]),
        ],
    ]

    private static let harmCategories = [
        "UNSPECIFIED", "DEROGATORY", "TOXICITY", "VIOLENCE", "SEXUAL", "MEDICAL", "DANGEROUS", "HARASSMENT",
        "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY", "JAILBREAK",
    ].map { "HARM_CATEGORY_" + $0 }
}
