internal import ChatActions
internal import ChatDomain
internal import EventLoops
internal import Foundation
internal import Gemini
internal import Live
internal import Logging
internal import NIOPosix
internal import Observability

/// The course of one answer: prepares its prompt, asks Gemini, passes on what it says, and asks again where that is right.
///
/// Cancelling its task ends it wherever it is, and closes whatever connection to Gemini it has.
struct AnswerRun {
    let job: AnswerJob
    let end: AnswerEnd
    let desk: AnswerDesk
    private let attachments: AttachmentParts
    private var retries: Retries
    private var firstDelta = FirstDelta()
    /// What is being asked: without exchanges that do not fit.
    private var fitted: AnswerJob?
    private var model: Model?
    private var without: Set<GeminiError.Blame>
    /// Repairs are tried once each and are no retries: the calls before them were refused and cost nothing.
    private var hasLeftOutFields = false
    private var hasForgottenFiles = false

    init(_ job: AnswerJob, end: AnswerEnd, desk: AnswerDesk) {
        self.job = job
        self.end = end
        self.desk = desk
        attachments = AttachmentParts(
            actions: desk.actions,
            gemini: desk.gemini,
            inlineLimit: desk.options.inlineLimit
        )
        retries = Retries(desk.options.retry)
        without = desk.refusedFields.of(job.model)
    }

    mutating func outcome() async -> AnswerOutcome {
        var progress = AnswerProgress()
        do {
            guard end.reason == nil else { throw CancellationError() }
            model = await desk.models.record(of: job.model)
            while true {
                progress = AnswerProgress()
                do {
                    try await ask(&progress)
                    desk.metrics.gemini.ended(.generate)
                    guard end.reason == nil, let failure = progress.emptyEnd, try await waits(after: failure) else {
                        break
                    }
                } catch let error as GeminiError {
                    desk.metrics.gemini.ended(.generate, error: "\(error.kind)")
                    // What was shown stays: no second call behind a person's back.
                    guard end.reason == nil, !progress.hasShown else { throw error }
                    if try await isMended(error) { continue }
                    let failure = Retries.Failure.error(error, hasBegun: progress.hasBegun)
                    guard try await waits(after: failure) else { throw error }
                }
            }
            let outcome = end.reason.map(progress.ended(by:)) ?? progress.ended()
            desk.log(outcome, job)
            return outcome
        } catch is AnswerIsTooLong {
            return progress.cut()
        } catch is PromptIsTooLong {
            return progress.outcome(.failed, .tooLong)
        } catch is ModelIsSpared {
            desk.metrics.gemini.spared.add()
            return progress.outcome(.failed, .modelOverloaded)
        } catch {
            if let reason = end.reason { return progress.ended(by: reason) }
            if Task.isCancelled { return progress.ended(by: .interrupted) }
            if let refusal = error as? ChatError, refusal.code == .usageLimit {
                return progress.outcome(.failed, .usageLimit)
            }
            guard let error = error as? GeminiError else {
                desk.logger.error(
                    "An answer failed inside Pollux",
                    metadata: ["message.id": "\(job.answerID)", "error": "\(error)"]
                )
                return progress.failedInside()
            }
            desk.log(error, job, call: retries.call)
            return progress.failed(error, model: job.model)
        }
    }

    /// Makes one call and takes its answer to the end.
    private mutating func ask(_ progress: inout AnswerProgress) async throws {
        let request = try await request()
        let permission = desk.breakers.ask(job.model)
        guard permission != .refused else { throw ModelIsSpared() }
        // Told once: the first thing that a call says of its model counts.
        var told: Breaker.Result?
        defer { if told == nil { desk.breakers.report(.unknown, of: permission, job.model) } }
        firstDelta.call(isFirst: retries.call == 1)
        do {
            // From Gemini's connection to the person's socket on one thread.
            let eventLoop = desk.hub.eventLoop(of: job.userID) ?? MultiThreadedEventLoopGroup.singleton.next()
            let stream = try await desk.gemini.streamGenerateContent(
                model: job.model,
                request: request,
                on: eventLoop
            )
            try await withTaskExecutorPreference(EventLoopExecutor(eventLoop)) {
                for try await response in stream {
                    // Now, not at the end: a long answer must not keep the others waiting for what the probe says.
                    if told == nil {
                        told = .answered
                        desk.breakers.report(.answered, of: permission, job.model)
                    }
                    firstDelta.chunk()
                    // Pictures are decoded elsewhere: others' text is on this thread, too.
                    let events =
                        response.hasData
                        ? await withTaskExecutorPreference(globalConcurrentExecutor) { progress.take(response) }
                        : progress.take(response)
                    for event in events { await pass(event, &progress) }
                    if progress.hasShown { firstDelta.shown(desk.metrics) }
                    if progress.isTooLong { throw AnswerIsTooLong() }
                }
            }
        } catch let error as GeminiError where told == nil {
            told = Breaker.Result(error)
            desk.breakers.report(Breaker.Result(error), of: permission, job.model)
            throw error
        }
    }

