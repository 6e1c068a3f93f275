/// A file known to the API by its address: one of its Files, a public https address, or a video page.
public struct FileData: OpenObject {
    public var fields: [String: JSONValue]

    public init(fields: [String: JSONValue]) { self.fields = fields }

    public init(mimeType: String?, fileUri: String) {
        fields = ["fileUri": .string(fileUri)]
        self.mimeType = mimeType
    }

    public var mimeType: String? {
        get { text("mimeType") }
        set { setText("mimeType", newValue) }
    }

    public var fileUri: String? {
        get { text("fileUri") }
        set { setText("fileUri", newValue) }
    }
}

/// The model asks for a function of the caller's to be run. Arrives whole, never in pieces.
public struct FunctionCall: OpenObject {
    public var fields: [String: JSONValue]

    public init(fields: [String: JSONValue]) { self.fields = fields }

    /// Echoed in the response that belongs to this call.
    public var id: String? { text("id") }
    public var name: String? { text("name") }
    /// The arguments, an object.
    public var args: JSONValue? { fields["args"] }
}

/// What a function gave, in a turn of the user's.
public struct FunctionResponse: OpenObject {
    public var fields: [String: JSONValue]

    public init(fields: [String: JSONValue]) { self.fields = fields }

    public var id: String? { text("id") }
    public var name: String? { text("name") }
    /// An object. The API gives a meaning of its own to a key named `$ref`: rename it beforehand.
    public var response: JSONValue? { fields["response"] }
}

/// Code that the model wrote and that was run at Google.
public struct ExecutableCode: OpenObject {
    public var fields: [String: JSONValue]

    public init(fields: [String: JSONValue]) { self.fields = fields }

    public var id: String? { text("id") }
    /// `PYTHON`.
    public var language: String? { text("language") }
    public var code: String? { text("code") }
}

/// What running an ``ExecutableCode`` gave.
public struct CodeExecutionResult: OpenObject {
    public var fields: [String: JSONValue]

    public init(fields: [String: JSONValue]) { self.fields = fields }

    public var id: String? { text("id") }
    /// `OUTCOME_OK`, `OUTCOME_FAILED`, `OUTCOME_DEADLINE_EXCEEDED`.
    public var outcome: String? { text("outcome") }
    /// Standard output, or the error's text.
    public var output: String? { text("output") }
}
