internal import NIOCore
package import WebSocketTesting

/// One tab: a socket that comes back after cuts, and what it knows.
///
/// It reads only while a test waits for something. Only one task may wait at a time.
package actor LiveClient {
    /// What was waited for did not come.
    package struct Missed: Error, CustomStringConvertible {
        package let description: String
    }

    /// How a connection is cut.
    package enum Cut: Sendable {
        /// In order, without a Close frame.
        case fin
        case reset
    }

    package nonisolated let browser: TestBrowser
    package private(set) var state = LiveState()
    private var socket: WebSocketClient
    /// With which the server has closed while something else was waited for.
    private var refusal: UInt16?

    private init(browser: TestBrowser, socket: WebSocketClient) {
        self.browser = browser
        self.socket = socket
    }

    /// Opens a socket and waits for the answer to its first `resume`, which has no past.
    package static func open(_ browser: TestBrowser) async throws -> LiveClient {
        let client = LiveClient(browser: browser, socket: try await connect(browser))
        try await client.resume()
        try await client.wait("hello") { $0.epoch != nil }
        return client
    }

    /// Opens a socket on which nothing is said yet. Throws `WebSocketClient.Refused`.
    package static func connect(
        _ browser: TestBrowser,
        headers: [(String, String)]? = nil
    ) async throws -> WebSocketClient {
        let port = try browser.server.port
        var usual = [("Cookie", browser.cookie ?? ""), ("Origin", "http://localhost")]
        if let bearer = browser.bearer { usual = [("Authorization", "Bearer \(bearer)")] }
        return try await WebSocketClient.connect(port: port, path: "/api/v1/live", headers: headers ?? usual)
    }

    // MARK: Saying

    /// Says what is held.
    package func resume() async throws {
        try await socket.send(state.resumeFrame())
    }

    /// Resumes from a place of the test's choice. `since` nil: `epoch: null`.
    package func resume(epoch: String?, since: Int?, answers: JSON = []) async throws {
        state.expectAnswer(since: epoch == nil ? nil : since)
        let frame: JSON = [
            "type": "resume", "epoch": epoch.map(JSON.string) ?? .null,
            "since": since.map { .number(Double($0)) } ?? 0, "answers": answers,
        ]
        try await socket.send(frame.encoded)
    }

    /// Sends any frame.
    package func send(_ frame: ClientFrame) async throws {
        try await socket.send(frame)
    }

    // MARK: Items of replies

    package func take(conversation: JSON) {
        state.take(conversation: conversation)
    }

    package func take(message: JSON) {
        state.take(message: message)
    }

    /// Fetches a conversation with the messages of its shown path, as a tab does that opens it.
    package func load(_ conversation: String) async throws {
        state.take(conversation: try await browser.conversation(conversation))
        for message in try await browser.messages(conversation) { state.take(message: message) }
    }

    // MARK: Waiting

    /// Reads frames until the condition holds; resumes when the server turns out to be ahead. Throws `Missed` when time is up
    /// or the socket closes, `CancellationError` when the task is cancelled.
    package func wait(
        _ what: String = "a state",
        within limit: Duration = .seconds(120),
        until isMet: @Sendable (LiveState) -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while !isMet(state) {
            let left = end - ContinuousClock.now
            guard left > .zero else { throw missed(what, "time is up") }
            guard let frame = try await receive(within: left) else { throw missed(what, "the socket is closed") }
            guard frame.opcode == ClientFrame.Opcode.text else {
                refusal = frame.closeCode
                throw missed(what, "the server closes: \(frame)")
            }
            state.take(frame: frame.text)
            if state.isBehind { try await resume() }
        }
    }

    /// The answer once it is final.
    @discardableResult
    package func settled(_ id: String, within limit: Duration = .seconds(120)) async throws -> JSON {
        try await wait("the end of \(id)", within: limit) { $0.isSettled(id) }
        return state.message(id)
    }

    /// Waits until an answer has at least so much text, in UTF-16 code units, or is over.
    package func text(of id: String, atLeast length: Int = 1) async throws {
        try await wait("\(length) of \(id)") { $0.isSettled(id) || $0.message(id).text.asString.utf16.count >= length }
    }

    /// The code with which the server closes the socket, after all that it still sends. Says goodbye as a browser does.
    package func closeCode(within limit: Duration = .seconds(60)) async throws -> UInt16? {
        let end = ContinuousClock.now + limit
        while let frame = try await receive(within: end - ContinuousClock.now) {
            if frame.opcode == ClientFrame.Opcode.close {
                try await socket.send(ClientFrame(ClientFrame.Opcode.close, frame.payload))
                try await socket.connection.close()
                return frame.closeCode
            }
            state.take(frame: frame.text)
        }
        throw missed("a close code", "the connection ended without one")
    }

    /// A cancelled task says goodbye, which the server answers, and the waiting ends.
    private func receive(within limit: Duration) async throws -> ClientFrame? {
        let connection = socket.connection
        let frame = try await withTaskCancellationHandler {
            try await socket.receive(within: limit)
        } onCancel: {
            connection.sendLater(ClientFrame(ClientFrame.Opcode.close, ByteBuffer(integer: UInt16(1000))).bytes)
        }
        try Task.checkCancellation()
        return frame
    }

    private func missed(_ what: String, _ why: String) -> Missed {
        let last = state.frames.suffix(3).map { $0.prefix(300) }.joined(separator: "\n")
        return Missed(description: "waiting for \(what): \(why); the last of \(state.frames.count) frames:\n\(last)")
    }

    // MARK: Ending

    /// Takes nothing from the network any more, as a tab does that hangs.
    package func stall() async throws {
        try await socket.connection.stopReading()
    }

    /// Goes on after `stall()`.
    package func goOn() async throws {
        try await socket.connection.startReading()
    }

    /// Cuts the connection without a word.
    package func cut(_ cut: Cut) async throws {
        switch cut {
        case .fin: try await socket.connection.close()
        case .reset: try await socket.connection.reset()
        }
    }

    /// Opens a new socket and says what is held.
    ///
    /// Again, as a page does, when the words came too slowly for the server.
    /// - Parameter byteByByte: as a network may bring it.
    package func reconnect(byteByByte: Bool = false) async throws {
        socket = try await Self.connect(browser)
        state.beginSocket()
        if byteByByte {
            let frame = ClientFrame(ClientFrame.Opcode.text, ByteBuffer(string: state.resumeFrame()))
            for byte in frame.bytes.readableBytesView { try await socket.send(raw: [byte]) }
        } else {
            try await resume()
        }
        let (hellos, resets) = (state.hellos, state.resets)
        refusal = nil
        do {
            try await wait("hello") { $0.hellos > hellos || $0.resets > resets }
        } catch {
            guard byteByByte, refusal == 4408 else { throw error }
            try await reconnect()
        }
    }

    /// Closes in order and gives the code of the server's Close.
    @discardableResult
    package func close() async throws -> UInt16? {
        try await socket.close()
    }
}
