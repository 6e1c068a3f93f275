/// A question to a model, with everything that goes before it.
///
/// Source: `GenerateContentRequest` of the v1beta discovery document. Nil fields are not sent. The model stands in the
/// path, not here.
public struct GenerateContentRequest: Codable, Hashable, Sendable {
    /// The turns, oldest first; the first and the last are the user's. Turns without parts, and parts without data, are
    /// refused by some models.
    public var contents: [Content]
    /// Text parts only.
    public var systemInstruction: Content?
    public var generationConfig: GenerationConfig?
    /// One object for each tool, in a fixed order: implicit caching needs a prefix that stays the same byte for byte.
    public var tools: [Tool]?
    public var toolConfig: JSONValue?
    /// At most one entry for each category; best none, so that Google's defaults hold.
    public var safetySettings: [SafetySetting]?
    /// The name of explicitly cached content, `cachedContents/…`.
    public var cachedContent: String?
    /// `standard`, `flex` or `priority`, in lower case.
    public var serviceTier: String?

    public init(
        contents: [Content],
        systemInstruction: Content? = nil,
        generationConfig: GenerationConfig? = nil,
        tools: [Tool]? = nil,
        toolConfig: JSONValue? = nil,
        safetySettings: [SafetySetting]? = nil,
        cachedContent: String? = nil,
        serviceTier: String? = nil
    ) {
        self.contents = contents
        self.systemInstruction = systemInstruction
        self.generationConfig = generationConfig
        self.tools = tools
        self.toolConfig = toolConfig
        self.safetySettings = safetySettings
        self.cachedContent = cachedContent
        self.serviceTier = serviceTier
    }
}

/// A category of harm and from which probability on it is blocked.
public struct SafetySetting: Codable, Hashable, Sendable {
    /// `HARM_CATEGORY_…`.
    public var category: String
    /// `BLOCK_LOW_AND_ABOVE`, `BLOCK_MEDIUM_AND_ABOVE`, `BLOCK_ONLY_HIGH`, `BLOCK_NONE`, `OFF`.
    public var threshold: String

    public init(category: String, threshold: String) {
        self.category = category
        self.threshold = threshold
    }
}

/// A tool that the model may use. Exactly one field is set.
public struct Tool: OpenObject {
    public var fields: [String: JSONValue]

    /// - Parameter fields: the tool's JSON name with its settings, such as `["googleMaps": ["enableWidget": true]]`.
    public init(fields: [String: JSONValue]) { self.fields = fields }

    /// Grounding with Google Search. Costs money for each search.
    public static let googleSearch = Tool(fields: ["googleSearch": [:]])
    /// Reads the pages whose addresses stand in the question.
    public static let urlContext = Tool(fields: ["urlContext": [:]])
    /// Runs Python at Google.
    public static let codeExecution = Tool(fields: ["codeExecution": [:]])
}
