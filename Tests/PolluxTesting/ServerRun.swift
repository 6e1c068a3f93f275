internal import Logging
internal import NIOCore
internal import NIOPosix
internal import PolluxServer
internal import ServiceLifecycle
internal import Synchronization

/// One run of a server, from its start to its end.
final class ServerRun: Sendable {
    private let services: ServiceGroup
    private let ready = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: ReadyServer.self)
    private let ended = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
    private let known = Mutex<ReadyServer?>(nil)

    init(server: Server) {
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        services = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [Serving(server: server, ready: ready)], logger: quiet)
        )
    }

    var port: Int? {
        known.withLock { $0 }.flatMap { Int($0.address.split(separator: ":").last?.dropLast() ?? "") }
    }

    var metricsAddress: String? { known.withLock { $0 }?.metricsAddress }

    /// The secret of the link that makes the first administrator.
    var setupSecret: String? {
        known.withLock { $0 }?.setupLink.flatMap { $0.split(separator: "#").last.map(String.init) }
    }

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
        let server = try await ready.futureResult.get()
        known.withLock { $0 = server }
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
    let ready: EventLoopPromise<ReadyServer>

    func run() async throws {
        try await server.run(signals: []) { server in ready.succeed(server) }
    }
}
