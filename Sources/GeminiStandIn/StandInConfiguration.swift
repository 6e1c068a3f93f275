/// How a `StandIn` listens and behaves; the defaults suit tests but for the pace, which suits people.
package struct StandInConfiguration: Sendable {
    /// A name or address of this machine; `127.0.0.1` unless told otherwise.
    package var host: String
    /// 0 takes any free one, which `StandIn.baseURL()` tells.
    package var port: Int
    /// Default `.realistic`.
    package var pace: Pace
    /// The keys that are accepted; nil, the default, accepts every key but the empty one and those that begin with `bad`.
    package var keys: Set<String>?
    /// Whether the routes below `/stand-in/` exist, by which anyone who reaches the port reads and steers; default false.
    package var controlRoutes: Bool
    /// Whether `StandInControl.requests` keeps what came; default true. Demo mode turns it off: people's questions are
    /// nobody's to keep.
    package var keepsRequests: Bool
    /// Whether `models` lists the `stand-in-…` models, which answer in either case; default true.
    package var listsScenarios: Bool

    package init(
        host: String = "127.0.0.1",
        port: Int = 0,
        pace: Pace = .realistic,
        keys: Set<String>? = nil,
        controlRoutes: Bool = false,
        keepsRequests: Bool = true,
        listsScenarios: Bool = true
    ) {
        self.host = host
        self.port = port
        self.pace = pace
        self.keys = keys
        self.controlRoutes = controlRoutes
        self.keepsRequests = keepsRequests
        self.listsScenarios = listsScenarios
    }
}

/// How fast answers come. Pauses that a model's name or a marker in the question states are kept to the letter, whatever
/// the pace.
package struct Pace: Sendable, Equatable {
    /// What pauses are multiplied by, from 0 to 1,000.
    let factor: Double

    /// Like Gemini: first words after 0.3 to 0.8 s, then pieces of 50 to 200 characters some 40 to 120 ms apart.
    package static let realistic = Pace(factor: 1)
    /// Without pauses.
    package static let none = Pace(factor: 0)

    /// `.realistic` with every pause so many times as long; what is not between 0 and 1,000 is taken as the nearest.
    package static func scaled(_ factor: Double) -> Pace {
        Pace(factor: factor.isNaN ? 1 : min(max(factor, 0), 1000))
    }

    func scale(_ duration: Duration) -> Duration { duration * factor }
}
