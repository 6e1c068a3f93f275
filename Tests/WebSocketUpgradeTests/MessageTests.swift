import NIOCore
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// Messages over a real connection.
@Suite(.timeLimit(.minutes(5))) struct MessageTests {
    private typealias Opcode = ClientFrame.Opcode

    private func text(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536])
    func everyLengthIsEchoed(length: Int) async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            let message = String(repeating: "x", count: length)
            try await client.send(message)
            #expect(try await client.receiveText() == message)
            try await client.send(ClientFrame(Opcode.binary, ByteBuffer(string: message)))
            #expect(try await client.receive()?.payload == ByteBuffer(string: message))
            try await client.close()
        }
    }

    @Test func frameSentByteByByteIsOneMessage() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            for byte in ClientFrame(Opcode.text, text("slow")).bytes.readableBytesView {
                try await client.send(raw: [byte])
            }
            #expect(try await client.receiveText() == "slow")
            try await client.close()
        }
    }

    @Test func manyFramesInOneWriteAreAllEchoedInOrder() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            var bytes = ByteBuffer()
            for number in 0..<2000 { bytes.writeImmutableBuffer(ClientFrame(Opcode.text, text("\(number)")).bytes) }
            try await client.connection.send(bytes)
            for number in 0..<2000 { #expect(try await client.receiveText() == "\(number)") }
            try await client.close()
        }
    }

    @Test func pingWithinAFragmentedMessageIsAnsweredAtOnce() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send(ClientFrame(Opcode.text, text("one "), isFinal: false))
            try await client.send(ClientFrame(Opcode.ping, text("now")))
            let pong = try #require(try await client.receive())
            #expect(pong.opcode == Opcode.pong)
            #expect(pong.text == "now")
            try await client.send(ClientFrame(Opcode.continuation, text("two")))
            #expect(try await client.receiveText() == "one two")
            try await client.close()
        }
    }

    @Test func serverPingsAndHearsThePong() async throws {
        let ping: WebSocketHandler = { inbound, outbound in
            do {
                try await outbound.ping()
                for await message in inbound where message == .pong { break }
                try await outbound.text(ByteBuffer(string: "heard"))
            } catch { Issue.record(error) }
            return WebSocketClose(code: 1000)
        }
        try await withServer(handler: ping) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            #expect(try await client.receiveText() == "heard")
            #expect(try await client.receiveClose() == 1000)
        }
    }

    @Test func severalTextsAtOnceAreSeveralMessages() async throws {
        let list: WebSocketHandler = { _, outbound in
            do {
                try await outbound.text([])
                try await outbound.text(["a", "b", "c"].map { ByteBuffer(string: $0) })
                #expect(outbound.offer(ByteBuffer(string: "d")))
            } catch { Issue.record(error) }
            return WebSocketClose(code: 1000)
        }
        try await withServer(handler: list) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            for letter in ["a", "b", "c", "d"] { #expect(try await client.receiveText() == letter) }
            #expect(try await client.receiveClose() == 1000)
        }
    }

    @Test func manySocketsAtOnceKeepTheirOwnMessages() async throws {
        try await withServer { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let client = try await WebSocketClient.connect(port: port, path: "/echo")
                        for turn in 0..<10 {
                            try await client.send("\(number):\(turn)")
                            #expect(try await client.receiveText() == "\(number):\(turn)")
                        }
                        try await client.close()
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
