package import Answering
package import ChatActions
internal import ChatDomain
package import Exporting
internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
package import Importing
package import Live
package import Logging
internal import NIOCore
package import Observability
internal import WebSocketUpgrade

/// Everything that Pollux serves over HTTP: the API, the socket, the page.
package struct WebAPI: Sendable {
    private let actions: ChatActions
    private let hub: Hub
    private let exports: Exports
    private let imports: Imports
    private let models: ModelCatalog
    private let meter: ContextMeter
    private let server: ServerDescription
    private let status: ServerStatus
    private let readiness: Readiness
    private let files: WebFiles
    private let origins: OriginPolicy
    private let cookie: SessionCookie
    private let authentication: Authentication
    private let outside: Outside
    private let limits: RateLimits?
    private let door: FrontDoor
    private let metrics: Metrics
    private let logger: Logger

    /// - Parameter publicURL: under which people reach Pollux, such as `https://chat.example.org`; `nil`: whatever `Host` says.
    package init(
        actions: ChatActions,
        hub: Hub,
        exports: Exports,
        imports: Imports,
        models: ModelCatalog,
        meter: ContextMeter,
        server: ServerDescription,
        status: ServerStatus,
        readiness: Readiness,
        files: WebFiles,
        publicURL: String?,
        outside: Outside,
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        self.actions = actions
        self.hub = hub
        self.exports = exports
        self.imports = imports
        self.models = models
        self.meter = meter
        self.server = server
        self.status = status
        self.readiness = readiness
        self.files = files
        self.metrics = metrics
        self.logger = logger
        let origin = publicURL?.lowercased()
        origins = OriginPolicy(publicOrigin: origin)
        cookie = SessionCookie(isHTTPS: origin?.hasPrefix("https://") ?? (outside.prepareTLS != nil))
        self.outside = outside
        limits = outside.hasRateLimits ? RateLimits() : nil
        door = FrontDoor(hosts: outside.hosts, proxies: outside.proxies, limits: limits)
        authentication = Authentication(actions: actions, cookie: cookie)
    }

    /// The HTTP server, ready to run.
    ///
    /// - Parameters:
    ///   - port: 0 takes any free one.
    ///   - onServerRunning: is told the port once the server listens.
    package func application(
        host: String,
        port: Int,
        onServerRunning: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let router = router()
        // Tests walk all of them: one without a case fails.
        logger.debug("Routes", metadata: ["http.routes": .array(router.routes.map { .string("\($0)") })])
        return Application(
            router: router,
            server: httpServer(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }

    private func router() -> Router<AppContext> {
        let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog(proxies: outside.proxies, metrics: metrics.http))
        router.add(middleware: SecurityHeaders(isHTTPS: cookie.isHTTPS))
        router.add(middleware: Problems(metrics: metrics.http))
        router.add(middleware: door)
        router.add(middleware: ExpectContinue())
        HealthController(readiness: readiness).addRoutes(to: router)
        WebController(files: files).addRoutes(to: router)

        let account = AccountController(
            actions: actions,
            hub: hub,
            cookie: cookie,
            server: server,
            metrics: metrics.http
        )
        let serverController = ServerController(server: server, models: models)
        let open = router.group("api/v1").add(middleware: SameOrigin(policy: origins, trustsBearer: false))
        account.addRoutes(
            to: open,
            newcomers: open.group().add(middleware: LimitAddresses(limits: limits) { try $0.newcomer(from: $1) })
        )
        PasswordResetController(actions: actions, hub: hub).addRoutes(to: open)
        serverController.addRoutes(to: open)
        live.addRoutes(to: open)
        InvitationCheck(actions: actions).addRoutes(to: open)
        OpenShareController(actions: actions).addRoutes(
            to: open.group().add(middleware: LimitAddresses(limits: limits) { try $0.opening(from: $1) })
        )

        let signedIn = router.group("api/v1").add(middleware: SameOrigin(policy: origins, trustsBearer: true))
            .add(middleware: Identify(authentication: authentication))
            .group(context: UserContext.self)
            .add(middleware: LimitUsers(limits: limits))
        let own = OwnAccountController(actions: actions, hub: hub, cookie: cookie)
        account.addRoutes(to: signedIn)
        own.addRoutes(to: signedIn)
        serverController.addRoutes(to: signedIn)
        ConversationController(actions: actions).addRoutes(to: signedIn)
        ContextController(meter: meter).addRoutes(to: signedIn)
        MessageController(actions: actions).addRoutes(to: signedIn)
        AttachmentController(actions: actions).addRoutes(to: signedIn)
        PresetController(actions: actions).addRoutes(to: signedIn)
        UsageController(actions: actions).addRoutes(to: signedIn)
        ChangesController(store: actions.store).addRoutes(to: signedIn)
        ImportController(imports: imports, readiness: readiness).addRoutes(to: signedIn)
        EventsController(
            actions: actions,
            hub: hub,
            authentication: authentication,
            readiness: readiness,
            metrics: metrics.live,
            logger: logger
        ).addRoutes(to: signedIn)
        SearchController(actions: actions).addRoutes(to: signedIn)
        ShareController(actions: actions, links: links).addRoutes(to: signedIn)

        let inBrowser = signedIn.group(context: SessionContext.self)
        account.addRoutes(to: inBrowser)
        own.addRoutes(to: inBrowser)
        SecondFactorController(actions: actions).addRoutes(to: inBrowser)
        SessionController(actions: actions, hub: hub, cookie: cookie).addRoutes(to: inBrowser)
        AccessTokenController(actions: actions, hub: hub).addRoutes(to: inBrowser)
        ExportController(exports: exports, readiness: readiness).addRoutes(to: inBrowser)

        let administration = inBrowser.group(context: AdminContext.self)
        addAdministration(to: administration)
        return router
    }

    private func addAdministration<Context: RequestContext>(to group: some RouterMethods<Context>) {
        AdminController(actions: actions, hub: hub, status: status, links: links).addRoutes(to: group)
        InvitationController(actions: actions, links: links).addRoutes(to: group)
    }

    private var links: LinkMaker {
        LinkMaker { [origins, outside] request in
            origins.publicOrigin ?? (outside.prepareTLS == nil ? "http://" : "https://")
                + (request.head.authority ?? "localhost")
        }
    }

    private func httpServer() -> HTTPServerBuilder {
        var settings = WebSocketSettings()
        settings.tooLargeCloseCode = CloseCode.badFrame.code
        let live = live
        let connections = ConnectionCount(
            maximum: outside.connections,
            maximumPerAddress: outside.hasRateLimits ? outside.connectionsPerAddress : .max,
            proxies: outside.proxies
        )
        return .http1WebSocket(
            settings: settings,
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [Patience(limits: PatienceLimits())],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 * 1024,
                    maxHeaderListSize: 32 * 1024,
                    maxHeaderFieldCount: 100
                )
            ),
            prepare: { [outside] channel in
                guard connections.admit(channel) else { throw TooManyConnections() }
                try outside.prepareTLS?(channel)
            },
            admit: { [door] request, channel in
                guard (try? door.admit(request, peer: IPAddress(channel.remoteAddress))) != nil else { return nil }
                return await live.handler(request, channel)
            }
        )
    }

    private var live: LiveController {
        LiveController(
            actions: actions,
            hub: hub,
            authentication: authentication,
            origins: origins,
            readiness: readiness,
            metrics: metrics.live,
            logger: logger
        )
    }
}

private struct TooManyConnections: Error {}
