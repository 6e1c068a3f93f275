/// A model as `models` lists it.
///
/// Source: Gemini API, resource `Model`. Times, prices and dates are not part of it.
struct Model: Sendable {
    /// Without the `models/` in front.
    let id: String
    let displayName: String
    let description: String
    var version = "001"
    var inputTokenLimit = 1_048_576
    var outputTokenLimit = 65_536
    var methods = ["generateContent", "countTokens", "createCachedContent", "batchGenerateContent"]
    var thinking = true
    /// nil for a model that does not take the knobs temperature, topP and topK.
    var temperature: Double?
    /// Which thinking levels it takes; none for the 2.5 family, which takes a budget.
    var thinkingLevels = ["MINIMAL", "LOW", "MEDIUM", "HIGH"]
    /// nil: any number is tolerated.
    var thinkingBudgets: ClosedRange<Int32>?
    /// Which version's alias it is; `modelVersion` in replies. nil: its own id.
    var servedBy: String?
    /// Rolling aliases are not found on `v1`.
    var onlyInPreviewVersions = false

    /// Picture models answer with pictures among the text.
    var makesPictures = false
    /// Office documents are for few models.
    var takesOfficeFiles = false

    var answersQuestions: Bool { methods.contains("generateContent") }

    var json: JSON {
        .members([
            "name": .string("models/" + id),
            "version": .string(version),
            "displayName": .string(displayName),
            "description": .string(description),
            "inputTokenLimit": JSON(inputTokenLimit),
            "outputTokenLimit": JSON(outputTokenLimit),
            "supportedGenerationMethods": .array(methods.map(JSON.string)),
            "temperature": temperature.map { .number(String($0)) },
            "topP": temperature.map { _ in .number("0.95") },
            "topK": temperature.map { _ in 64 },
            "maxTemperature": temperature.map { _ in 2 },
            "thinking": thinking ? .bool(true) : nil,
        ])
    }
}
