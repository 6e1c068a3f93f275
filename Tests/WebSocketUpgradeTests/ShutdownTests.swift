import NIOCore
import ServiceLifecycle
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// What the end of the server means for open sockets.
@Suite(.timeLimit(.minutes(5))) struct ShutdownTests {
    private static let heeding: WebSocketHandler = { inbound, outbound in
        await withGracefulShutdownHandler {
            for await message in inbound {
                guard case .text(let text) = message else { continue }
                do { try await outbound.text(text) } catch { break }
            }
            return WebSocketClose(code: 1000)
        } onGracefulShutdown: {
            outbound.close(WebSocketClose(code: 1001))
        }
    }

    @Test func gracefulShutdownReachesTheHandler() async throws {
        try await withService(limit: .seconds(60), admit: { _, _ in Self.heeding }) { port, group in
            let client = try await WebSocketClient.connect(port: port, path: "/")
            try await client.send("hello")
            #expect(try await client.receiveText() == "hello")
            await group.triggerGracefulShutdown()
            #expect(try await client.receiveClose() == 1001)
            try await client.receiveEnd()
        }
    }

    @Test func cancelWhenGracefulShutdownWorksInTheHandler() async throws {
        let handler: WebSocketHandler = { inbound, _ in
            do {
                try await cancelWhenGracefulShutdown {
                    for await _ in inbound {}
                    try Task.checkCancellation()
                }
                return WebSocketClose(code: 1000)
            } catch {
                return WebSocketClose(code: 1001)
            }
        }
        try await withService(limit: .seconds(60), admit: { _, _ in handler }) { port, group in
            let client = try await WebSocketClient.connect(port: port, path: "/")
            await group.triggerGracefulShutdown()
            #expect(try await client.receiveClose() == 1001)
            try await client.receiveEnd()
        }
    }

    @Test func gracefulShutdownDuringAdmissionReachesTheHandlerToo() async throws {
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let admit: Admission = { _, _ in
            enter.yield()
            for await _ in released { break }
            return Self.heeding
        }
        try await withService(limit: .seconds(60), admit: admit) { port, group in
            let connection = try await RawConnection.connect(port: port)
            let exchange = HTTPExchange(connection)
            try await exchange.sendGet("/", headers: WebSocketClient.handshake)
            for await _ in entered { break }
            await group.triggerGracefulShutdown()
            release.yield()
            #expect(try await exchange.receive().status == 101)
            var frames = await exchange.takeRest()
            while frames.readableBytes < 4, let more = try await connection.receive() {
                frames.writeImmutableBuffer(more)
            }
            #expect(ClientFrame.read(from: &frames)?.closeCode == 1001)
        }
    }

    @Test func idleHTTPConnectionDoesNotHoldTheShutdown() async throws {
        try await withService(limit: .seconds(60), admit: { _, _ in nil }) { port, group in
            let silent = HTTPExchange(try await RawConnection.connect(port: port))
            let kept = HTTPExchange(try await RawConnection.connect(port: port))
            try await kept.sendGet("/plain")
            #expect(try await kept.receive().status == 200)
            await group.triggerGracefulShutdown()
            try await silent.receiveEnd()
            try await kept.receiveEnd()
        }
    }

    @Test func handlerThatHeedsNothingIsCutWhenTheLimitIsOver() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        let stubborn: WebSocketHandler = { inbound, _ in
            for await _ in inbound {}
            end.yield(Task.isCancelled)
            return WebSocketClose(code: 1000)
        }
        try await withService(limit: .milliseconds(200), admit: { _, _ in stubborn }) { port, group in
            let client = try await WebSocketClient.connect(port: port, path: "/")
            await group.triggerGracefulShutdown()
            while let frame = try await client.receive() { #expect(frame.opcode == ClientFrame.Opcode.close) }
            var iterator = ends.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }
}
