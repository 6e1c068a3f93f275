/// A model's record in `models`.
///
/// The list mixes in models that speak, embed or draw: keep those with `generateContent` in
/// ``supportedGenerationMethods``.
public struct Model: Codable, Hashable, Sendable {
    /// `models/gemini-…`.
    public var name: String?
    public var baseModelId: String?
    public var version: String?
    public var displayName: String?
    public var description: String?
    /// Tokens.
    public var inputTokenLimit: Int?
    /// Tokens.
    public var outputTokenLimit: Int?
    public var supportedGenerationMethods: [String]?
    public var thinking: Bool?
    /// The default; nil when the model does not take a temperature. Likewise ``topP`` and ``topK``.
    public var temperature: Double?
    public var maxTemperature: Double?
    public var topP: Double?
    public var topK: Int?

    public init(name: String? = nil, displayName: String? = nil, supportedGenerationMethods: [String]? = nil) {
        self.name = name
        self.displayName = displayName
        self.supportedGenerationMethods = supportedGenerationMethods
    }

    /// The name without `models/`; empty when the record has no name.
    public var id: String {
        guard let name else { return "" }
        return name.hasPrefix("models/") ? String(name.dropFirst("models/".count)) : name
    }
}

/// One page of `models`. A record that cannot be read, or has no name, is left out: the others are still of use.
struct ModelPage: Decodable {
    let models: [Model]
    let nextPageToken: String?

    private enum CodingKeys: CodingKey { case models, nextPageToken }

    private struct Record: Decodable {
        let model: Model?

        init(from decoder: any Decoder) throws {
            model = try? Model(from: decoder)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let records = try container.decodeIfPresent([Record].self, forKey: .models) ?? []
        models = records.compactMap(\.model).filter { !$0.id.isEmpty }
        nextPageToken = try container.decodeIfPresent(String.self, forKey: .nextPageToken)
    }
}
