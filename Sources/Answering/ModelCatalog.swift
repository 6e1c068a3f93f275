package import Gemini

/// The models that Gemini offers for chats, read once an hour.
package actor ModelCatalog {
    private let gemini: GeminiClient
    private var models: [Model] = []
    private var readAt: ContinuousClock.Instant?

    package init(gemini: GeminiClient) {
        self.gemini = gemini
    }

    /// Throws when Gemini cannot be asked and there is no older list.
    package func chatModels() async throws(GeminiError) -> [Model] {
        if let readAt, ContinuousClock.now - readAt < .seconds(3600) { return models }
        do {
            models = try await gemini.models().filter(Self.isChatModel)
            readAt = .now
        } catch {
            if readAt == nil { throw error }
        }
        return models
    }

    /// The list mixes in models for speech, music, video and search, which it does not mark.
    private static func isChatModel(_ model: Model) -> Bool {
        guard model.supportedGenerationMethods?.contains("generateContent") == true else { return false }
        let others = [
            "embedding", "tts", "transcri", "lyria", "veo", "robotics", "live", "audio", "aqa", "imagen", "omni",
        ]
        return !others.contains { model.id.contains($0) }
    }
}
