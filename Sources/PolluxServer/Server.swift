internal import Answering
internal import AsyncHTTPClient
internal import Attachments
internal import ChatActions
internal import ChatDomain
internal import Exporting
internal import Foundation
internal import Gemini
internal import GeminiStandIn
internal import Hummingbird
internal import Importing
internal import Live
package import Logging
internal import NIOCore
package import Observability
internal import SQLiteStore
internal import ServiceLifecycle
internal import Store
internal import Synchronization
package import UnixSignals
internal import WebAPI

/// One Pollux, from its settings to its services.
package struct Server: Sendable {
    package static let version = "0.1.0"

    private let settings: Settings
    private let logger: Logger
    private let store: SQLiteStore
    private let secrets: SecretBox
    private let hub: Hub
    private let files: WebFiles
    private let tls: TLS?
    private let metrics: Metrics

    /// Opens the data folder and reads the interface. Throws errors whose description is one sentence for the operator.
    ///
    /// - Parameter readerSQL: for tests; see `SQLiteStore`.
    package init(
        settings: Settings,
        logger: Logger,
        metrics: Metrics = Metrics(),
        readerSQL: String? = nil
    ) throws {
        self.settings = settings
        self.metrics = metrics
        self.logger = logger
        for warning in settings.warnings { logger.warning("\(warning)") }
        tls = try settings.tls.map { try TLS($0, logger: logger) }
        files = try WebFiles(folder: WebFolder.find(settings.web))
        let hub = Hub(maximumSockets: settings.hasRateLimits ? settings.socketsPerUser : .max, metrics: metrics.live)
        store = try SQLiteStore(
            folder: settings.data,
            logger: logger,
            readerSQL: readerSQL,
            announce: hub.announce
        )
        secrets = try SecretBox(path: settings.data + "/secrets.key", factors: store.sealedFactors())
        self.hub = hub
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Parameters:
    ///   - signals: that begin the shutdown.
    ///   - onReady: is told where, once it listens.
    package func run(
        signals: [UnixSignal],
        onReady: @escaping @Sendable (ReadyServer) async -> Void
    ) async throws {
        let result = await Result { () async throws in
            if let key = settings.geminiKey {
                try await serve(configuration(key, settings.geminiBaseURL), signals, onReady)
            } else {
                try await serveDemo(signals, onReady)
            }
        }
        try store.close()
        try result.get()
    }

    /// Without a key the stand-in plays Gemini. It ends after everything else.
    private func serveDemo(
        _ signals: [UnixSignal],
        _ onReady: @escaping @Sendable (ReadyServer) async -> Void
    ) async throws {
        logger.notice("Demo mode: no Gemini key is configured, answers come from the stand-in")
        // People's questions are nobody's to keep, and a model that misbehaves is none to offer.
        let configuration = StandInConfiguration(keepsRequests: false, listsScenarios: false)
        try await StandIn.running(configuration, logger: logger) { _, address in
            try await serve(self.configuration("demo", address), signals, onReady)
        }
    }

    private func configuration(_ key: String, _ baseURL: String) -> GeminiConfiguration {
        GeminiConfiguration(apiKey: key, baseURL: baseURL, timeouts: settings.geminiTimeouts)
    }

    private func serve(
        _ configuration: GeminiConfiguration,
        _ signals: [UnixSignal],
        _ onReady: @escaping @Sendable (ReadyServer) async -> Void
    ) async throws {
        let limits = settings.answerLimits
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            // Besides the answers: the list of models, and counts.
            configuration: GeminiClient.httpClientConfiguration(concurrentStreams: limits.running + 50)
        )
        let passwords = PasswordHasher(threads: ProcessInfo.processInfo.activeProcessorCount)
        let gemini = GeminiClient(configuration: configuration, httpClient: client)
        let scheduler = AnswerScheduler(limits: limits)
        let attachments = try AttachmentFolder(settings.data + "/attachments")
        let exports = try Exports(
            store: store,
            files: attachments,
            folder: settings.data + "/exports",
            logger: logger
        )
        // Imports write by the actions, which tell them who is gone.
        let forgetImports = Mutex<(@Sendable (UserID) -> Void)?>(nil)
        let actions = ChatActions(
            store: store,
            files: attachments,
            policy: settings.policy,
            passwords: passwords,
            secrets: secrets,
            throttle: SignInThrottle(isOn: settings.hasRateLimits),
            answers: scheduler,
            whenDeleted: { user in
                exports.forget(user)
                forgetImports.withLock { $0 }?(user)
            }
        )
        let imports = try Imports(
            actions: actions,
            folder: settings.data + "/imports",
            maximumBytes: settings.importBytes,
            logger: logger
        )
        forgetImports.withLock { $0 = imports.forget }
        let models = ModelCatalog(gemini: gemini, metrics: metrics.gemini)
        let answers = AnswerService(
            actions: actions,
            scheduler: scheduler,
            gemini: gemini,
            models: models,
            hub: hub,
            options: settings.answerOptions,
            metrics: metrics,
            logger: logger
        )
        let status = ServerStatus(
            version: Self.version,
            startedAt: .now,
            answers: { scheduler.counts },
            freeBytes: { [folder = settings.data] in Self.freeBytes(folder) }
        )
        let readiness = Readiness { [store, folder = settings.data] in await Self.unreadiness(store, folder) }
        let api = WebAPI(
            actions: actions,
            hub: hub,
            exports: exports,
            imports: imports,
            models: models,
            meter: ContextMeter(
                actions: actions,
                gemini: gemini,
                models: models,
                options: settings.answerOptions,
                logger: logger
            ),
            server: description,
            status: status,
            readiness: readiness,
            files: files,
            publicURL: settings.publicURL,
            outside: outside(tls),
            metrics: metrics,
            logger: logger
        )
        let (host, publicURL) = (settings.host, settings.publicURL)
        let scheme = tls == nil ? "http" : "https"
        let name = settings.linkHost
        // What links begin with.
        let address = Mutex(Self.address(scheme, name, settings.port))
        let origin = { @Sendable in publicURL ?? String(address.withLock { $0 }.dropLast()) }
        let setup = Mutex<String?>(nil)
        let supervisor = Supervisor()
        // A write that writes nothing waits for its turn like any other; that it fails is an answer, too.
        let watchdog = Watchdog(supervisor) { [store] in
            await Watchdog.turnOfEveryLoop()
            try? await store.write { _ in }
        }
        let shown = settings.metrics.map { address in
            MetricsService(address: address, logger: logger) { [metrics, store, folder = settings.data] in
                metrics.families
                    + Readings(store: store, scheduler: scheduler, readiness: readiness, folder: folder).families
            }
        }
        let application = api.application(host: host, port: settings.port) { port in
            let listening = Self.address(scheme, host, port)
            address.withLock { $0 = Self.address(scheme, name, port) }
            let metricsAddress = await shown?.listening()
            // Metrics that cannot be served end the server: it says so, and nothing of being ready.
            if shown != nil, metricsAddress == nil { return }
            logger.notice("Ready", metadata: ["address": "\(listening)", "version": "\(Self.version)"])
            await supervisor.tell("READY=1", "STATUS=Pollux is at \(listening)")
            await onReady(
                ReadyServer(
                    address: listening,
                    setupLink: setup.withLock { $0 }.map { "\(origin())/join#\($0)" },
                    metricsAddress: metricsAddress
                )
            )
        }
        let console = OperatorService(
            api: OperatorAPI(actions: actions, hub: hub, status: status, origin: origin, logger: logger),
            path: OperatorService.path(inDataFolder: settings.data),
            logger: logger
        )
        let farewell = Farewell(
            readiness: readiness,
            scheduler: scheduler,
            hub: hub,
            window: settings.drainTime,
            logger: logger
        )
        // Later ones depend on earlier ones and stop first.
        var others: [any Service] = [watchdog] + (tls.map { [$0] } ?? [])
        if let shown { others.append(shown) }
        var group = ServiceGroupConfiguration(
            services: others + [
                Housekeeping(actions: actions, logger: logger), LiveService(hub: hub), ExportService(exports: exports),
                ImportService(imports: imports), RunningAnswers(service: answers, readiness: readiness), console,
                application, farewell, Leaving(supervisor: supervisor),
            ],
            gracefulShutdownSignals: signals,
            logger: logger
        )
        group.maximumGracefulShutdownDuration = settings.drainTime + .seconds(10)
        // A terminal that closes may say so twice.
        let impatience = SecondSignal(signals.filter { $0 != .sighup })
        let result = await Result { () async throws in
            // With everything that has to be shut down in any case already there: the disk may refuse this write.
            let secret = try await actions.setupSecret()
            setup.withLock { $0 = secret }
            try await ServiceGroup(configuration: group).run()
        }
        withExtendedLifetime(impatience) {}
        try await client.shutdown()
        try await passwords.shutDown()
        try await exports.shutDown()
        try await imports.shutDown()
        // They know each other; the store ends with the last of them.
        forgetImports.withLock { $0 = nil }
        try await attachments.shutDown()
        try result.mapError { ListeningError($0) }.get()
    }

    private var description: ServerDescription {
        ServerDescription(
            version: Self.version,
            isDemo: settings.geminiKey == nil,
            policy: settings.policy
        )
    }

    private func outside(_ tls: TLS?) -> Outside {
        let isEverywhere = settings.isEverywhere
        var names = settings.hosts
        if let name = settings.publicURL.flatMap({ URL(string: $0)?.host() }) { names.append(name) }
        if !isEverywhere { names.append(settings.host) }
        // Nobody has said under which name it is known: whoever is in the same network takes the machine's name or address.
        let isNameless = isEverywhere && settings.publicURL == nil && settings.hosts.isEmpty
        if isNameless { names += [ProcessInfo.processInfo.hostName, ProcessInfo.processInfo.hostName + ".local"] }
        var prepareTLS: (@Sendable (any Channel) throws -> Void)?
        if let tls { prepareTLS = { channel in try tls.prepare(channel) } }
        return Outside(
            hosts: HostPolicy(names: names, acceptsAddresses: isNameless),
            proxies: TrustedProxies(settings.trustedProxies),
            connections: connections(),
            connectionsPerAddress: settings.connectionsPerAddress,
            hasRateLimits: settings.hasRateLimits,
            prepareTLS: prepareTLS
        )
    }

    private func connections() -> Int {
        let limit = Descriptors.raiseLimit()
        let connections = Descriptors.connections(wanted: settings.connections, limit: limit)
        if connections < settings.connections {
            logger.warning(
                "The system allows fewer connections than POLLUX_CONNECTIONS; raise its limit of open files.",
                metadata: ["connections": "\(connections)", "open.files": "\(limit)"]
            )
        }
        return connections
    }

    /// Why the store cannot do its work, if it cannot.
    private static func unreadiness(_ store: SQLiteStore, _ folder: String) async -> Readiness.Reason? {
        guard (try? await store.read { _ = try $0.revision(UserID(rawValue: 0)) }) != nil else { return .unreadable }
        // Whoever is sent nobody writes nothing, and would never find out that it can again: so this tries.
        if store.failsToWrite, (try? await store.write { _ in }) == nil { return .storageFailed }
        if let disk = DiskSpace(of: folder), disk.isShort { return .diskFull }
        return nil
    }

    static func freeBytes(_ folder: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    }

    static func address(_ scheme: String, _ host: String, _ port: Int) -> String {
        "\(scheme)://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)/"
    }
}

