import NIOCore
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Bad frames", .timeLimit(.minutes(30)))
struct BadFrameTests {
    static let frames = [
        "", " ", "x", "null", "[]", "{}", "\"resume\"", #"{"type":"resume""#,
        #"{"type":"Resume","epoch":null,"since":0,"answers":[]}"#,
        #"{"type":"hello"}"#, #"{"type":"ask","text":"x"}"#, #"{"type":7}"#, #"{"type":"resume","epoch":7,"since":0}"#,
        #"{"type":"resume","epoch":"x"}"#, #"{"type":"resume","epoch":"x","since":"0"}"#,
        #"{"type":"resume","epoch":"x","since":-1}"#, #"{"type":"resume","epoch":"x","since":1e400}"#,
        #"{"type":"resume","epoch":"x","since":1e20}"#, #"{"type":"resume","epoch":"x","since":0.5}"#,
        #"{"type":"resume","epoch":"x","since":9223372036854775808}"#,
        #"{"type":"resume","epoch":null,"since":-9223372036854775808}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":{}}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":[7]}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":[{"messageID":"x","offset":0}]}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":[{"messageID":"0192ab00-0000-7000-8000-000000000000","offset":-1}]}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":[{"messageID":"0192ab00-0000-7000-8000-000000000000","offset":1e30}]}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":[{"messageID":"0192ab00-0000-7000-8000-000000000000"}]}"#,
        String(repeating: "[", count: 60_000), #"{"type":"resume","epoch":"\ud800","since":0}"#,
        #"{"a\#(String(repeating: "\u{0301}\u{0327}", count: 15_000))":1}"#,
    ]

    @Test("Anything but a resume closes the socket with 4400, and the server lives", arguments: [false, true])
    func notAResume(afterResume: Bool) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let before = try await chat.browser.get("conversations").text
            for frame in Self.frames {
                let tab = try await Self.tab(chat.browser, afterResume)
                try await tab.send(ClientFrame(ClientFrame.Opcode.text, ByteBuffer(string: frame)))
                #expect(try await Self.closeCode(tab) == 4400, "\(frame.prefix(80))")
            }
            #expect(try await chat.browser.get("conversations").text == before)
            #expect(try await chat.answer(to: "Still there?").status == "complete")
        }
    }

    @Test("Binary frames, large ones, and what RFC 6455 forbids", arguments: [false, true])
    func wrongFrames(afterResume: Bool) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            func code(_ frame: ClientFrame) async throws -> UInt16? {
                let tab = try await Self.tab(chat.browser, afterResume)
                try await tab.send(frame)
                return try await Self.closeCode(tab)
            }
            let resume = ByteBuffer(string: #"{"type":"resume","epoch":null,"since":0,"answers":[]}"#)
            #expect(try await code(ClientFrame(ClientFrame.Opcode.binary, resume)) == 4400)
            let large = ByteBuffer(
                bytes: Array(resume.readableBytesView) + Array(repeating: UInt8(ascii: " "), count: 65_537)
            )
            #expect(try await code(ClientFrame(ClientFrame.Opcode.text, large)) == 4400)
            var unmasked = ClientFrame(ClientFrame.Opcode.text, resume)
            unmasked.isMasked = false
            #expect(try await code(unmasked) == 1002)
            #expect(try await code(ClientFrame(3, resume)) == 1002)
            #expect(try await code(ClientFrame(ClientFrame.Opcode.text, ByteBuffer(bytes: [0xC3, 0x28]))) == 1007)
            #expect(try await chat.answer(to: "Still there?").status == "complete")
        }
    }

    @Test("A frame of 64 KiB is still taken")
    func largest() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let socket = try await LiveClient.connect(anna)
            let resume = #"{"type":"resume","epoch":null,"since":0,"answers":[]}"#
            try await socket.send(resume + String(repeating: " ", count: 65_536 - resume.utf8.count))
            #expect(try await socket.receiveText().hasPrefix(#"{"type":"hello""#))
            try await socket.close()
        }
    }

    // The one slow test: the time is part of the protocol.
    @Test("A socket that says nothing is closed after ten seconds")
    func silent() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let start = ContinuousClock.now
            let socket = try await LiveClient.connect(anna)
            #expect(try await socket.receiveClose(within: .seconds(20)) == 4408)
            let waited = ContinuousClock.now - start
            #expect(waited > .seconds(9))
        }
    }

    private static func tab(_ browser: TestBrowser, _ afterResume: Bool) async throws -> WebSocketClient {
        let socket = try await LiveClient.connect(browser)
        guard afterResume else { return socket }
        try await socket.send(#"{"type":"resume","epoch":null,"since":0,"answers":[]}"#)
        _ = try await socket.receiveText()
        return socket
    }

    /// Nothing but a Close may come.
    private static func closeCode(_ socket: WebSocketClient) async throws -> UInt16? {
        let code = try await socket.receiveClose()
        try await socket.connection.close()
        return code
    }
}
