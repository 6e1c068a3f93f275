/// The models that the stand-in offers: first what Google's own list looks like, then one for each scenario.
struct ModelCatalogue: Sendable {
    private let listsScenarios: Bool

    init(listsScenarios: Bool) { self.listsScenarios = listsScenarios }

    /// In the order of the list; the first one that answers questions is a good default.
    func models(in version: APIVersion) -> [Model] {
        (Self.realistic + (listsScenarios ? Scenario.all.map { $0.model(id: $0.id) } : []))
            .filter { version != .v1 || !$0.onlyInPreviewVersions }
    }

    /// nil for an id that this version does not know.
    func model(_ id: String, in version: APIVersion) -> Model? {
        if let scenario = Scenario.named(id) { return scenario.model(id: id) }
        return Self.realistic.first { $0.id == id && (version != .v1 || !$0.onlyInPreviewVersions) }
    }

    private static let realistic: [Model] = [
        Model(
            id: "gemini-3.8-flash",
            displayName: "Gemini 3.8 Flash",
            description: "Stable version of Gemini 3.8 Flash: fast answers for everyday questions."
        ),
        Model(
            id: "gemini-4-argon",
            displayName: "Gemini 4 Argon",
            description: "Stable version of Gemini 4 Argon: thorough answers for hard questions.",
            outputTokenLimit: 1_048_576
        ),
        Model(
            id: "gemini-3.7-flash",
            displayName: "Gemini 3.7 Flash",
            description: "Stable version of Gemini 3.7 Flash."
        ),
        Model(
            id: "gemini-3.5-flash-lite",
            displayName: "Gemini 3.5 Flash-Lite",
            description: "Stable version of Gemini 3.5 Flash-Lite: the least expensive of its family."
        ),
        Model(
            id: "gemini-2.5-pro",
            displayName: "Gemini 2.5 Pro",
            description: "Stable release of Gemini 2.5 Pro.",
            version: "2.5",
            temperature: 1,
            takesThinkingLevel: false
        ),
        Model(
            id: "gemini-flash-latest",
            displayName: "Gemini Flash Latest",
            description: "Latest release of Gemini Flash.",
            servedBy: "gemini-3.8-flash",
            onlyInPreviewVersions: true
        ),
        Model(
            id: "gemma-4-31b-it",
            displayName: "Gemma 4 31B",
            description: "An open model of the Gemma family.",
            inputTokenLimit: 262_144,
            outputTokenLimit: 32_768,
            methods: ["generateContent", "countTokens"],
            thinking: false,
            temperature: 1
        ),
        Model(
            id: "gemini-3.1-flash-image",
            displayName: "Gemini 3.1 Flash Image",
            description: "Makes and edits pictures; the stand-in answers in words only.",
            inputTokenLimit: 131_072,
            outputTokenLimit: 32_768,
            methods: ["generateContent", "countTokens", "batchGenerateContent"]
        ),
        Model(
            id: "gemini-embedding-001",
            displayName: "Gemini Embedding 001",
            description: "Obtain a distributed representation of a text.",
            inputTokenLimit: 2048,
            outputTokenLimit: 1,
            methods: ["embedContent", "countTextTokens", "countTokens", "asyncBatchEmbedContent"],
            thinking: false
        ),
    ]
}
