extension Model {
    /// Models that answer with pictures among the text.
    static let pictures: [Model] = [
        picture("gemini-3.1-flash-image", "Gemini 3.1 Flash Image", input: 131_072),
        picture("gemini-3-pro-image", "Gemini 3 Pro Image"),
        picture("gemini-3.1-flash-lite-image", "Gemini 3.1 Flash-Lite Image", output: 4096),
        picture("gemini-nano-banana-2.1", "Nano Banana 2.1", input: 131_072),
        picture("gemini-2.5-flash-image", "Gemini 2.5 Flash Image", thinking: false, temperature: 1),
    ]

    private static func picture(
        _ id: String,
        _ name: String,
        input: Int = 65_536,
        output: Int = 32_768,
        thinking: Bool = true,
        temperature: Double? = nil
    ) -> Model {
        Model(
            id: id,
            displayName: name,
            description: "Makes and edits pictures; the stand-in's are gradients.",
            inputTokenLimit: input,
            outputTokenLimit: output,
            methods: ["generateContent", "countTokens", "batchGenerateContent"],
            thinking: thinking,
            temperature: temperature,
            thinkingLevels: thinking ? ["MINIMAL", "HIGH"] : [],
            makesPictures: true
        )
    }

    /// Models that are listed and are none for a chat: some take no questions at all, some answer in sound or steer robots.
    static let others: [Model] = [
        other("gemini-3.1-flash-tts-preview", "Gemini 3.1 Flash TTS", ["generateContent", "countTokens"], input: 8192),
        other(
            "gemini-2.5-computer-use-preview-10-2025",
            "Gemini 2.5 Computer Use",
            ["generateContent", "countTokens"]
        ),
        other("gemini-robotics-er-1.6-preview", "Gemini Robotics-ER 1.6", ["generateContent", "countTokens"]),
        other("lyria-3-pro-preview", "Lyria 3 Pro", ["generateContent", "countTokens"]),
        other("gemini-3.1-flash-live-preview", "Gemini 3.1 Flash Live", ["bidiGenerateContent"], input: 131_072),
        other("gemini-embedding-001", "Gemini Embedding 001", ["embedContent", "countTextTokens", "countTokens"]),
        other("imagen-4.0-generate-001", "Imagen 4", ["predict"], input: 480),
        other("veo-3.1-generate-preview", "Veo 3.1", ["predictLongRunning"], input: 480),
        other("aqa", "Attributed Question Answering", ["generateAnswer"], input: 7168),
    ]

    private static func other(_ id: String, _ name: String, _ methods: [String], input: Int = 2048) -> Model {
        Model(
            id: id,
            displayName: name,
            description: "Not a model for chats.",
            inputTokenLimit: input,
            outputTokenLimit: 8192,
            methods: methods,
            thinking: false
        )
    }
}
