internal import NIOCore

/// A WebSocket client for tests: what it receives is literal and in order, and every wait has a time limit.
///
/// Only one task may receive at a time; sending is free.
package actor WebSocketClient {
    /// The server did not upgrade the connection; this is what it answered.
    package struct Refused: Error {
        package let answer: HTTPAnswer
    }

    /// Something else arrived than the test asked for.
    package struct Unexpected: Error, CustomStringConvertible {
        package let description: String
    }

    /// The connection below, for tests that cut or stall it.
    package nonisolated let connection: RawConnection

    /// Whether a Ping is answered by `receive()`, which then does not return it.
    package var answersPings = true

    private var unread: ByteBuffer

    private init(connection: RawConnection, unread: ByteBuffer) {
        self.connection = connection
        self.unread = unread
    }

    /// The fields of a correct opening handshake, with the key of RFC 6455's example.
    package static let handshake = [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    /// Connects and upgrades. Errors: `Refused`, `RawConnection.Failure`, and the system's.
    package static func connect(
        host: String = "127.0.0.1",
        port: Int,
        path: String,
        headers: [(String, String)] = []
    ) async throws -> WebSocketClient {
        let connection = try await RawConnection.connect(host: host, port: port)
        return try await upgrade(connection, HTTPExchange(connection), path: path, headers: headers)
    }

    /// Upgrades a connection that may have been used for HTTP before. Errors: as `connect`.
    package static func upgrade(
        _ connection: RawConnection,
        _ exchange: HTTPExchange,
        path: String,
        headers: [(String, String)] = []
    ) async throws -> WebSocketClient {
        try await exchange.sendGet(path, headers: handshake + headers)
        let answer = try await exchange.receive()
        guard answer.status == 101 else { throw Refused(answer: answer) }
        guard answer["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            answer["upgrade"]?.lowercased() == "websocket", answer["connection"]?.lowercased() == "upgrade"
        else { throw Unexpected(description: "wrong handshake: \(answer.headers)") }
        return WebSocketClient(connection: connection, unread: await exchange.takeRest())
    }

    /// Leaves Pings unanswered, and lets `receive()` return them.
    package func leavePingsUnanswered() {
        answersPings = false
    }

    // MARK: Sending

    /// Sends a whole text message.
    package func send(_ text: String) async throws {
        try await send(ClientFrame(ClientFrame.Opcode.text, ByteBuffer(string: text)))
    }

    /// Sends one frame.
    package func send(_ frame: ClientFrame) async throws {
        try await connection.send(frame.bytes)
    }

    /// Sends bytes that need not be frames.
    package func send(raw bytes: [UInt8]) async throws {
        try await connection.send(ByteBuffer(bytes: bytes))
    }

    // MARK: Receiving

    /// The next frame; nil at the end of the connection. Errors: `RawConnection.Failure` when none comes in time.
    package func receive(within limit: Duration = .seconds(30)) async throws -> ClientFrame? {
        while true {
            if let frame = ClientFrame.read(from: &unread) {
                guard answersPings, frame.opcode == ClientFrame.Opcode.ping else { return frame }
                connection.sendLater(ClientFrame(ClientFrame.Opcode.pong, frame.payload).bytes)
                continue
            }
            guard let bytes = try await connection.receive(within: limit) else { return nil }
            unread.discardReadBytes()
            unread.writeImmutableBuffer(bytes)
        }
    }

    /// The next frame, which must be a whole text message. Errors: also `Unexpected`.
    package func receiveText(within limit: Duration = .seconds(30)) async throws -> String {
        try await expect(ClientFrame.Opcode.text, "a text", within: limit).text
    }

    /// The code of the next frame, which must be a Close; nil when it has none. Errors: also `Unexpected`.
    @discardableResult
    package func receiveClose(within limit: Duration = .seconds(30)) async throws -> UInt16? {
        try await expect(ClientFrame.Opcode.close, "a close", within: limit).closeCode
    }

    /// Waits for the end of the connection, without a frame before it. Errors: also `Unexpected`.
    package func receiveEnd(within limit: Duration = .seconds(30)) async throws {
        if let frame = try await receive(within: limit) {
            throw Unexpected(description: "expected the end, got \(frame)")
        }
    }

    /// Closes in an orderly way and gives the code of the server's Close, after any frames that are still on their way.
    @discardableResult
    package func close(_ code: UInt16 = 1000, within limit: Duration = .seconds(30)) async throws -> UInt16? {
        try await send(ClientFrame(ClientFrame.Opcode.close, ByteBuffer(integer: code)))
        var answer: UInt16?
        while let frame = try await receive(within: limit) {
            if frame.opcode == ClientFrame.Opcode.close { answer = frame.closeCode }
        }
        try await connection.close()
        return answer
    }

    private func expect(_ opcode: UInt8, _ wanted: String, within limit: Duration) async throws -> ClientFrame {
        guard let frame = try await receive(within: limit) else {
            throw Unexpected(description: "expected \(wanted), got the end of the connection")
        }
        guard frame.opcode == opcode, frame.isFinal, !frame.isMasked, frame.reserved == 0 else {
            throw Unexpected(description: "expected \(wanted), got \(frame)")
        }
        return frame
    }
}
