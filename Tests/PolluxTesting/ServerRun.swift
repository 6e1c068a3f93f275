internal import Logging
internal import NIOCore
internal import NIOPosix
internal import PolluxServer
internal import ServiceLifecycle
internal import Synchronization

/// One run of a server, from its start to its end.
final class ServerRun: Sendable {
    private let services: ServiceGroup
    private let ready = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Int.self)
    private let ended = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
    private let knownPort = Mutex<Int?>(nil)

    init(server: Server) {
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [Serving(server: server, ready: ready)], logger: quiet)
        )
    }

    var port: Int? { knownPort.withLock { $0 } }

    /// Runs the server until its shutdown.
    func perform() async {
        do {
            try await services.run()
            ready.fail(TestServer.NotRunning())
            ended.succeed()
        } catch {
            ready.fail(error)
            ended.fail(error)
        }
    }

    func waitUntilReady() async throws {
        let port = try await ready.futureResult.get()
        knownPort.withLock { $0 = port }
    }

    func beginShutdown() async {
        await services.triggerGracefulShutdown()
    }

    func waitUntilEnded() async throws {
        try await ended.futureResult.get()
    }
}

/// The server as a service, so that a group can shut it down.
private struct Serving: Service {
    let server: Server
    let ready: EventLoopPromise<Int>

    func run() async throws {
        try await server.run(signals: []) { server in
            ready.succeed(Int(server.address.split(separator: ":").last?.dropLast() ?? "") ?? 0)
        }
    }
}
