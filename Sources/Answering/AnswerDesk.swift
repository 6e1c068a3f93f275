internal import ChatActions
internal import ChatDomain
internal import Gemini
internal import Live
internal import Logging
internal import Observability

/// What all running answers share.
struct AnswerDesk: Sendable {
    let actions: ChatActions
    let gemini: GeminiClient
    let models: ModelCatalog
    let hub: Hub
    let options: AnswerOptions
    let metrics: Metrics
    let logger: Logger
    let checkpoints = Checkpoints()
    let refusedFields = RefusedFields()
    let breakers: Breakers

    init(
        actions: ChatActions,
        gemini: GeminiClient,
        models: ModelCatalog,
        hub: Hub,
        options: AnswerOptions,
        metrics: Metrics,
        logger: Logger
    ) {
        self.actions = actions
        self.gemini = gemini
        self.models = models
        self.hub = hub
        self.options = options
        self.metrics = metrics
        self.logger = logger
        breakers = Breakers(metrics: metrics.gemini, logger: logger)
    }
}

// What the operator finds in the log: ids and Gemini's words, never a text of anybody's.
extension AnswerDesk {
    /// - Parameters:
    ///   - call: the how manieth it was for this answer.
    ///   - next: what is done about it; `nil`: nothing, the answer has failed.
    func log(_ error: GeminiError, _ job: AnswerJob, call: Int, next: String? = nil) {
        var metadata = ids(job)
        metadata["gemini.model"] = "\(Self.name(job.model))"
        metadata["gemini.call"] = "\(call)"
        metadata["gemini.error"] = "\(error.kind)"
        metadata["gemini.http.status"] = "\(error.httpStatus.map(String.init) ?? "-")"
        metadata["gemini.status"] = "\(error.status ?? "-")"
        metadata["gemini.quota"] = error.quota.map { "\($0)" }
        metadata["gemini.blames"] = error.blames.map { "\($0)" }
        metadata["gemini.message"] = "\(Self.withoutQuotations(error.message))"
        metadata["next"] = next.map { "\($0)" }
        let isOperators =
            [.invalidKey, .failedPrecondition].contains(error.kind) || error.quota == .spend
            || error.kind == .permissionDenied && error.blames == nil
        if isOperators {
            logger.error("Gemini refuses this server", metadata: metadata)
        } else {
            logger.warning("Gemini did not answer", metadata: metadata)
        }
    }

    /// An answer that Gemini ended otherwise than it should. Its own explanation may quote the answer and is left out.
    func log(_ outcome: AnswerOutcome, _ job: AnswerJob) {
        guard let failure = outcome.failure, outcome.status != .stopped else { return }
        let told: Logger.Metadata = [
            "gemini.model": "\(Self.name(job.model))", "code": "\(failure.code)",
            "gemini.finish.reason": "\(outcome.report.finishReason ?? "-")",
            "gemini.response.id": "\(outcome.report.responseId ?? "-")",
        ]
        logger.notice("Gemini ended an answer early", metadata: ids(job).merging(told) { $1 })
    }

    /// A model's name comes from users; only what can be one stands in a line.
    static func name(_ model: String) -> String {
        let isName = model.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._:/-".utf8.contains(byte)
        }
        return isName ? model : "(not a model's name)"
    }

    /// Google at times quotes what it was sent. What stands in quotation marks and is longer than a field's name goes.
    static func withoutQuotations(_ message: String) -> String {
        message.split(separator: "\"", omittingEmptySubsequences: false).enumerated().map { index, part in
            index % 2 == 1 && part.unicodeScalars.count > 60 ? "…" : String(part)
        }.joined(separator: "\"")
    }

    /// The end of an answer, in numbers.
    func count(_ outcome: AnswerOutcome, _ job: AnswerJob, after duration: Duration) {
        metrics.answers.ended(outcome.status.rawValue, failure: outcome.failure?.code)
        metrics.answers.duration.observe(duration)
        let usage = outcome.report.usage
        metrics.answers.tokens(
            prompt: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0),
            output: usage?.candidatesTokenCount ?? 0,
            thoughts: usage?.thoughtsTokenCount ?? 0
        )
        var metadata = ids(job)
        metadata["status"] = "\(outcome.status.rawValue)"
        metadata["code"] = outcome.failure.map { "\($0.code)" }
        metadata["milliseconds"] = "\(Int(duration / .milliseconds(1)))"
        logger.info("An answer has come to its end", metadata: metadata)
    }

    func warn(_ message: Logger.Message, _ job: AnswerJob, _ more: Logger.Metadata) {
        logger.warning(message, metadata: ids(job).merging(more) { $1 })
    }

    private func ids(_ job: AnswerJob) -> Logger.Metadata {
        ["message.id": "\(job.answerID)", "conversation.id": "\(job.conversationID)"]
    }
}
