/// Why the model stopped. Open: a word that is newer than this file is kept as itself.
///
/// Source: `Candidate.finishReason` of the v1beta discovery document; the last two come from Google's own client.
public struct FinishReason: RawRepresentable, Codable, Hashable, Sendable {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// The normal end. The answer may be empty all the same.
    public static let stop = FinishReason(rawValue: "STOP")
    /// The limit on tokens, thinking included.
    public static let maxTokens = FinishReason(rawValue: "MAX_TOKENS")
    public static let safety = FinishReason(rawValue: "SAFETY")
    /// Too close to a known text.
    public static let recitation = FinishReason(rawValue: "RECITATION")
    /// The language is not supported.
    public static let language = FinishReason(rawValue: "LANGUAGE")
    public static let blocklist = FinishReason(rawValue: "BLOCKLIST")
    public static let prohibitedContent = FinishReason(rawValue: "PROHIBITED_CONTENT")
    /// Sensitive data about a person.
    public static let spii = FinishReason(rawValue: "SPII")
    public static let other = FinishReason(rawValue: "OTHER")
    public static let malformedFunctionCall = FinishReason(rawValue: "MALFORMED_FUNCTION_CALL")
    public static let unexpectedToolCall = FinishReason(rawValue: "UNEXPECTED_TOOL_CALL")
    public static let tooManyToolCalls = FinishReason(rawValue: "TOO_MANY_TOOL_CALLS")
    /// The history that was sent had lost its signatures.
    public static let missingThoughtSignature = FinishReason(rawValue: "MISSING_THOUGHT_SIGNATURE")
    public static let malformedResponse = FinishReason(rawValue: "MALFORMED_RESPONSE")
    public static let escalation = FinishReason(rawValue: "ESCALATION")
    public static let imageSafety = FinishReason(rawValue: "IMAGE_SAFETY")
    public static let imageProhibitedContent = FinishReason(rawValue: "IMAGE_PROHIBITED_CONTENT")
    public static let imageRecitation = FinishReason(rawValue: "IMAGE_RECITATION")
    public static let imageOther = FinishReason(rawValue: "IMAGE_OTHER")
    public static let noImage = FinishReason(rawValue: "NO_IMAGE")
    /// One hop of a long answer is done; ``Candidate/continuationToken`` leads on.
    public static let continuation = FinishReason(rawValue: "CONTINUATION")
    /// The account is restricted.
    public static let pupLimitedDisabled = FinishReason(rawValue: "PUP_LIMITED_DISABLED")
}

/// Why a question was not answered at all. Open, like ``FinishReason``.
public struct BlockReason: RawRepresentable, Codable, Hashable, Sendable {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let safety = BlockReason(rawValue: "SAFETY")
    public static let other = BlockReason(rawValue: "OTHER")
    public static let blocklist = BlockReason(rawValue: "BLOCKLIST")
    public static let prohibitedContent = BlockReason(rawValue: "PROHIBITED_CONTENT")
    public static let imageSafety = BlockReason(rawValue: "IMAGE_SAFETY")
}