    private func pass(_ event: AnswerProgress.Event, _ progress: inout AnswerProgress) async {
        switch event {
        case .piece(let piece):
            desk.hub.append(job.userID, job.answerID, text: piece.text, isThought: piece.isThought)
            desk.checkpoints.add(job.userID, job.answerID, piece)
        case .picture(let picture):
            do {
                let stored = try await desk.actions.addPicture(
                    job.userID,
                    job.answerID,
                    picture.content,
                    mediaType: picture.mediaType,
                    offset: picture.offset
                )
                if let stored { progress.setPicture(picture.place, stored.id) }
            } catch {
                progress.losePicture()
                desk.warn("A picture of an answer could not be stored", job, ["error": "\(error)"])
            }
        case .dropped(let reason):
            desk.warn("Data in an answer was left out", job, ["reason": "\(reason)"])
        }
    }

    // MARK: The prompt

    private mutating func request() async throws -> GenerateContentRequest {
        let job = try await fittedJob()
        let files = try await attachments.parts(of: job)
        return Prompt(job: job, model: model, without: without, files: files).request
    }

    /// The job without the exchanges that do not fit. Found out once, and told once.
    private mutating func fittedJob() async throws -> AnswerJob {
        if let fitted { return fitted }
        let result = try await ContextFit.fit(job, limit: model?.inputTokenLimit) { try await count($0) }
        guard let result else {
            desk.warn("A question is too long for its model", job, ["gemini.model": "\(AnswerDesk.name(job.model))"])
            throw PromptIsTooLong()
        }
        if result.leftOut > 0 {
            let seq = result.job.contextFromSeq
            try await desk.actions.noteContext(job.userID, job.answerID, fromSeq: seq, leftOut: result.leftOut)
        }
        var job = result.job
        // Of pages and seconds bytes say little: with a limit of tokens Gemini counts them before they are paid for.
        if job.maxOutputTokens != nil, job.attachments.contains(where: { !$0.isCountedByBytes }) {
            let tokens = try await count(job)
            job.maxOutputTokens = try await desk.actions.renewReservation(
                job.userID,
                job.answerID,
                promptTokens: tokens
            )
        }
        fitted = job
        return job
    }

    /// Gemini's count, or an estimate when it cannot be had.
    private func count(_ job: AnswerJob) async throws -> Int {
        let files = try await attachments.parts(of: job)
        let request = Prompt(job: job, model: model, without: without, files: files).request
        do {
            let count = try await desk.gemini.countTokens(model: job.model, request: request).totalTokens
            desk.metrics.gemini.ended(.countTokens)
            if let count { return count }
        } catch {
            desk.metrics.gemini.ended(.countTokens, error: "\(error.kind)")
            // The last two have answers of their own.
            guard !Task.isCancelled, error.kind != .notFound, error.blames != .file else { throw error }
            desk.log(error, job, call: 0)
        }
        return job.estimatedPromptTokens
    }

    // MARK: Once more

    /// Mends what the refusal blames, if that can be done and was not done before. `true`: the next call may do better.
    private mutating func isMended(_ error: GeminiError) async throws -> Bool {
        switch error.blames {
        case .thinking?, .sampling?, .thoughtSignature?:
            guard !hasLeftOutFields, let field = error.blames, !without.contains(field) else { return false }
            hasLeftOutFields = true
            without.insert(field)
            // A signature is a matter of this conversation, not of the model.
            if field != .thoughtSignature { desk.refusedFields.note(field, of: job.model) }
        case .file?:
            guard !hasForgottenFiles else { return false }
            hasForgottenFiles = true
            try await attachments.forget(job)
        default:
            if error.kind == .notFound { desk.models.refresh() }
            return false
        }
        desk.log(error, job, call: retries.call, next: "again without what it blames")
        return true
    }

    /// Waits for the next call, if there is to be one, and lets the page count down.
    private mutating func waits(after failure: Retries.Failure) async throws -> Bool {
        let call = retries.call
        guard let pause = retries.pause(after: failure) else { return false }
        desk.metrics.gemini.retries.add()
        if case .error(let error, _) = failure {
            desk.log(error, job, call: call, next: "again in \(pause)")
        }
        let milliseconds = pause.components.seconds * 1000 + pause.components.attoseconds / 1_000_000_000_000_000
        let time = Timestamp(milliseconds: Timestamp.now.milliseconds + milliseconds)
        do {
            try await desk.actions.noteRetry(job.userID, job.answerID, at: time)
        } catch {
            desk.warn("A retry could not be announced", job, ["error": "\(error)"])
        }
        try await Task.sleep(for: pause)
        return true
    }
}

/// Longer than Pollux keeps.
private struct AnswerIsTooLong: Error {}
/// Not asked, because it is overloaded.
private struct ModelIsSpared: Error {}
/// The question does not fit the model even without any context.
private struct PromptIsTooLong: Error {}

extension GenerateContentResponse {
    fileprivate var hasData: Bool {
        candidates?.contains { $0.content?.parts?.contains { $0.inlineData != nil } == true } == true
    }
}

extension Attachment {
    /// Texts have tokens by their bytes, and pictures so many each.
    fileprivate var isCountedByBytes: Bool { MediaType.isText(mediaType) || mediaType.hasPrefix("image/") }
}