/// A server that listens.
package struct ReadyServer: Sendable {
    /// Such as `http://127.0.0.1:8080/`.
    package var address: String
    /// While nobody administers the server: where whoever has the console makes the first administrator's account, once.
    package var setupLink: String?
    /// Such as `http://127.0.0.1:9464/metrics`; `nil`: metrics are not served.
    package var metricsAddress: String?
}

/// Answers run until `Farewell` has drained them.
private struct RunningAnswers: Service, CustomStringConvertible {
    let service: AnswerService
    let readiness: Readiness

    // The group logs its services by their descriptions, and reflection would find the key in this one.
    var description: String { "RunningAnswers" }

    func run() async throws {
        try await service.run(onRecovered: readiness.setStarted)
        // The group takes an end before its turn for a fault. Throws when it is cancelled, which is an end, too.
        try? await gracefulShutdown()
    }
}

/// Exports go on until the server stops.
private struct ExportService: Service {
    let exports: Exports

    func run() async throws {
        await cancelWhenGracefulShutdown { await exports.run() }
    }
}

/// Imports pause when the server stops.
private struct ImportService: Service {
    let imports: Imports

    func run() async throws {
        await cancelWhenGracefulShutdown { await imports.run() }
    }
}

/// The hub's clock, as long as the server runs.
private struct LiveService: Service {
    let hub: Hub

    func run() async throws {
        await cancelWhenGracefulShutdown { await hub.run() }
    }
}

extension Result {
    /// What an async function gave or threw.
    fileprivate init(_ body: () async throws(Failure) -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
