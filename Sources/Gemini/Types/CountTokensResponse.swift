/// How many tokens a request has. Counting costs nothing.
public struct CountTokensResponse: Codable, Hashable, Sendable {
    public var totalTokens: Int?
    public var cachedContentTokenCount: Int?
    public var promptTokensDetails: [ModalityTokenCount]?
    public var cacheTokensDetails: [ModalityTokenCount]?

    public init() {}
}

/// The body of `countTokens`: the form that counts system instruction and tools too. Google's own client uses the bare
/// `contents` form, which cannot.
struct CountTokensRequest: Encodable {
    /// `models/…`, required in this form.
    let model: String
    let request: GenerateContentRequest

    private enum CodingKeys: CodingKey { case generateContentRequest }
    private enum InnerKeys: CodingKey { case model }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let inner = container.superEncoder(forKey: .generateContentRequest)
        try request.encode(to: inner)
        var fields = inner.container(keyedBy: InnerKeys.self)
        try fields.encode(model, forKey: .model)
    }
}
