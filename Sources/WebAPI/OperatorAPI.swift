package import ChatActions
internal import ChatDomain
internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
package import Live
package import Logging
internal import NIOCore
internal import Observability
internal import WebSocketUpgrade

/// The administration for whoever has the console: the same routes as in a browser, over a socket in the data folder, which only
/// the folder's owner may open. Nobody signs in there.
package struct OperatorAPI: Sendable {
    private let actions: ChatActions
    private let hub: Hub
    private let status: ServerStatus
    private let origin: @Sendable () -> String
    private let logger: Logger

    /// - Parameter origin: under which people reach Pollux, such as `https://chat.example.org`.
    package init(
        actions: ChatActions,
        hub: Hub,
        status: ServerStatus,
        origin: @escaping @Sendable () -> String,
        logger: Logger
    ) {
        self.actions = actions
        self.hub = hub
        self.status = status
        self.origin = origin
        self.logger = logger
    }

    /// The server, ready to run. The path holds no file.
    package func application(
        socket path: String,
        onServerRunning: @escaping @Sendable () async -> Void
    ) -> some ApplicationProtocol {
        let router = Router(context: AppContext.self)
        // Nobody's metrics: they tell of people, not of whoever has the console.
        let uncounted = Metrics.HTTPMetrics()
        router.add(middleware: RequestLog(proxies: TrustedProxies(), metrics: uncounted))
        router.add(middleware: Problems(metrics: uncounted))
        let links = LinkMaker { [origin] _ in origin() }
        let api = router.group("api/v1")
        AdminController(actions: actions, hub: hub, status: status, links: links).addRoutes(to: api)
        InvitationController(actions: actions, links: links).addRoutes(to: api)
        return Application(
            router: router,
            // For its connections that can be dropped; nothing is upgraded here.
            server: .http1WebSocket(admit: { _, _ in nil }),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in await onServerRunning() },
            logger: logger
        )
    }
}
