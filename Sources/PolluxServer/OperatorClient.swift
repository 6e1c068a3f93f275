internal import Answering
internal import AsyncHTTPClient
internal import Attachments
internal import ChatActions
internal import ChatDomain
package import Foundation
internal import Live
package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import SQLiteStore
internal import ServiceLifecycle
internal import WebAPI

/// What `pollux user` speaks with: a running server, or the data folder itself while none runs.
package struct OperatorClient: Sendable {
    /// The server's refusal, or why there is no server to ask, in one sentence.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    private let client: HTTPClient
    private let path: String

    /// Sends a command and gives the reply's body, empty when it has none.
    ///
    /// - Parameters:
    ///   - target: beneath `/api/v1/`, with its query.
    ///   - body: JSON; `nil`: none.
    package func send(_ method: String, _ target: String, _ body: Data? = nil) async throws -> Data {
        let socket = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
        var request = HTTPClientRequest(url: "http+unix://\(socket)/api/v1/\(target)")
        request.method = .init(rawValue: method)
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(body)
        }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = Data(try await response.body.collect(upTo: 16 << 20).readableBytesView)
        guard response.status.code < 300 else {
            let problem = try? JSONDecoder().decode(Problem.self, from: bytes)
            throw Refusal(problem?.detail ?? "The server answers \(response.status.code).")
        }
        return bytes
    }

    private struct Problem: Decodable {
        let detail: String
    }

    /// Gives a client to the body. Throws errors whose description is one sentence for the operator.
    ///
    /// - Parameter mayCreate: whether a data folder is made where none is.
    package static func run(
        settings: Settings,
        mayCreate: Bool,
        logger: Logger,
        _ body: (OperatorClient) async throws -> Void
    ) async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            let path = OperatorService.path(inDataFolder: settings.data)
            let operation = OperatorClient(client: client, path: path)
            guard try FolderOwner.hasDatabase(settings.data) || mayCreate else {
                throw Refusal("There is no Pollux in \(settings.data) yet. Start it once, or name it with --data.")
            }
            let hub = Hub(maximumSockets: 0)
            do {
                let store = try SQLiteStore(folder: settings.data, logger: logger, announce: hub.announce)
                try await serving(settings, store, hub, path, logger) { try await body(operation) }
            } catch OpeningError.inUse {
                // A server runs: it answers.
                try await body(operation)
            }
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// Serves the folder's socket around the body, as a server would.
    private static func serving(
        _ settings: Settings,
        _ store: SQLiteStore,
        _ hub: Hub,
        _ path: String,
        _ logger: Logger,
        _ body: () async throws -> Void
    ) async throws {
        guard path.utf8.count < OperatorService.longestPath else {
            throw Refusal("The path of the data folder is too long for a socket.")
        }
        let passwords = PasswordHasher(threads: 1)
        let files = try AttachmentFolder(settings.data + "/attachments")
        // No command opens anything; and whoever has lost the key comes to say so.
        let factors = try store.sealedFactors()
        let secrets = factors.isEmpty ? try SecretBox(path: settings.data + "/secrets.key") : .withoutKey
        let actions = ChatActions(
            store: store,
            files: files,
            policy: settings.policy,
            passwords: passwords,
            secrets: secrets,
            throttle: SignInThrottle(isOn: false),
            answers: AnswerScheduler(limits: settings.answerLimits)
        )
        let api = OperatorAPI(
            actions: actions,
            hub: hub,
            status: ServerStatus(
                version: Server.version,
                startedAt: .now,
                answers: { (0, 0) },
                freeBytes: { Server.freeBytes(settings.data) }
            ),
            origin: {
                let scheme = settings.tls == nil ? "http" : "https"
                let address = Server.address(scheme, settings.linkHost, settings.port)
                return settings.publicURL ?? String(address.dropLast())
            },
            logger: logger
        )
        let (running, listening) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        let service = OperatorService(api: api, path: path, logger: logger) { listening.yield() }
        let result: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { listening.finish() }
                    try await service.run()
                }
                for await _ in running { break }
                try await body()
                group.cancelAll()
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await passwords.shutDown()
        try await files.shutDown()
        try store.close()
        try result.get()
    }
}
