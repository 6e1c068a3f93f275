internal import ArgumentParser
internal import Foundation
internal import GeminiStandIn
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Runs the stand-in for the Gemini API alone, for tests and benchmarks outside of this program.
struct StandInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-in",
        abstract: "Runs a stand-in for the Gemini API."
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes any free one.")
    var port = 0

    @Option(help: "How long its pauses are: 1 as Gemini's, 0 none.")
    var pace = 1.0

    @Flag(help: "Serve the routes under /stand-in/ that hold and release streams and show what was asked.")
    var control = false

    func run() async throws {
        var logger = Logger(label: "stand-in")
        logger.logLevel = .warning
        let standIn = StandIn(
            configuration: StandInConfiguration(host: host, port: port, pace: .scaled(pace), controlRoutes: control),
            logger: logger
        )
        do {
            try await withThrowingTaskGroup { group in
                group.addTask {
                    let address = try await standIn.baseURL()
                    print("The stand-in is at \(address)/")
                    fflush(nil)
                }
                let services = ServiceGroup(
                    configuration: ServiceGroupConfiguration(
                        services: [standIn],
                        gracefulShutdownSignals: [.sigterm, .sigint],
                        logger: logger
                    )
                )
                group.addTask { try await services.run() }
                try await group.waitForAll()
            }
        } catch {
            throw fail(error)
        }
    }
}
