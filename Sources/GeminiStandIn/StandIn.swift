package import Logging
internal import ServiceLifecycle

internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// A server that speaks the Gemini API over real HTTP: the model of demo mode, of tests and of benchmarks.
///
/// It knows `models`, `generateContent`, `streamGenerateContent`, `countTokens` and `files` under `/v1`, `/v1beta` and
/// `/v1alpha`, and uploads of files under `/upload/…`.
/// Its models are ordinary ones, which answer in Markdown, and `stand-in-…`, which each behave in one way (`Scenario`).
/// Questions steer it by markers in square brackets (`Markers`).
package struct StandIn: Service {
    private enum Listening: Equatable {
        case notYet
        case at(port: Int)
        case over
    }

    /// Thrown by `baseURL()` when the server cannot listen, or has ended.
    package struct NotListening: Error, CustomStringConvertible {
        package let description = "The stand-in is not listening."
    }

    /// What came, and how held streams go on.
    package let control: StandInControl
    private let configuration: StandInConfiguration
    private let logger: Logger
    private let listening = Watched(Listening.notYet)

    package init(configuration: StandInConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        control = StandInControl(keepsRequests: configuration.keepsRequests)
    }

    /// Serves until graceful shutdown or cancellation, either of which breaks off the replies under way. Throws when it
    /// cannot listen, such as on a port in use. Runs once.
    package func run() async throws {
        defer { listening.change { $0 = .over } }
        let streams = OpenStreams(control: control)
        let application = Application(
            router: router(streams),
            server: HTTPServerBuilder { responder in
                ClosingHTTP1Channel(
                    http: HTTP1Channel(
                        responder: responder,
                        configuration: .init(additionalChannelHandlers: [ConnectionEndHandler(streams: streams)])
                    )
                )
            },
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { [listening] channel in
                let port = channel.localAddress?.port ?? 0
                listening.change { $0 = .at(port: port) }
            },
            logger: logger
        )
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler(
                operation: { try await application.run() },
                onGracefulShutdown: { streams.endAll() }
            )
        } onCancel: {
            streams.endAll()
        }
    }

    /// Where it listens, without a version segment, such as `http://127.0.0.1:40123`. Waits until it does.
    ///
    /// Throws `NotListening` when it cannot or does no longer, `CancellationError` when the task is cancelled.
    package func baseURL() async throws -> String {
        try await listening.wait { $0 != .notYet }
        guard case .at(let port) = listening.value else { throw NotListening() }
        let host = ["0.0.0.0", "::"].contains(configuration.host) ? "127.0.0.1" : configuration.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    private func router(_ streams: OpenStreams) -> Router<StandInContext> {
        let router = Router(context: StandInContext.self)
        if configuration.controlRoutes {
            ControlRoutes(control: control, streams: streams).add(to: router.group("stand-in"))
        }
        let player = ReplyPlayer(control: control, streams: streams)
        for version in APIVersion.allCases {
            let group = router.group(RouterPath(version.rawValue))
                .add(middleware: RecordRequests(control: control))
                .add(middleware: CheckKey(keys: configuration.keys))
            let routes = ModelRoutes(
                version: version,
                catalogue: ModelCatalogue(listsScenarios: configuration.listsScenarios),
                pace: configuration.pace,
                player: player
            )
            routes.add(to: group)
            let files = FileRoutes(version: version, player: player)
            files.add(to: group)
            files.addUploads(
                to: router.group("upload").group(RouterPath(version.rawValue))
                    .add(middleware: RecordRequests(control: control))
                    .add(middleware: CheckKey(keys: configuration.keys))
            )
        }
        return router
    }
}
