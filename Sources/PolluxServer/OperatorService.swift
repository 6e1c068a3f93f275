internal import Foundation
internal import Hummingbird
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import WebAPI

/// Serves `pollux user` while the server runs: at a socket in the data folder.
struct OperatorService: Service {
    let api: OperatorAPI
    let path: String
    let logger: Logger
    /// Is told once it listens.
    var onRunning: @Sendable () -> Void = {}

    /// Bytes that the address of a Unix socket has room for, with the NUL at its end (`sun_path`).
    static let longestPath = 104

    static func path(inDataFolder folder: String) -> String { folder + "/operator.sock" }

    func run() async throws {
        guard path.utf8.count < Self.longestPath else {
            logger.warning("The path of the data folder is too long for a socket: stop Pollux before using pollux user")
            try await gracefulShutdown()
            return
        }
        // The folder's lock is ours, so a socket that is there was left by a process that is gone.
        unlink(path)
        defer { unlink(path) }
        let (path, onRunning) = (path, onRunning)
        let application = api.application(socket: path) {
            chmod(path, 0o600)
            onRunning()
        }
        try await application.run()
    }
}
