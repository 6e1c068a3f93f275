internal import Gemini
internal import Synchronization

/// Which fields of a request a model has refused within the last hour, so that the next question does without them at once.
final class RefusedFields: Sendable {
    typealias Instant = ContinuousClock.Instant

    static let memory: Duration = .seconds(3600)
    /// Users name models as they like.
    static let maximumModels = 1000

    private let models = Mutex<[String: [GeminiError.Blame: Instant]]>([:])

    func note(_ field: GeminiError.Blame, of model: String, at now: Instant = .now) {
        models.withLock { models in
            if models[model] == nil, models.count >= Self.maximumModels {
                models = models.filter { $0.value.values.contains { $0.duration(to: now) < Self.memory } }
                guard models.count < Self.maximumModels else { return }
            }
            models[model, default: [:]][field] = now
        }
    }

    func of(_ model: String, at now: Instant = .now) -> Set<GeminiError.Blame> {
        models.withLock { models in
            Set((models[model] ?? [:]).filter { $0.value.duration(to: now) < Self.memory }.keys)
        }
    }
}
