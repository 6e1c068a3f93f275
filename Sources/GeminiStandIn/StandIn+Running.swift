package import Logging

internal import ServiceLifecycle

extension StandIn {
    /// Runs a stand-in for as long as the body runs, then ends it gracefully: what demo mode and tests need around themselves.
    ///
    /// - Parameters:
    ///   - configuration: any free port and no pauses unless told otherwise.
    ///   - logger: silent unless told otherwise.
    ///   - body: gets the stand-in and its address, as `baseURL()` gives it.
    /// - Throws: what the body throws, or why the stand-in could not listen.
    package static func running<Result: Sendable>(
        _ configuration: StandInConfiguration = StandInConfiguration(pace: .none),
        logger: Logger = Logger(label: "stand-in") { _ in SwiftLogNoOpLogHandler() },
        _ body: (_ standIn: StandIn, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let standIn = StandIn(configuration: configuration, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: standIn)], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body(standIn, try await standIn.baseURL()))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            // First why it could not run, for the body's own failure then only follows from that.
            try await tasks.waitForAll()
            return try result.get()
        }
    }
}
