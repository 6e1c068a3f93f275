import NIOCore
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// A client that breaks the rules is told so with the right code, and the connection ends.
@Suite(.timeLimit(.minutes(5))) struct ViolationTests {
    struct Violation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let code: UInt16

        init(_ description: String, _ code: UInt16, _ frames: ClientFrame...) {
            self.init(description, code, raw: frames.flatMap { Array($0.bytes.readableBytesView) })
        }

        init(_ description: String, _ code: UInt16, raw bytes: [UInt8]) {
            testDescription = description
            self.bytes = bytes
            self.code = code
        }
    }

    private static func frame(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        change: (inout ClientFrame) -> Void = { _ in }
    ) -> ClientFrame {
        var frame = ClientFrame(opcode, ByteBuffer(bytes: payload), isFinal: isFinal)
        change(&frame)
        return frame
    }

    static let violations = [
        Violation("unmasked", 1002, frame(1) { $0.isMasked = false }),
        Violation("reserved bit", 1002, frame(1) { $0.reserved = 4 }),
        Violation("unknown opcode", 1002, frame(3)),
        Violation("unknown control opcode", 1002, frame(11)),
        Violation("stray continuation", 1002, frame(0)),
        Violation("message within a message", 1002, frame(1, isFinal: false), frame(1)),
        Violation("fragmented ping", 1002, frame(9, isFinal: false)),
        Violation("long ping", 1002, frame(9, [UInt8](repeating: 0, count: 126))),
        Violation("fragmented close", 1002, frame(8, isFinal: false)),
        Violation("wrong UTF-8", 1007, frame(1, [0xC0, 0xAF])),
        Violation("cut UTF-8", 1007, frame(1, [0xE2, 0x82], isFinal: false), frame(0, [0x41])),
        Violation("close of one byte", 1002, frame(8, [3])),
        Violation("close code 1005", 1002, frame(8, [3, 237])),
        Violation("close reason not UTF-8", 1007, frame(8, [3, 232, 0xFF])),
        Violation("large frame", 4444, frame(2, [UInt8](repeating: 0, count: 1001))),
        Violation(
            "large message",
            4444,
            frame(2, [UInt8](repeating: 0, count: 600), isFinal: false),
            frame(0, [UInt8](repeating: 0, count: 401))
        ),
        // Announced only: none of it is sent, let alone kept.
        Violation("huge frame", 4444, raw: [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]),
        Violation(
            "length above 63 bits",
            4444,
            raw: [0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
        ),
        Violation(
            "HTTP",
            1002,
            raw: Array("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: of another protocol altogether\r\n\r\n".utf8)
        ),
    ]

    @Test(arguments: violations)
    func violationIsAnsweredWithItsCode(violation: Violation) async throws {
        var settings = WebSocketSettings()
        settings.maximumMessageBytes = 1000
        settings.tooLargeCloseCode = 4444
        try await withServer(settings: settings) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send(raw: violation.bytes)
            // Whatever follows is not read.
            try await client.send("ignored")
            #expect(try await client.receiveClose() == violation.code)
            try await client.receiveEnd()
        }
    }

    @Test func messagesBeforeTheViolationStillArrive() async throws {
        let seen = Counter()
        let count: WebSocketHandler = { inbound, _ in
            for await _ in inbound { seen.increment() }
            return WebSocketClose(code: 4000)
        }
        try await withServer(handler: count) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            var bytes = ByteBuffer()
            for _ in 0..<3 { bytes.writeImmutableBuffer(ClientFrame(1, ByteBuffer(string: "a")).bytes) }
            bytes.writeImmutableBuffer(ClientFrame(3).bytes)
            try await client.connection.send(bytes)
            #expect(try await client.receiveClose() == 1002)
            try await client.receiveEnd()
        }
        #expect(seen.value == 3)
    }

    @Test func sizeLimitAdmitsExactlyItself() async throws {
        var settings = WebSocketSettings()
        settings.maximumMessageBytes = 10
        try await withServer(settings: settings) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send("0123456789")
            #expect(try await client.receiveText() == "0123456789")
            // Control frames have their own limit.
            try await client.send(ClientFrame(9, ByteBuffer(string: String(repeating: "p", count: 125))))
            #expect(try await client.receive()?.payload.readableBytes == 125)
            try await client.send("01234567890")
            #expect(try await client.receiveClose() == 1009)
        }
    }

    @Test func closeCodeReachesAClientThatKeepsSending() async throws {
        var settings = WebSocketSettings()
        settings.maximumMessageBytes = 1000
        try await withServer(settings: settings) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            var frame = ClientFrame(2, ByteBuffer(repeating: 0, count: 4 << 20)).bytes
            // The announcement, and then megabytes that the server must not answer with a RST.
            try await client.connection.send(frame.readSlice(length: 14) ?? ByteBuffer())
            try await client.connection.send(frame)
            #expect(try await client.receiveClose() == 1009)
            try await client.receiveEnd()
        }
    }
}
