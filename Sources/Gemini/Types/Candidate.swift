/// One answer to a question. The API gives a single one unless asked for more.
public struct Candidate: Codable, Hashable, Sendable {
    /// May be missing, or be without parts, in a chunk that brings only a reason or totals.
    public var content: Content?
    /// Not the end of a stream: some models put it on every chunk. The last one counts; none at all means a cut answer.
    public var finishReason: FinishReason?
    /// An explanation of the reason in plain text, for details only.
    public var finishMessage: String?
    public var index: Int?
    /// Usually whole on the last chunk; earlier chunks may bring a share of it.
    public var groundingMetadata: GroundingMetadata?
    public var urlContextMetadata: URLContextMetadata?
    public var citationMetadata: CitationMetadata?
    public var safetyRatings: [SafetyRating]?
    public var tokenCount: Int?
    /// Where a long answer goes on, with the reason ``FinishReason/continuation``. Opaque.
    public var continuationToken: String?

    public init(
        content: Content? = nil,
        finishReason: FinishReason? = nil,
        finishMessage: String? = nil,
        index: Int? = nil,
        groundingMetadata: GroundingMetadata? = nil
    ) {
        self.content = content
        self.finishReason = finishReason
        self.finishMessage = finishMessage
        self.index = index
        self.groundingMetadata = groundingMetadata
    }

    private enum CodingKeys: CodingKey {
        case content, finishReason, finishMessage, index, groundingMetadata, urlContextMetadata, citationMetadata
        case safetyRatings, tokenCount, continuationToken
    }

    /// Only content and reason may make an answer unreadable; an extra of unexpected shape is left out instead.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        content = try container.decodeIfPresent(Content.self, forKey: .content)
        finishReason = try container.decodeIfPresent(FinishReason.self, forKey: .finishReason)
        finishMessage = container.lenient(.finishMessage)
        index = container.lenientInteger(.index)
        groundingMetadata = container.lenient(.groundingMetadata)
        urlContextMetadata = container.lenient(.urlContextMetadata)
        citationMetadata = container.lenient(.citationMetadata)
        safetyRatings = container.lenient(.safetyRatings)
        tokenCount = container.lenientInteger(.tokenCount)
        continuationToken = container.lenient(.continuationToken)
    }
}
