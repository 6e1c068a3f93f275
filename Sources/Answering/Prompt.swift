internal import ChatActions
internal import ChatDomain
internal import Gemini

/// What Gemini is asked: the instructions, the context oldest first, the question last. Pure.
struct Prompt {
    let job: AnswerJob
    /// The record of the model that is asked. Without one nothing is sent that only some models take.
    var model: Model?
    /// Parts of a request that the model has refused.
    var without: Set<GeminiError.Blame> = []
    /// How each attachment goes along.
    var files: [AttachmentID: Part] = [:]

    var request: GenerateContentRequest {
        var contents: [Content] = []
        // Pictures of another model's answer, which go along as the user's.
        var leftOver: [Part] = []
        for exchange in job.exchanges {
            contents.append(Content(role: "user", parts: leftOver + question(exchange.question)))
            let answer = AnswerTurn(
                exchange.answer,
                isOwn: exchange.answer.model == job.model && !without.contains(.thoughtSignature),
                files: files
            )
            contents.append(Content(role: "model", parts: answer.parts))
            leftOver = answer.pictures
        }
        contents.append(Content(role: "user", parts: leftOver + question(job.question)))
        let instructions = job.instructions.flatMap { $0.isEmpty ? nil : $0 }
        return GenerateContentRequest(
            contents: contents,
            systemInstruction: instructions.map { Content(role: nil, parts: [Part(text: $0)]) },
            generationConfig: configuration,
            tools: tools
        )
    }

    /// Files first: Gemini does better when it knows what it is asked about. What is quoted stands before the text.
    private func question(_ message: Message) -> [Part] {
        let files = message.attachments.compactMap { self.files[$0.id] }
        let words = [job.quote(of: message), message.text].compactMap { $0 }.filter { !$0.isEmpty }
        let text = words.joined(separator: "\n\n")
        let parts = files + (text.isEmpty ? [] : [Part(text: text)])
        // A file that is gone; no turn may be empty.
        return parts.isEmpty ? [Part(text: "…")] : parts
    }

    // What the user did not set is not sent, nor what the model's record does not show: newer models refuse such fields.
    private var configuration: GenerationConfig? {
        var configuration = GenerationConfig(maxOutputTokens: job.maxOutputTokens.map(limited))
        if let model, model.takesSampling, !without.contains(.sampling), let temperature = job.settings.temperature {
            configuration.temperature = min(max(temperature, 0), model.maxTemperature ?? 2)
        }
        if let model, model.thinking == true, !without.contains(.thinking) {
            let level = job.settings.thinkingLevel?.uppercased()
            configuration.thinkingConfig = ThinkingConfig(
                includeThoughts: true,
                thinkingLevel: level.flatMap { model.thinkingLevels.contains($0) ? $0 : nil }
            )
        }
        if model?.makesPictures == true { configuration.responseModalities = ["TEXT", "IMAGE"] }
        return configuration == GenerationConfig() ? nil : configuration
    }

    private func limited(_ tokens: Int) -> Int {
        min(tokens, model?.outputTokenLimit ?? tokens)
    }

    private var tools: [Tool]? {
        guard model?.makesPictures != true else { return nil }
        var tools: [Tool] = []
        if job.settings.googleSearch { tools.append(.googleSearch) }
        if job.settings.urlContext { tools.append(.urlContext) }
        if job.settings.codeExecution { tools.append(.codeExecution) }
        return tools.isEmpty ? nil : tools
    }
}
