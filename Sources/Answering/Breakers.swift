internal import Gemini
internal import Logging
internal import Observability
internal import Synchronization

/// One breaker for each model.
final class Breakers: Sendable {
    private let breakers = Mutex<[String: Breaker]>([:])
    private let metrics: Metrics.GeminiMetrics
    private let logger: Logger

    init(metrics: Metrics.GeminiMetrics = Metrics.GeminiMetrics(), logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    /// Exactly one `report` follows, unless it was refused.
    func ask(_ model: String) -> Breaker.Permission {
        breakers.withLock { $0[model]?.ask(at: .now) ?? .granted }
    }

    func report(_ result: Breaker.Result, of permission: Breaker.Permission, _ model: String) {
        let change = breakers.withLock { breakers in
            var breaker = breakers[model] ?? Breaker()
            let change = breaker.report(result, of: permission, at: .now)
            // Users name models as they like: only those that are in trouble are remembered.
            breakers[model] = breaker.isPristine ? nil : breaker
            return change
        }
        switch change {
        case .opened(let pause):
            if permission == .granted { metrics.openBreakers.add(1) }
            logger.warning(
                "A model is overloaded: its answers fail at once for a while",
                metadata: ["gemini.model": "\(AnswerDesk.name(model))", "seconds": "\(pause.components.seconds)"]
            )
        case .closed:
            metrics.openBreakers.add(-1)
            logger.notice("A model answers again", metadata: ["gemini.model": "\(AnswerDesk.name(model))"])
        case nil: break
        }
    }
}
