package import Gemini
package import Observability
internal import Synchronization

/// The models that Gemini offers for chats.
///
/// The list is kept for an hour. An older one is still given out while it is read anew; only without any does somebody wait.
/// One reading serves all who wait. It is done by `run`, so that it outlives the request that wanted it.
package final class ModelCatalog: Sendable {
    typealias Instant = ContinuousClock.Instant

    static let freshFor: Duration = .seconds(3600)
    /// After a reading that failed, answers do without for so long.
    static let patience: Duration = .seconds(30)

    private struct State {
        var models: [Model]?
        var readAt: Instant?
        var failedAt: Instant?
        var isReading = false
        var isOver = false
        var waiters: [Int: CheckedContinuation<Result<[Model], GeminiError>, Never>] = [:]
        var lastWaiter = 0

        var hasJustFailed: Bool { failedAt.map { $0.duration(to: .now) < patience } ?? false }
    }

    private let read: @Sendable () async throws(GeminiError) -> [Model]
    private let state = Mutex(State())
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private let metrics: Metrics.GeminiMetrics

    package convenience init(gemini: GeminiClient, metrics: Metrics.GeminiMetrics = Metrics.GeminiMetrics()) {
        self.init(metrics: metrics) { () async throws(GeminiError) in try await gemini.models() }
    }

    init(
        metrics: Metrics.GeminiMetrics = Metrics.GeminiMetrics(),
        read: @escaping @Sendable () async throws(GeminiError) -> [Model]
    ) {
        self.metrics = metrics
        self.read = read
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Reads the list whenever somebody wants it, until the task is cancelled.
    package func run() async {
        for await _ in wishes {
            do {
                let models = try await read().filter(Self.isChatModel)
                finish(.success(models))
            } catch {
                finish(.failure(error))
            }
        }
        state.withLock { $0.isOver = true }
        finish(.failure(GeminiError(.cancelled, message: "the server goes down")))
    }

    /// All of them, in Gemini's order.
    ///
    /// - Throws: when Gemini cannot be asked and there is no older list.
    package func chatModels() async throws(GeminiError) -> [Model] {
        if let models = current() { return models }
        return try await next().get()
    }

    /// A model's record, for what may be sent to it; `nil` when it is not known in time. No answer waits longer than two
    /// seconds for it.
    ///
    /// - Parameter id: as a user gave it, with or without `models/`.
    package func record(of id: String, patience: Duration = .seconds(2)) async -> Model? {
        let models: [Model]
        if let known = current() {
            models = known
        } else if state.withLock(\.hasJustFailed) {
            return nil
        } else {
            // Whoever asks for the list is told why there is none; an answer goes on without a record.
            models = await firstOf(patience) { (try? await self.next().get()) ?? [] } ?? []
        }
        let name = id.hasPrefix("models/") ? String(id.dropFirst("models/".count)) : id
        let whole = "models/" + name
        return models.first { $0.name == whole || $0.name == name }
    }

    /// The list may be out of date: a model of it was not found.
    package func refresh() {
        want()
    }

    /// The list as it is; has it read anew when it is old. `nil`: there is none.
    private func current() -> [Model]? {
        let (models, isOld) = state.withLock { state in
            let isOld = state.readAt.map { $0.duration(to: .now) >= Self.freshFor } ?? true
            return (state.models, isOld && !state.hasJustFailed)
        }
        if models != nil, isOld { want() }
        return models
    }

    private func want() {
        let isNew = state.withLock { state in
            guard !state.isReading, !state.isOver else { return false }
            state.isReading = true
            return true
        }
        if isNew { wish.yield() }
    }

    /// What the reading under way, or the next one, gives.
    private func next() async -> Result<[Model], GeminiError> {
        let cancelled = Result<[Model], GeminiError>.failure(GeminiError(.cancelled, message: "nobody waits any more"))
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isOver, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume(returning: cancelled) } else { want() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(returning: cancelled)
        }
    }

    private func finish(_ result: Result<[Model], GeminiError>) {
        switch result {
        case .success: metrics.ended(.listModels)
        case .failure(let error): metrics.ended(.listModels, error: "\(error.kind)")
        }
        let waiters = state.withLock { state in
            state.isReading = false
            switch result {
            case .success(let models): (state.models, state.readAt, state.failedAt) = (models, .now, nil)
            case .failure: state.failedAt = .now
            }
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    /// The list mixes in models for speech, music, video and search, which it does not mark.
    private static func isChatModel(_ model: Model) -> Bool {
        guard model.supportedGenerationMethods?.contains("generateContent") == true else { return false }
        let others = [
            "embedding", "tts", "transcri", "lyria", "veo", "robotics", "live", "audio", "aqa", "imagen", "omni",
            "computer-use",
        ]
        return !others.contains { model.id.contains($0) }
    }
}

/// What `body` gives, or `nil` when it takes longer than that.
private func firstOf<Value: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await body() }
        group.addTask {
            // Cancelled: the value came first.
            try? await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
}
