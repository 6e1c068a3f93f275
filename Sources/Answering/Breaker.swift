internal import Gemini

/// Spares a model that is overloaded: after a row of refusals its answers fail at once for a while, so that their users can choose
/// another model instead of waiting. Pure: the time is told.
struct Breaker {
    enum Admission: Equatable {
        case call
        /// The one call that finds out whether the model is back.
        case probe
        case refuse
    }

    private struct Model {
        /// Refusals in a row, each within `span` of the one before.
        var refusals = 0
        var lastRefusal: ContinuousClock.Instant?
        var openUntil: ContinuousClock.Instant?
        var openFor = Breaker.shortest
        var isProbing = false
    }

    static let threshold = 5
    static let span: Duration = .seconds(60)
    static let shortest: Duration = .seconds(30)
    static let longest: Duration = .seconds(300)
    /// Names come from users; beyond this number those that are not open are forgotten.
    static let maximumModels = 1000

    private var models: [String: Model] = [:]

    /// Whether a model may be called. After `probe`, exactly one of `succeeded`, `refused` and `ended` follows.
    mutating func admit(_ name: String, at now: ContinuousClock.Instant) -> Admission {
        guard let model = models[name], let end = model.openUntil else { return .call }
        guard end <= now, !model.isProbing else { return .refuse }
        models[name]?.isProbing = true
        return .probe
    }

    /// The model answered. `true`: it was spared until now.
    mutating func succeeded(_ name: String) -> Bool {
        models.removeValue(forKey: name)?.openUntil != nil
    }

    /// The model had no capacity. Gives how long it is spared from now on, if that begins with this.
    mutating func refused(_ name: String, at now: ContinuousClock.Instant) -> Duration? {
        if models[name] == nil, models.count >= Self.maximumModels {
            models = models.filter { $0.value.openUntil != nil }
        }
        var model = models[name] ?? Model()
        defer { models[name] = model }
        if model.openUntil != nil {
            guard model.isProbing else { return nil }  // asked before it was spared
            model.isProbing = false
            model.openFor = min(model.openFor * 2, Self.longest)
        } else {
            let isInRow = model.lastRefusal.map { now - $0 <= Self.span } ?? true
            model.refusals = isInRow ? model.refusals + 1 : 1
            model.lastRefusal = now
            guard model.refusals >= Self.threshold else { return nil }
        }
        model.openUntil = now + model.openFor
        return model.openFor
    }

    /// A call ended without telling anything about the model's capacity, as by a stop.
    mutating func ended(_ name: String) {
        models[name]?.isProbing = false
    }

    /// Whether an error says that the model has no capacity.
    static func isRefusal(_ error: GeminiError) -> Bool {
        switch error.kind {
        case .overloaded, .deadlineExceeded: true
        case .rateLimited: error.quota == .unknown
        default: false
        }
    }
}
