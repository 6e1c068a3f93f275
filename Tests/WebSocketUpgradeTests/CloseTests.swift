import NIOCore
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// How a WebSocket ends.
@Suite(.timeLimit(.minutes(5))) struct CloseTests {
    @Test(arguments: [1000, 1001, 1011, 3000, 4999] as [UInt16])
    func closeOfTheClientIsEchoed(code: UInt16) async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            #expect(try await client.close(code) == code)
        }
    }

    @Test func closeWithoutACodeIsEchoedWithoutOne() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send(ClientFrame(ClientFrame.Opcode.close))
            let answer = try #require(try await client.receive())
            #expect(answer.opcode == ClientFrame.Opcode.close)
            #expect(answer.payload.readableBytes == 0)
            try await client.receiveEnd()
        }
    }

    @Test func nothingIsReadAfterAClose() async throws {
        let seen = Counter()
        let count: WebSocketHandler = { inbound, _ in
            for await _ in inbound { seen.increment() }
            return WebSocketClose(code: 1000)
        }
        try await withServer(handler: count) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            var bytes = ClientFrame(ClientFrame.Opcode.close, ByteBuffer(integer: 1000 as UInt16)).bytes
            bytes.writeImmutableBuffer(ClientFrame(ClientFrame.Opcode.text, ByteBuffer(string: "late")).bytes)
            bytes.writeImmutableBuffer(ClientFrame(ClientFrame.Opcode.ping).bytes)
            bytes.writeImmutableBuffer(ClientFrame(3).bytes)
            try await client.connection.send(bytes)
            #expect(try await client.receiveClose() == 1000)
            try await client.receiveEnd()
        }
        #expect(seen.value == 0)
    }

    @Test func handlersCloseIsSentAfterItsMessages() async throws {
        let leave: WebSocketHandler = { _, outbound in
            do {
                for number in 0..<100 { try await outbound.text(ByteBuffer(string: "\(number)")) }
            } catch { Issue.record(error) }
            return WebSocketClose(code: 4430, reason: "too slow")
        }
        try await withServer(handler: leave) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            for number in 0..<100 { #expect(try await client.receiveText() == "\(number)") }
            let close = try #require(try await client.receive())
            #expect(close.closeCode == 4430)
            #expect(close.closeReason == "too slow")
            // The connection is the client's to close, once it has said its own Close.
            try await client.send(ClientFrame(ClientFrame.Opcode.close, ByteBuffer(integer: 4430 as UInt16)))
            try await client.receiveEnd()
        }
    }

    @Test func clientThatDoesNotAnswerTheCloseIsCutAfterTheTimeout() async throws {
        var settings = WebSocketSettings()
        settings.closeTimeout = .milliseconds(200)
        let ended = Counter()
        try await withServer(settings: settings, handler: { _, _ in WebSocketClose(code: 4408) }) { port in
            let begin = ContinuousClock.now
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            #expect(try await client.receiveClose() == 4408)
            // The server's FIN comes at once; that the connection is gone shows when it answers with RST.
            try await client.receiveEnd()
            while ContinuousClock.now - begin < .seconds(30) {
                do {
                    try await client.send("still there?")
                } catch {
                    ended.increment()
                    break
                }
            }
            #expect(ContinuousClock.now - begin >= settings.closeTimeout)
        }
        #expect(ended.value == 1)
    }

    @Test func outboundClosesFromAnywhere() async throws {
        let (outbounds, made) = AsyncStream.makeStream(of: WebSocketOutbound.self)
        let wait: WebSocketHandler = { inbound, outbound in
            made.yield(outbound)
            for await _ in inbound {}
            return WebSocketClose(code: 1000)
        }
        try await withServer(handler: wait) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            for await outbound in outbounds {
                #expect(outbound.offer(ByteBuffer(string: "last words")))
                outbound.close(WebSocketClose(code: 4401))
                outbound.close(WebSocketClose(code: 4999))
                break
            }
            #expect(try await client.receiveText() == "last words")
            #expect(try await client.receiveClose() == 4401)
            try await client.receiveEnd()
        }
    }

    enum Loss: CaseIterable {
        case reset, fin, closed
    }

    @Test(arguments: Loss.allCases)
    func lostConnectionEndsInboundAndMakesWritesThrow(loss: Loss) async throws {
        let (outcomes, outcome) = AsyncStream.makeStream(of: String.self)
        let watch: WebSocketHandler = { inbound, outbound in
            for await _ in inbound {}
            #expect(!Task.isCancelled)
            #expect(!outbound.offer(ByteBuffer(string: "anyone?")))
            do {
                try await outbound.text(ByteBuffer(string: "anyone?"))
                outcome.yield("written")
            } catch is WebSocketClosed {
                outcome.yield("closed")
            } catch {
                outcome.yield("\(error)")
            }
            return WebSocketClose(code: 1000)
        }
        try await withServer(handler: watch) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            switch loss {
            case .reset: try await client.connection.reset()
            case .fin: try await client.connection.shutOutput()
            case .closed: try await client.connection.close()
            }
            var iterator = outcomes.makeAsyncIterator()
            #expect(await iterator.next() == "closed")
            if loss == .fin { try await client.receiveEnd() }
        }
    }

    @Test func outboundKeptBeyondTheEndIsHarmless() async throws {
        let (outbounds, made) = AsyncStream.makeStream(of: WebSocketOutbound.self)
        try await withServer(handler: { _, outbound in
            made.yield(outbound)
            return WebSocketClose(code: 1000)
        }) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            #expect(try await client.receiveClose() == 1000)
        }
        var iterator = outbounds.makeAsyncIterator()
        let outbound = try #require(await iterator.next())
        #expect(!outbound.offer(ByteBuffer(string: "late")))
        #expect(!outbound.offerPing())
        outbound.close(WebSocketClose(code: 1000))
        await #expect(throws: WebSocketClosed.self) { try await outbound.ping() }
    }
}
