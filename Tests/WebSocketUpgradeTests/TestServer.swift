import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import WebSocketUpgrade

typealias Admission = @Sendable (HTTPRequest, any Channel) async -> WebSocketHandler?

/// Runs a server whose path `/echo` is a WebSocket that says everything back, and whose path `/plain` is ordinary HTTP.
func withServer(
    settings: WebSocketSettings = WebSocketSettings(),
    configuration: HTTP1Channel.Configuration = .init(idleTimeout: .minutes(5)),
    handler: @escaping WebSocketHandler = echo,
    admit: Admission? = nil,
    test: (_ port: Int) async throws -> Void
) async throws {
    let admit = admit ?? { request, _ in request.path == "/echo" ? handler : nil }
    try await withService(settings: settings, configuration: configuration, admit: admit) { port, group in
        try await test(port)
        await group.triggerGracefulShutdown()
    }
}

/// As `withServer`, but the test decides when the service group stops.
func withService(
    settings: WebSocketSettings = WebSocketSettings(),
    configuration: HTTP1Channel.Configuration = .init(idleTimeout: .minutes(5)),
    limit: Duration? = nil,
    admit: @escaping Admission,
    test: (_ port: Int, _ group: ServiceGroup) async throws -> Void
) async throws {
    let router = Router()
    router.get("/plain") { _, _ in "plain" }
    router.post("/plain") { request, _ in String(buffer: try await request.body.collect(upTo: 1024)) }
    let builder = HTTPServerBuilder.http1WebSocket(settings: settings, configuration: configuration, admit: admit)
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        router: router,
        server: builder,
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
        logger: logger
    )
    var services = ServiceGroupConfiguration(services: [application], logger: logger)
    services.maximumGracefulShutdownDuration = limit
    let group = ServiceGroup(configuration: services)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for await port in ports {
            do {
                try await test(port, group)
            } catch {
                tasks.cancelAll()
                throw error
            }
            break
        }
        try await tasks.waitForAll()
    }
}

/// Says every message back until the peer closes.
@Sendable
func echo(_ inbound: WebSocketInbound, _ outbound: WebSocketOutbound) async -> WebSocketClose {
    do {
        for await message in inbound {
            switch message {
            case .text(let text): try await outbound.text(text)
            case .binary(let bytes): try await outbound.binary(bytes)
            case .pong: try await outbound.text(ByteBuffer(string: "pong"))
            }
        }
        return WebSocketClose(code: 1000)
    } catch {
        return WebSocketClose(code: 1011)
    }
}
