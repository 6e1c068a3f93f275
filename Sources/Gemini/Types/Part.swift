/// A piece of a turn: exactly one of its data fields is set, along with any modifiers.
///
/// Fields without a property here (`toolCall`, `videoMetadata`, and whatever comes next year) are kept in ``other`` and
/// encoded again, so that a stored turn can go back to the API as it came.
public struct Part: Hashable, Sendable {
    /// Markdown of the answer, or of a thought summary when ``thought`` is true.
    public var text: String?
    /// True for a thought summary or a draft picture: not part of the answer.
    public var thought: Bool?
    /// An opaque string that goes back with this very part. It looks like base64; it is never decoded, because what a
    /// decoder and encoder make of it need not be the same characters.
    public var thoughtSignature: String?
    public var inlineData: Blob?
    public var fileData: FileData?
    public var functionCall: FunctionCall?
    public var functionResponse: FunctionResponse?
    public var executableCode: ExecutableCode?
    public var codeExecutionResult: CodeExecutionResult?
    /// Every other field by its JSON name.
    public var other: [String: JSONValue]

    public init(
        text: String? = nil,
        thought: Bool? = nil,
        thoughtSignature: String? = nil,
        inlineData: Blob? = nil,
        fileData: FileData? = nil,
        other: [String: JSONValue] = [:]
    ) {
        self.text = text
        self.thought = thought
        self.thoughtSignature = thoughtSignature
        self.inlineData = inlineData
        self.fileData = fileData
        self.other = other
    }
}

extension Part: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: FieldName.self)
        self.init()
        for key in container.allKeys {
            switch key.stringValue {
            case "text": text = try container.decodeIfPresent(String.self, forKey: key)
            case "thought": thought = try container.decodeIfPresent(Bool.self, forKey: key)
            case "thoughtSignature": thoughtSignature = try container.decodeIfPresent(String.self, forKey: key)
            case "inlineData": inlineData = try container.decodeIfPresent(Blob.self, forKey: key)
            case "fileData": fileData = try container.decodeIfPresent(FileData.self, forKey: key)
            case "functionCall": functionCall = try container.decodeIfPresent(FunctionCall.self, forKey: key)
            case "functionResponse":
                functionResponse = try container.decodeIfPresent(FunctionResponse.self, forKey: key)
            case "executableCode": executableCode = try container.decodeIfPresent(ExecutableCode.self, forKey: key)
            case "codeExecutionResult":
                codeExecutionResult = try container.decodeIfPresent(CodeExecutionResult.self, forKey: key)
            default: other[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: FieldName.self)
        try container.encodeIfPresent(text, forKey: FieldName("text"))
        try container.encodeIfPresent(thought, forKey: FieldName("thought"))
        try container.encodeIfPresent(thoughtSignature, forKey: FieldName("thoughtSignature"))
        try container.encodeIfPresent(inlineData, forKey: FieldName("inlineData"))
        try container.encodeIfPresent(fileData, forKey: FieldName("fileData"))
        try container.encodeIfPresent(functionCall, forKey: FieldName("functionCall"))
        try container.encodeIfPresent(functionResponse, forKey: FieldName("functionResponse"))
        try container.encodeIfPresent(executableCode, forKey: FieldName("executableCode"))
        try container.encodeIfPresent(codeExecutionResult, forKey: FieldName("codeExecutionResult"))
        for (name, value) in other {
            try container.encode(value, forKey: FieldName(name))
        }
    }
}
