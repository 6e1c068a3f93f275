package import ChatActions
package import ChatDomain
package import Gemini
package import Logging

/// Tells how much of a conversation would go along with a next question.
package struct ContextMeter: Sendable {
    /// Each costs a call to Gemini, whose limits all users share.
    static let atOncePerUser = 2

    private let actions: ChatActions
    private let gemini: GeminiClient
    private let models: ModelCatalog
    private let options: AnswerOptions
    private let logger: Logger
    private let places = UserPlaces(perUser: atOncePerUser)

    package init(
        actions: ChatActions,
        gemini: GeminiClient,
        models: ModelCatalog,
        options: AnswerOptions = AnswerOptions(),
        logger: Logger
    ) {
        self.actions = actions
        self.gemini = gemini
        self.models = models
        self.options = options
        self.logger = logger
    }

    package struct Size: Equatable, Sendable {
        /// How many there are of those that were asked for.
        package var exchanges: Int
        /// Instructions included. By Gemini's count, or an estimate when that cannot be had.
        package var tokens: Int
        /// What the model takes; `nil`: not known.
        package var inputTokenLimit: Int?
    }

    /// - Parameter exchanges: how many; `.some(nil)`: all; `nil`: as many as the conversation says.
    /// - Throws: `not_found`; `rate_limited` when several of the user's are under way.
    package func measure(_ user: UserID, _ id: ConversationID, exchanges: Int??) async throws -> Size {
        try await places.run(user) {
            let job = try await actions.prospect(user, id, exchanges: exchanges)
            let model = await models.record(of: job.model)
            return Size(
                exchanges: job.exchanges.count,
                tokens: try await tokens(job, model),
                inputTokenLimit: model?.inputTokenLimit
            )
        }
    }

    private func tokens(_ job: AnswerJob, _ model: Model?) async throws -> Int {
        guard !job.exchanges.isEmpty || job.instructions?.isEmpty == false else { return 0 }
        // What no request may hold is not counted by one.
        guard ContextFit.textBytes(job) <= ContextFit.maximumTextBytes else { return job.estimatedPromptTokens }
        let attachments = AttachmentParts(actions: actions, gemini: gemini, inlineLimit: options.inlineLimit)
        // Nothing is uploaded only to be counted: what is not there yet is estimated.
        let files = try await attachments.parts(of: job, mayUpload: false)
        let rest = job.attachments.filter { files[$0.id] == nil }
        let restTokens = rest.reduce(0) { $0 + MediaType.estimatedTokens($1.mediaType, bytes: $1.bytes) }
        do {
            let request = Prompt(job: job, model: model, files: files).request
            if let count = try await gemini.countTokens(model: job.model, request: request).totalTokens {
                return count + restTokens
            }
        } catch {
            try Task.checkCancellation()
            logger.warning(
                "A context could not be counted",
                metadata: [
                    "conversation.id": "\(job.conversationID)", "gemini.model": "\(AnswerDesk.name(job.model))",
                    "gemini.error": "\(AnswerDesk.withoutQuotations("\(error)"))",
                ]
            )
        }
        return job.estimatedPromptTokens
    }
}
