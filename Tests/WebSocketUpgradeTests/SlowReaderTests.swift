import HTTPTypes
import NIOCore
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// Clients that do not read, and handlers that do not.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SlowReaderTests {
    /// More than kernels keep for a peer that does not read.
    private static let flood = 16 << 20

    /// Admits to `handler` at `/slow` and to an echo elsewhere.
    private func admitting(_ handler: @escaping WebSocketHandler) -> Admission {
        { request, _ in request.path == "/slow" ? handler : echo }
    }

    /// Returns when `value` has stayed the same while the server answered a good many messages of another client.
    private func standstill(of value: () -> Int, port: Int) async throws {
        let other = try await WebSocketClient.connect(port: port, path: "/echo")
        var before = -1
        while value() != before {
            before = value()
            for _ in 0..<200 {
                try await other.send("tick")
                _ = try await other.receiveText()
            }
        }
        try await other.close()
    }

    @Test func sendingWaitsForAClientThatDoesNotRead() async throws {
        let sent = Counter()
        let send: WebSocketHandler = { _, outbound in
            let megabyte = ByteBuffer(repeating: 0x61, count: 1 << 20)
            do {
                for _ in 0..<Self.flood >> 20 {
                    try await outbound.text(megabyte)
                    sent.increment()
                }
            } catch { Issue.record(error) }
            return WebSocketClose(code: 1000)
        }
        try await withServer(admit: admitting(send)) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/slow")
            try await client.connection.stopReading()
            try await standstill(of: { sent.value }, port: port)
            #expect(sent.value < Self.flood >> 20)
            try await client.connection.startReading()
            for _ in 0..<Self.flood >> 20 { #expect(try await client.receiveText().utf8.count == 1 << 20) }
            #expect(try await client.receiveClose() == 1000)
        }
    }

    @Test func offersAreRefusedOnceAClientDoesNotRead() async throws {
        let (refusals, refusal) = AsyncStream.makeStream(of: Int.self)
        let offer: WebSocketHandler = { inbound, outbound in
            let kilobyte = ByteBuffer(repeating: 0x61, count: 1 << 10)
            var taken = 0
            // One refusal may only mean that the event loop has not come by; a message of the client says that it has.
            for await _ in inbound {
                while taken < Self.flood >> 10, outbound.offer(kilobyte) { taken += 1 }
                refusal.yield(taken)
            }
            return WebSocketClose(code: 4430)
        }
        try await withServer(admit: admitting(offer)) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/slow")
            try await client.connection.stopReading()
            var iterator = refusals.makeAsyncIterator()
            var taken = (before: -1, now: 0)
            while taken.now != taken.before {
                try await client.send("more")
                taken = (taken.now, try #require(await iterator.next()))
            }
            #expect(taken.now >= 64)
            #expect(taken.now < Self.flood >> 10)
            try await client.connection.reset()
        }
    }

    @Test func cancelledSenderStopsWaiting() async throws {
        let (outcomes, outcome) = AsyncStream.makeStream(of: String.self)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let send: WebSocketHandler = { inbound, outbound in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    let megabyte = ByteBuffer(repeating: 0x61, count: 1 << 20)
                    do {
                        for _ in 0..<Self.flood >> 20 {
                            try await outbound.text(megabyte)
                            start.yield()
                        }
                        outcome.yield("all sent")
                    } catch {
                        outcome.yield("\(type(of: error))")
                    }
                }
                for await _ in inbound { break }
                group.cancelAll()
            }
            return WebSocketClose(code: 1001)
        }
        var settings = WebSocketSettings()
        settings.closeTimeout = .milliseconds(100)
        try await withServer(settings: settings, admit: admitting(send)) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/slow")
            try await client.connection.stopReading()
            for await _ in started { break }
            try await client.send("cancel")
            var iterator = outcomes.makeAsyncIterator()
            #expect(await iterator.next() == "CancellationError")
        }
    }

    @Test func pingsOfAClientThatDoesNotReadFillNoMemory() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.connection.stopReading()
            // All are read, though their answers would not fit into what kernels keep.
            let rounds = 100
            let ping = ClientFrame(ClientFrame.Opcode.ping, ByteBuffer(repeating: 0, count: 125)).bytes
            var pings = ByteBuffer()
            for _ in 0..<1000 { pings.writeImmutableBuffer(ping) }
            for _ in 0..<rounds { try await client.connection.send(pings) }
            try await client.send(ClientFrame(ClientFrame.Opcode.ping, ByteBuffer(string: "last")))
            try await client.connection.startReading()
            try await client.send("done")
            var pongs = 0
            var last = ""
            while let frame = try await client.receive(), frame.opcode == ClientFrame.Opcode.pong {
                pongs += 1
                last = frame.text
            }
            #expect(pongs > 0)
            #expect(pongs < rounds * 1000)
            #expect(last == "last")
            try await client.close()
        }
    }

    @Test func connectionIsNotReadWhileItsHandlerDoesNot() async throws {
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let count = 256
        let wait: WebSocketHandler = { inbound, outbound in
            for await _ in released { break }
            var bytes = 0
            for await case .binary(let message) in inbound {
                bytes += message.readableBytes
                if bytes == count * 32_768 { break }
            }
            do { try await outbound.text(ByteBuffer(string: "\(bytes)")) } catch { Issue.record(error) }
            return WebSocketClose(code: 1000)
        }
        try await withServer(admit: admitting(wait)) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/slow")
            let message = ClientFrame(ClientFrame.Opcode.binary, ByteBuffer(repeating: 1, count: 32_768)).bytes
            for _ in 0..<count { client.connection.sendLater(message) }
            try await standstill(of: { client.connection.unsentBytes }, port: port)
            #expect(client.connection.unsentBytes > 0)
            release.yield()
            #expect(try await client.receiveText(within: .seconds(120)) == "\(count * 32_768)")
            #expect(try await client.receiveClose() == 1000)
        }
    }
}
