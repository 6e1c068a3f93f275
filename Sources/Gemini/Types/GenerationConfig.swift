/// How the model is to answer. Nil means the model's own default, and the field is not sent.
///
/// Newer models ignore the sampling fields and later ones will refuse them: send only what somebody set, and only what
/// the model's record in `models` shows. Source: `GenerationConfig` of the v1beta discovery document.
public struct GenerationConfig: Codable, Hashable, Sendable {
    /// 0 to the model's `maxTemperature`.
    public var temperature: Double?
    /// 0 to 1.
    public var topP: Double?
    public var topK: Int?
    public var seed: Int?
    public var candidateCount: Int?
    /// Thinking counts against it: too small a number gives an empty answer with `MAX_TOKENS`.
    public var maxOutputTokens: Int?
    /// At most five.
    public var stopSequences: [String]?
    public var presencePenalty: Double?
    public var frequencyPenalty: Double?
    /// `text/plain`, `application/json`, `text/x.enum`.
    public var responseMimeType: String?
    /// JSON Schema, of which the API takes a subset.
    public var responseJsonSchema: JSONValue?
    /// `TEXT`, `IMAGE`, `AUDIO`.
    public var responseModalities: [String]?
    public var thinkingConfig: ThinkingConfig?
    /// `MEDIA_RESOLUTION_LOW`, `_MEDIUM`, `_HIGH`.
    public var mediaResolution: String?

    public init(
        temperature: Double? = nil,
        topP: Double? = nil,
        topK: Int? = nil,
        maxOutputTokens: Int? = nil,
        responseModalities: [String]? = nil,
        thinkingConfig: ThinkingConfig? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.maxOutputTokens = maxOutputTokens
        self.responseModalities = responseModalities
        self.thinkingConfig = thinkingConfig
    }
}

/// How long a model thinks and whether it tells. A budget and a level in one request are refused.
public struct ThinkingConfig: Codable, Hashable, Sendable {
    /// True asks for thought summaries. Refused by models that do not think.
    public var includeThoughts: Bool?
    /// Tokens; -1 leaves it to the model. The 2.5 family.
    public var thinkingBudget: Int?
    /// `MINIMAL`, `LOW`, `MEDIUM`, `HIGH`, `XHIGH`. The 3 family and later; not each model takes each word.
    public var thinkingLevel: String?

    public init(includeThoughts: Bool? = nil, thinkingBudget: Int? = nil, thinkingLevel: String? = nil) {
        self.includeThoughts = includeThoughts
        self.thinkingBudget = thinkingBudget
        self.thinkingLevel = thinkingLevel
    }
}
