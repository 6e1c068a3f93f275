internal import AsyncHTTPClient
internal import Configuration
internal import Foundation
package import GeminiStandIn
internal import InMemoryLogging
package import Logging
internal import NIOCore
internal import NIOPosix
internal import Observability
internal import PolluxServer
internal import ServiceLifecycle
internal import Synchronization

/// A whole Pollux in this process: the real server on a port of the system's choice, with a data folder of its own and the
/// stand-in as its Gemini. `withTestServer` makes one.
package final class TestServer: Sendable {
    /// The server is not running now.
    package struct NotRunning: Error {}

    /// The key that the server sends to the stand-in; nobody else may ever see it.
    package let geminiKey: String
    /// The data folder.
    package let folder: String
    /// What was asked of Gemini, and how held answers go on.
    package let standIn: StandInControl
    /// For `TestBrowser`.
    let client: HTTPClient

    private let values: [String: String]
    private let readerSQL: String?
    private let standInURL: String
    private let runs: AsyncStream<ServerRun>.Continuation
    private let current = Mutex<ServerRun?>(nil)
    private let log = InMemoryLogHandler()

    fileprivate init(
        values: [String: String],
        readerSQL: String?,
        folder: String,
        standIn: StandIn,
        client: HTTPClient,
        runs: AsyncStream<ServerRun>.Continuation
    ) async throws {
        geminiKey = values["gemini.api.key"] ?? "test-key-\(UUID().uuidString)"
        self.values = values
        self.readerSQL = readerSQL
        self.folder = folder
        self.standIn = standIn.control
        self.client = client
        self.runs = runs
        standInURL = try await standIn.baseURL()
    }

    /// The port on which the server listens; another one after each start.
    package var port: Int {
        get throws {
            guard let port = current.withLock({ $0?.port }) else { throw NotRunning() }
            return port
        }
    }

    /// The secret of the link that makes the first administrator; `nil` when there is one.
    package var setupSecret: String? { current.withLock { $0?.setupSecret } }

    /// What the server shows at its address for metrics; with `pollux.metrics.port` only.
    package func metrics() async throws -> String {
        guard let address = current.withLock({ $0?.metricsAddress }) else { throw NotRunning() }
        let response = try await client.execute(HTTPClientRequest(url: address), timeout: .seconds(120))
        return String(buffer: try await response.body.collect(upTo: 16 << 20))
    }

    /// The routes of the latest start as its router lists them, such as `GET /api/v1/conversations/{id}`.
    package var routes: [String] {
        guard let entry = log.entries.last(where: { "\($0.message)" == "Routes" }),
            case .array(let routes)? = entry.metadata["http.routes"]
        else { return [] }
        return routes.map { "\($0)" }
    }

    /// Every line that the server has logged, at every level, its metadata and errors included.
    package var logLines: [String] {
        log.entries.map { entry in
            "\(entry.level) \(entry.message) \(entry.metadata) \(entry.error.map { "\($0)" } ?? "")"
        }
    }

    /// The server's own logger, at every level.
    package var logger: Logger {
        var handler = log
        handler.logLevel = .trace
        handler.metadataProvider = LogContext.metadataProvider
        return Logger(label: "pollux") { [handler] _ in handler }
    }

    /// Starts the server, on the folder that it had before; returns when it listens. `changed` replaces settings for this run.
    package func start(_ changed: [String: String] = [:]) async throws {
        var settings = [
            "pollux.port": "0", "pollux.data": folder, "pollux.rate.limits": "off", "pollux.shutdown.seconds": "5",
            "gemini.api.key": geminiKey, "gemini.base.url": standInURL,
        ]
        settings.merge(values) { $1 }
        settings.merge(changed) { $1 }
        let reader = ConfigReader(
            provider: InMemoryProvider(
                values: Dictionary(
                    uniqueKeysWithValues: settings.map {
                        (AbsoluteConfigKey(ConfigKey($0)), ConfigValue(.string($1), isSecret: false))
                    }
                )
            )
        )
        let run = ServerRun(
            server: try Server(settings: Settings(reader: reader), logger: logger, readerSQL: readerSQL)
        )
        current.withLock { $0 = run }
        runs.yield(run)
        try await run.waitUntilReady()
    }

    /// Shuts the server down gracefully, as SIGTERM does; returns when it has ended. Harmless when it is not running.
    package func stop() async throws {
        guard let run = current.withLock({ $0 }) else { return }
        await run.beginShutdown()
        try await run.waitUntilEnded()
        current.withLock { $0 = nil }
    }
}

private let turnstile = Turnstile(places: 4)

/// Runs a server and a stand-in around `body`, and ends both gracefully after it.
///
/// - Parameters:
///   - settings: by key, such as `pollux.guests`; they replace those that suit tests.
///   - pace: the stand-in's; without pauses unless told otherwise.
///   - folder: a data folder that outlives the server; `nil`: a new one.
///   - readerSQL: runs on each of the store's reading connections, to break a query on purpose.
///   - isInner: the body of another server calls: this one does not wait for a place among those that run at once.
package func withTestServer(
    _ settings: [String: String] = [:],
    pace: Pace = .none,
    folder: String? = nil,
    readerSQL: String? = nil,
    isInner: Bool = false,
    _ body: (TestServer) async throws -> Void
) async throws {
    if !isInner { await turnstile.enter() }
    defer { if !isInner { turnstile.leave() } }
    let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: .testBrowser)
    let result: Result<Void, any Error>
    do {
        try await withTemporaryFolder { temporary in
            let folder = folder ?? temporary + "/data"
            try await serve(settings, readerSQL, pace: pace, folder: folder, client: client, body)
        }
        result = .success(())
    } catch {
        result = .failure(error)
    }
    try await client.shutdown()
    try result.get()
}

private func serve(
    _ settings: [String: String],
    _ readerSQL: String?,
    pace: Pace,
    folder: String,
    client: HTTPClient,
    _ body: (TestServer) async throws -> Void
) async throws {
    var quiet = Logger(label: "stand-in")
    quiet.logLevel = .critical
    let standIn = StandIn(configuration: StandInConfiguration(pace: pace), logger: quiet)
    // One run at a time, and a test starts the next only after the last.
    let (runs, input) = AsyncStream.makeStream(of: ServerRun.self, bufferingPolicy: .bufferingOldest(1))
    try await withThrowingTaskGroup { group in
        group.addTask { try await standIn.run() }
        group.addTask { for await run in runs { await run.perform() } }
        let server = try await TestServer(
            values: settings,
            readerSQL: readerSQL,
            folder: folder,
            standIn: standIn,
            client: client,
            runs: input
        )
        try await server.start()
        let result: Result<Void, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        // What a test left held would be waited for.
        server.standIn.holdNothing()
        try await server.stop()
        input.finish()
        group.cancelAll()
        try result.get()
    }
}

extension HTTPClient.Configuration {
    fileprivate static var testBrowser: Self {
        var configuration = Self(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.timeout = .init(connect: .seconds(30), read: .seconds(120))
        return configuration
    }
}
