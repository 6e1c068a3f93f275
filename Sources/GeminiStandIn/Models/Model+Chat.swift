extension Model {
    private static let lowToHigh = ["LOW", "MEDIUM", "HIGH"]

    /// Models that answer in text, as Google lists them.
    ///
    /// Source: Gemini API, list of models of November 2026. Knobs that a model ignores are missing.
    static let chat: [Model] = [
        Model(
            id: "gemini-3.8-flash",
            displayName: "Gemini 3.8 Flash",
            description: "Stable version of Gemini 3.8 Flash: fast answers for everyday questions.",
            thinkingLevels: lowToHigh
        ),
        Model(
            id: "gemini-4-argon",
            displayName: "Gemini 4 Argon",
            description: "Stable version of Gemini 4 Argon: thorough answers for hard questions.",
            outputTokenLimit: 1_048_576,
            thinkingLevels: lowToHigh
        ),
        Model(
            id: "gemini-4-carbon",
            displayName: "Gemini 4 Carbon",
            description: "Stable version of Gemini 4 Carbon, which reads office documents too.",
            thinkingLevels: lowToHigh,
            takesOfficeFiles: true
        ),
        Model(
            id: "gemini-4-hydrogen",
            displayName: "Gemini 4 Hydrogen",
            description: "Stable version of Gemini 4 Hydrogen: thinks longest.",
            thinkingLevels: lowToHigh + ["XHIGH"],
            takesOfficeFiles: true
        ),
        Model(
            id: "gemini-3.7-flash",
            displayName: "Gemini 3.7 Flash",
            description: "Stable version of Gemini 3.7 Flash.",
            thinkingLevels: lowToHigh
        ),
        Model(
            id: "gemini-3.6-flash",
            displayName: "Gemini 3.6 Flash",
            description: "Stable version of Gemini 3.6 Flash."
        ),
        Model(
            id: "gemini-3.5-flash",
            displayName: "Gemini 3.5 Flash",
            description: "Stable version of Gemini 3.5 Flash.",
            temperature: 1
        ),
        Model(
            id: "gemini-3.5-flash-lite",
            displayName: "Gemini 3.5 Flash-Lite",
            description: "Stable version of Gemini 3.5 Flash-Lite: the least expensive of its family."
        ),
        Model(
            id: "gemini-3.1-flash-lite",
            displayName: "Gemini 3.1 Flash-Lite",
            description: "Stable version of Gemini 3.1 Flash-Lite.",
            temperature: 1
        ),
        Model(
            id: "gemini-3.1-pro-preview",
            displayName: "Gemini 3.1 Pro Preview",
            description: "Preview of Gemini 3.1 Pro.",
            version: "3.1-preview",
            temperature: 1,
            thinkingLevels: lowToHigh
        ),
        Model(
            id: "gemini-2.5-pro",
            displayName: "Gemini 2.5 Pro",
            description: "Stable release of Gemini 2.5 Pro.",
            version: "2.5",
            temperature: 1,
            thinkingLevels: [],
            thinkingBudgets: 128...32_768
        ),
        Model(
            id: "gemini-2.5-flash",
            displayName: "Gemini 2.5 Flash",
            description: "Stable release of Gemini 2.5 Flash.",
            temperature: 1,
            thinkingLevels: [],
            thinkingBudgets: 0...24_576
        ),
        Model(
            id: "gemini-flash-latest",
            displayName: "Gemini Flash Latest",
            description: "Latest release of Gemini Flash.",
            thinkingLevels: lowToHigh,
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
    ]
}
