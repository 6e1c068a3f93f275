import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// The way from HTTP to a WebSocket.
@Suite(.timeLimit(.minutes(5))) struct UpgradeTests {
    @Test func firstRequestOfAConnectionIsUpgraded() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send("hello")
            #expect(try await client.receiveText() == "hello")
            #expect(try await client.close() == 1000)
        }
    }

    @Test func connectionThatHasServedRequestsIsUpgraded() async throws {
        try await withServer { port in
            let connection = try await RawConnection.connect(port: port)
            let exchange = HTTPExchange(connection)
            for _ in 0..<3 {
                try await exchange.sendGet("/plain")
                #expect(try await exchange.receive().body == "plain")
            }
            try await exchange.send("POST", "/plain", headers: [("Content-Length", "4")], body: "body")
            #expect(try await exchange.receive().body == "body")
            let client = try await WebSocketClient.upgrade(connection, exchange, path: "/echo")
            try await client.send("hello")
            #expect(try await client.receiveText() == "hello")
            #expect(try await client.close() == 1000)
        }
    }

    @Test func handshakeBehindPipelinedRequestsIsAnsweredInItsTurn() async throws {
        try await withServer { port in
            let connection = try await RawConnection.connect(port: port)
            let exchange = HTTPExchange(connection)
            let request = "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await connection.send(ByteBuffer(string: String(repeating: request, count: 30)))
            try await exchange.sendGet("/echo", headers: WebSocketClient.handshake)
            for _ in 0..<30 { #expect(try await exchange.receive().body == "plain") }
            #expect(try await exchange.receive().status == 101)
        }
    }

    @Test func frameSentRightAfterTheResponseIsNotLost() async throws {
        try await withServer { port in
            for _ in 0..<20 {
                let client = try await WebSocketClient.connect(port: port, path: "/echo")
                try await client.send("first")
                #expect(try await client.receiveText() == "first")
                try await client.connection.close()
            }
        }
    }

    @Test func handlerMaySpeakFirst() async throws {
        let greet: WebSocketHandler = { inbound, outbound in
            do {
                try await outbound.text(ByteBuffer(string: "welcome"))
            } catch { Issue.record(error) }
            for await _ in inbound {}
            return WebSocketClose(code: 1000)
        }
        try await withServer(handler: greet) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            #expect(try await client.receiveText() == "welcome")
            try await client.close()
        }
    }

    @Test func configuredHandlersSeeHTTPAndNoFrames() async throws {
        let counter = HeadCounter.Count()
        let configuration = HTTP1Channel.Configuration(additionalChannelHandlers: [HeadCounter(counter)])
        try await withServer(configuration: configuration) { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send("hello")
            #expect(try await client.receiveText() == "hello")
            try await client.close()
        }
        #expect(counter.value == 1)
    }

    @Test func clientThatGoesAwayDuringAdmissionHarmsNobody() async throws {
        let (entered, admission) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let admitSlowly: Admission = { request, _ in
            guard request.path == "/slow" else { return echo }
            admission.yield()
            for await _ in released { break }
            return echo
        }
        try await withServer(admit: admitSlowly) { port in
            let connection = try await RawConnection.connect(port: port)
            try await HTTPExchange(connection).sendGet("/slow", headers: WebSocketClient.handshake)
            for await _ in entered { break }
            try await connection.reset()
            release.yield()
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send("still there")
            #expect(try await client.receiveText() == "still there")
            try await client.close()
        }
    }
}

/// Counts the requests of its connection; anything but HTTP would make it trap.
private final class HeadCounter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias Count = Counter

    private let count: Counter

    init(_ count: Counter) {
        self.count = count
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { count.increment() }
        context.fireChannelRead(data)
    }
}
