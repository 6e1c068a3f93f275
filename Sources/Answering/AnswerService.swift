package import ChatActions
internal import ChatDomain
package import Gemini
package import Live
package import Logging
package import Observability

/// Turns queued answers into finished ones, each in a task of its own: a closed tab changes nothing.
package struct AnswerService: Sendable {
    private let actions: ChatActions
    private let scheduler: AnswerScheduler
    private let desk: AnswerDesk
    private let logger: Logger

    /// - Parameters:
    ///   - models: read by this service as long as it runs.
    package init(
        actions: ChatActions,
        scheduler: AnswerScheduler,
        gemini: GeminiClient,
        models: ModelCatalog,
        hub: Hub,
        options: AnswerOptions = AnswerOptions(),
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        self.actions = actions
        self.scheduler = scheduler
        self.logger = logger
        desk = AnswerDesk(
            actions: actions,
            gemini: gemini,
            models: models,
            hub: hub,
            options: options,
            metrics: metrics,
            logger: logger
        )
    }

    /// Runs until the scheduler is drained and the last running answer is stored, or the task is cancelled.
    ///
    /// - Parameter onRecovered: is told once it is known what the last process left behind.
    package func run(onRecovered: @Sendable () -> Void = {}) async throws {
        let left = try await actions.recoverAnswers(except: scheduler.knows)
        if left.interrupted + left.queued.count > 0 {
            logger.notice(
                "Answers of the last run: some were cut off, those that waited go on",
                metadata: ["answers.interrupted": "\(left.interrupted)", "answers.queued": "\(left.queued.count)"]
            )
        }
        scheduler.enqueue(left.queued)
        onRecovered()
        await withDiscardingTaskGroup { group in
            group.addTask {
                await desk.checkpoints.run(actions, logger: logger, giveUp: scheduler.endNotStored)
            }
            group.addTask { await desk.models.run() }
            for await work in scheduler.work {
                group.addTask {
                    let request = scheduler.requestID(of: work.key)
                    let ids = LogContext(requestID: request, messageID: "\(work.key.answerID)")
                    await LogContext.$current.withValue(ids) { await perform(work) }
                }
            }
            group.cancelAll()
        }
    }

    private func perform(_ work: AnswerScheduler.Work) async {
        defer { scheduler.finished(work.key) }
        switch work {
        case .run(let job):
            await answer(job)
        case .promote(let user, let id):
            do {
                guard let job = try await actions.startAnswer(user, id) else { return }
                await answer(job)
            } catch {
                logger.error(
                    "A queued answer could not be started",
                    metadata: ["message.id": "\(id)", "error": "\(error)"]
                )
                await finish(user, id, AnswerOutcome(status: .failed, failure: .internalError))
            }
        }
    }

    private func answer(_ job: AnswerJob) async {
        guard let end = scheduler.end(of: AnswerKey(job.userID, job.answerID)) else { return }
        let start = ContinuousClock.now
        desk.hub.begin(job.userID, job.answerID)
        let outcome = await withTaskGroup(of: AnswerOutcome?.self) { group in
            group.addTask {
                var run = AnswerRun(job, end: end, desk: desk)
                return await run.outcome()
            }
            group.addTask {
                await end.waitForRequest()
                return nil
            }
            var outcome: AnswerOutcome?
            for await result in group {
                outcome = result ?? outcome
                group.cancelAll()
            }
            return outcome ?? AnswerOutcome(status: .failed, failure: .internalError)
        }
        desk.checkpoints.drop(job.userID, job.answerID)
        await finish(job.userID, job.answerID, outcome)
        desk.hub.end(job.userID, job.answerID)
        desk.count(outcome, job, after: start.duration(to: .now))
    }

    /// Stores the end of an answer; while the disk fails, again and again, because the question was acknowledged.
    private func finish(_ user: UserID, _ answer: MessageID, _ outcome: AnswerOutcome) async {
        var pause: Duration = .milliseconds(200)
        var isFirst = true
        while true {
            do {
                return try await actions.finishAnswer(user, answer, outcome)
            } catch {
                // Once for each: thousands may wait for the same disk.
                logger.log(
                    level: isFirst ? .error : .debug,
                    "The end of an answer could not be stored yet",
                    metadata: ["message.id": "\(answer)", "error": "\(error)"]
                )
                isFirst = false
            }
            // Cancelled: the server goes down. The next start finds the answer with what was stored of it.
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            pause = min(pause * 2, .seconds(5))
        }
    }
}
