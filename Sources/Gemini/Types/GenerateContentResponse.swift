/// A whole answer, or one chunk of a streamed one: the shape is the same.
///
/// Everything is optional, because proto3 leaves out what has its default value. Fields without a name here are ignored.
public struct GenerateContentResponse: Codable, Hashable, Sendable {
    /// Missing when the prompt was blocked and in chunks that bring only totals.
    public var candidates: [Candidate]?
    public var promptFeedback: PromptFeedback?
    /// Running totals of the answer so far, not of this chunk.
    public var usageMetadata: UsageMetadata?
    /// The model that answered, which may differ from the one asked.
    public var modelVersion: String?
    public var responseId: String?

    public init(
        candidates: [Candidate]? = nil,
        promptFeedback: PromptFeedback? = nil,
        usageMetadata: UsageMetadata? = nil,
        modelVersion: String? = nil,
        responseId: String? = nil
    ) {
        self.candidates = candidates
        self.promptFeedback = promptFeedback
        self.usageMetadata = usageMetadata
        self.modelVersion = modelVersion
        self.responseId = responseId
    }

    private enum CodingKeys: CodingKey {
        case candidates, promptFeedback, usageMetadata, modelVersion, responseId
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        candidates = try container.decodeIfPresent([Candidate].self, forKey: .candidates)
        promptFeedback = try container.decodeIfPresent(PromptFeedback.self, forKey: .promptFeedback)
        usageMetadata = container.lenient(.usageMetadata)
        modelVersion = container.lenient(.modelVersion)
        responseId = container.lenient(.responseId)
    }
}

/// What the API thinks of the question. With a reason for a block there are no candidates, and HTTP still says 200.
public struct PromptFeedback: Codable, Hashable, Sendable {
    public var blockReason: BlockReason?
    public var safetyRatings: [SafetyRating]?

    public init(blockReason: BlockReason? = nil, safetyRatings: [SafetyRating]? = nil) {
        self.blockReason = blockReason
        self.safetyRatings = safetyRatings
    }

    private enum CodingKeys: CodingKey { case blockReason, safetyRatings }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        blockReason = try container.decodeIfPresent(BlockReason.self, forKey: .blockReason)
        safetyRatings = container.lenient(.safetyRatings)
    }
}

/// How probable (not how grave) a category of harm is.
public struct SafetyRating: Codable, Hashable, Sendable {
    /// `HARM_CATEGORY_…`.
    public var category: String?
    /// `NEGLIGIBLE`, `LOW`, `MEDIUM`, `HIGH`.
    public var probability: String?
    public var blocked: Bool?

    public init() {}
}
