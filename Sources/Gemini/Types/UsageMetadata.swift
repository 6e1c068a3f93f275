/// Tokens of a question and its answer so far.
///
/// In a stream nearly every chunk brings running totals, and a later chunk may lack a field that an earlier one had:
/// ``merge(_:)`` them, never add them up.
public struct UsageMetadata: Codable, Hashable, Sendable {
    /// The whole prompt, its cached part included.
    public var promptTokenCount: Int?
    public var cachedContentTokenCount: Int?
    /// The answer without the thoughts.
    public var candidatesTokenCount: Int?
    /// Billed as output, and not part of ``candidatesTokenCount``.
    public var thoughtsTokenCount: Int?
    public var toolUsePromptTokenCount: Int?
    public var totalTokenCount: Int?
    public var promptTokensDetails: [ModalityTokenCount]?
    public var cacheTokensDetails: [ModalityTokenCount]?
    public var candidatesTokensDetails: [ModalityTokenCount]?
    public var toolUsePromptTokensDetails: [ModalityTokenCount]?
    public var serviceTier: String?

    public init(
        promptTokenCount: Int? = nil,
        cachedContentTokenCount: Int? = nil,
        candidatesTokenCount: Int? = nil,
        thoughtsTokenCount: Int? = nil,
        toolUsePromptTokenCount: Int? = nil,
        totalTokenCount: Int? = nil
    ) {
        self.promptTokenCount = promptTokenCount
        self.cachedContentTokenCount = cachedContentTokenCount
        self.candidatesTokenCount = candidatesTokenCount
        self.thoughtsTokenCount = thoughtsTokenCount
        self.toolUsePromptTokenCount = toolUsePromptTokenCount
        self.totalTokenCount = totalTokenCount
    }

    /// Takes over every field that `later` has and keeps the rest.
    public mutating func merge(_ later: UsageMetadata) {
        promptTokenCount = later.promptTokenCount ?? promptTokenCount
        cachedContentTokenCount = later.cachedContentTokenCount ?? cachedContentTokenCount
        candidatesTokenCount = later.candidatesTokenCount ?? candidatesTokenCount
        thoughtsTokenCount = later.thoughtsTokenCount ?? thoughtsTokenCount
        toolUsePromptTokenCount = later.toolUsePromptTokenCount ?? toolUsePromptTokenCount
        totalTokenCount = later.totalTokenCount ?? totalTokenCount
        promptTokensDetails = later.promptTokensDetails ?? promptTokensDetails
        cacheTokensDetails = later.cacheTokensDetails ?? cacheTokensDetails
        candidatesTokensDetails = later.candidatesTokensDetails ?? candidatesTokensDetails
        toolUsePromptTokensDetails = later.toolUsePromptTokensDetails ?? toolUsePromptTokensDetails
        serviceTier = later.serviceTier ?? serviceTier
    }

    private enum CodingKeys: CodingKey {
        case promptTokenCount, cachedContentTokenCount, candidatesTokenCount, thoughtsTokenCount
        case toolUsePromptTokenCount, totalTokenCount, promptTokensDetails, cacheTokensDetails
        case candidatesTokensDetails, toolUsePromptTokensDetails, serviceTier
    }

    /// A count of unexpected shape is nil: no answer is lost over bookkeeping.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        promptTokenCount = container.lenientInteger(.promptTokenCount)
        cachedContentTokenCount = container.lenientInteger(.cachedContentTokenCount)
        candidatesTokenCount = container.lenientInteger(.candidatesTokenCount)
        thoughtsTokenCount = container.lenientInteger(.thoughtsTokenCount)
        toolUsePromptTokenCount = container.lenientInteger(.toolUsePromptTokenCount)
        totalTokenCount = container.lenientInteger(.totalTokenCount)
        promptTokensDetails = container.lenient(.promptTokensDetails)
        cacheTokensDetails = container.lenient(.cacheTokensDetails)
        candidatesTokensDetails = container.lenient(.candidatesTokensDetails)
        toolUsePromptTokensDetails = container.lenient(.toolUsePromptTokensDetails)
        serviceTier = container.lenient(.serviceTier)
    }
}

/// The share of one kind of data in a count.
public struct ModalityTokenCount: Codable, Hashable, Sendable {
    /// `TEXT`, `IMAGE`, `VIDEO`, `AUDIO`, `DOCUMENT`.
    public var modality: String?
    public var tokenCount: Int?

    public init(modality: String? = nil, tokenCount: Int? = nil) {
        self.modality = modality
        self.tokenCount = tokenCount
    }
}
