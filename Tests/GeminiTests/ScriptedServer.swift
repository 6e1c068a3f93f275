import NIOCore
import NIOPosix
import Synchronization

/// A server of raw bytes on a free port of loopback: each connection plays a script, and every request is kept.
///
/// It knows no HTTP beyond finding the end of a request, so that it can misbehave in every way.
struct ScriptedServer: Sendable {
    typealias Script = @Sendable (inout ScriptedConnection) async throws -> Void

    /// `http://127.0.0.1:<port>`.
    let baseURL: String
    private let log: RequestLog

    /// The requests so far, in the order in which they were read.
    var requests: [ScriptedRequest] { log.requests.withLock { $0 } }

    /// How many connections were opened so far.
    var connections: Int { log.connections.withLock { $0 } }

    /// Runs the server while `body` runs.
    ///
    /// - Parameter script: played for each connection. What it throws ends that connection only; when it returns, the
    ///   connection is closed.
    static func run<Result: Sendable>(
        _ script: @escaping Script,
        _ body: @Sendable (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                // Wrapped once it is served: one that comes while the server stops would be dropped, and NIO ends the process
                // for a wrapped channel that nobody has finished. Until then nothing is read.
                channel.setOption(.autoRead, value: false).map { channel }
            }
        let port = listener.channel.localAddress?.port ?? 0
        let server = ScriptedServer(baseURL: "http://127.0.0.1:\(port)", log: RequestLog())
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.accept(listener, script) }
            do {
                let result = try await body(server)
                group.cancelAll()
                return result
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    private func accept(
        _ listener: NIOAsyncChannel<any Channel, Never>,
        _ script: @escaping Script
    ) async throws {
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await channel in connections {
                    log.connections.withLock { $0 += 1 }
                    group.addTask { await self.play(script, on: channel) }
                }
            }
        }
    }

    private func play(_ script: Script, on accepted: any Channel) async {
        let wrapped = try? await accepted.eventLoop.submit {
            let channel = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: accepted)
            accepted.setOption(.autoRead, value: true).whenComplete { _ in }
            return channel
        }.get()
        guard let channel = wrapped else { return }  // closed already
        // A client that goes away in the middle of a script is what half of the tests are about.
        try? await channel.executeThenClose { inbound, outbound in
            var connection = ScriptedConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound, log: log)
            try await script(&connection)
            // Closing it all at once would drop what a slow reader has not taken yet.
            try await channel.channel.close(mode: .output)
            await connection.waitForClose()
        }
    }
}

/// What a client sent.
struct ScriptedRequest: Sendable {
    /// The first line, such as `POST /v1beta/models/x:generateContent HTTP/1.1`.
    let line: String
    /// The header lines as they came.
    let headers: [String]
    let rawBody: [UInt8]

    /// The body, for those that are text.
    var body: String { String(decoding: rawBody, as: UTF8.self) }

    /// The value of a header, by its name in lower case.
    func header(_ name: String) -> String? {
        let line = headers.first { $0.lowercased().hasPrefix(name + ":") }
        return line.map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
    }

    /// Path and query.
    var target: String { String(line.split(separator: " ").dropFirst().first ?? "") }
}

/// One connection of a ``ScriptedServer``, as its script sees it.
struct ScriptedConnection {
    fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    fileprivate let log: RequestLog
    fileprivate var received = ByteBuffer()

    /// Reads one request to its end and keeps it.
    @discardableResult
    mutating func request() async throws -> ScriptedRequest {
        var head: String?
        while head == nil {
            try await receive()
            head = endOfHead()
        }
        let lines = (head ?? "").split(separator: "\r\n").map(String.init)
        let plain = ScriptedRequest(line: lines.first ?? "", headers: Array(lines.dropFirst()), rawBody: [])
        let length = plain.header("content-length").flatMap { Int($0) } ?? 0
        while received.readableBytes < length {
            try await receive()
        }
        let body = received.readBytes(length: length) ?? []
        let request = ScriptedRequest(line: plain.line, headers: plain.headers, rawBody: body)
        log.requests.withLock { $0.append(request) }
        return request
    }

    private mutating func receive() async throws {
        guard var bytes = try await inbound.next(isolation: #isolation) else { throw ClosedByClient() }
        received.writeBuffer(&bytes)
    }

    private mutating func endOfHead() -> String? {
        let bytes = Array(received.readableBytesView)
        guard let end = bytes.indices.dropLast(3).first(where: { bytes[$0..<$0 + 4].elementsEqual("\r\n\r\n".utf8) })
        else { return nil }
        defer { received.moveReaderIndex(forwardBy: 4) }
        return received.readString(length: end)
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// A whole reply whose body ends with the connection.
    func reply(
        _ body: String,
        status: String = "200 OK",
        type: String = "text/event-stream",
        headers: String = ""
    ) async throws {
        try await send("HTTP/1.1 \(status)\r\ncontent-type: \(type)\r\n\(headers)connection: close\r\n\r\n\(body)")
    }

    /// Returns when the client has closed the connection.
    mutating func waitForClose() async {
        // Both an end and a reset are what this waits for.
        while let _ = try? await inbound.next(isolation: #isolation) {}
    }

    struct ClosedByClient: Error {}
}

private final class RequestLog: Sendable {
    let requests = Mutex<[ScriptedRequest]>([])
    let connections = Mutex(0)
}
