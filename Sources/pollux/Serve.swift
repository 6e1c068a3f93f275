internal import ArgumentParser
internal import Configuration
internal import Foundation
internal import Logging
internal import Observability
internal import PolluxServer
internal import UnixSignals

/// Runs the server until SIGTERM, SIGINT or the end of its terminal.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the server.",
        discussion: "Every option can also be set in the environment; docs/configuration.md lists all settings."
    )

    @Option(help: "The address to listen on (127.0.0.1).")
    var host: String?

    @Option(help: "The port to listen on; 0 takes any free one (8080).")
    var port: String?

    @Option(help: "The folder for the data (./data).")
    var data: String?

    @Option(help: "The folder of the interface (found beside the program).")
    var web: String?

    func run() async throws {
        let flags = ["pollux.host": host, "pollux.port": port, "pollux.data": data, "pollux.web": web]
        // What Pollux writes is for its own user alone.
        umask(0o077)
        do {
            let settings = try Settings(reader: await .pollux(flags: flags.compactMapValues { $0 }))
            let level = settings.logLevel
            // A reader of the log that is gone is none to die for.
            signal(SIGPIPE, SIG_IGN)
            // A hang-up is the end of the terminal that it was started on. From anybody else it means: read the certificate again.
            let isOnTerminal = isatty(STDIN_FILENO) == 1
            if !isOnTerminal { signal(SIGHUP, SIG_IGN) }
            let metrics = Metrics()
            let log = LogWriter(
                descriptor: STDERR_FILENO,
                format: settings.logFormat,
                onDrop: { metrics.logs.dropped.add() }
            )
            defer { log.flush() }
            LoggingSystem.bootstrap { _ in LineLogHandler(level: level, writer: log) }
            let server = try Server(settings: settings, logger: Logger(label: "pollux"), metrics: metrics)
            let hangUp: [UnixSignal] = isOnTerminal && settings.tls == nil ? [.sighup] : []
            try await server.run(signals: [.sigterm, .sigint] + hangUp) { server in
                print("Pollux is at \(server.address)")
                if let address = server.metricsAddress { print("Metrics are at \(address)") }
                if let link = server.setupLink { print("Create the administrator's account: \(link)") }
                fflush(nil)
            }
        } catch {
            throw fail(error)
        }
    }
}
