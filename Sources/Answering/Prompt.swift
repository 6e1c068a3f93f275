internal import ChatActions
internal import ChatDomain
internal import Gemini

/// What Gemini is asked: the instructions, the context oldest first, the question last.
enum Prompt {
    static func request(for job: AnswerJob) -> GenerateContentRequest {
        var contents: [Content] = []
        for exchange in job.exchanges {
            contents.append(Content(role: "user", parts: [Part(text: exchange.question.text)]))
            contents.append(Content(role: "model", parts: [Part(text: exchange.answer.text)]))
        }
        contents.append(Content(role: "user", parts: [Part(text: job.question.text)]))
        let instructions = job.instructions.flatMap { $0.isEmpty ? nil : $0 }
        return GenerateContentRequest(
            contents: contents,
            systemInstruction: instructions.map { Content(role: nil, parts: [Part(text: $0)]) },
            generationConfig: configuration(job.settings),
            tools: tools(job.settings)
        )
    }

    // Fields that the user did not set are not sent: newer models refuse some of them (`docs/gemini.md`).
    private static func configuration(_ settings: ConversationSettings) -> GenerationConfig? {
        guard settings.temperature != nil || settings.thinkingLevel != nil else { return nil }
        return GenerationConfig(
            temperature: settings.temperature,
            thinkingConfig: settings.thinkingLevel.map { ThinkingConfig(thinkingLevel: $0.uppercased()) }
        )
    }

    private static func tools(_ settings: ConversationSettings) -> [Tool]? {
        var tools: [Tool] = []
        if settings.googleSearch { tools.append(.googleSearch) }
        if settings.urlContext { tools.append(.urlContext) }
        if settings.codeExecution { tools.append(.codeExecution) }
        return tools.isEmpty ? nil : tools
    }
}
