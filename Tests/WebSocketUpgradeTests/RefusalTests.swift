import HummingbirdCore
import NIOCore
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// Requests that stay HTTP, with an upgrade asked for or not.
@Suite(.timeLimit(.minutes(5))) struct RefusalTests {
    @Test func refusedHandshakeIsAnsweredByTheRouterAndEndsTheConnection() async throws {
        try await withServer { port in
            let connection = try await RawConnection.connect(port: port)
            let exchange = HTTPExchange(connection)
            try await exchange.sendGet("/plain")
            #expect(try await exchange.receive()["connection"] == nil)
            try await exchange.sendGet("/plain", headers: WebSocketClient.handshake)
            let answer = try await exchange.receive()
            #expect(answer.status == 200)
            #expect(answer.body == "plain")
            #expect(answer["connection"] == "close")
            try await exchange.receiveEnd()
        }
    }

    @Test(arguments: [
        [("Connection", "Upgrade"), ("Upgrade", "websocket")],
        [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")],
        [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")],
        [("Sec-WebSocket-Version", "8")] + WebSocketClient.handshake.filter { $0.0 != "Sec-WebSocket-Version" },
        [("Sec-WebSocket-Key", "short")] + WebSocketClient.handshake.filter { $0.0 != "Sec-WebSocket-Key" },
        [("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")] + WebSocketClient.handshake,
        [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")],
    ])
    func wrongHandshakeIsAnsweredAsHTTP(headers: [(String, String)]) async throws {
        try await withServer { port in
            let exchange = HTTPExchange(try await RawConnection.connect(port: port))
            // There is no such route: what would be a WebSocket is a 404 here.
            try await exchange.sendGet("/echo", headers: headers)
            let answer = try await exchange.receive()
            #expect(answer.status == 404)
            #expect(answer["connection"] == "close")
            try await exchange.receiveEnd()
        }
    }

    @Test func upgradeWithABodyIsOrdinaryHTTP() async throws {
        try await withServer { port in
            let exchange = HTTPExchange(try await RawConnection.connect(port: port))
            let headers = WebSocketClient.handshake + [("Content-Length", "4")]
            try await exchange.send("POST", "/plain", headers: headers, body: "body")
            #expect(try await exchange.receive().body == "body")
            try await exchange.receiveEnd()
        }
    }

    @Test func requestsWithoutUpgradeKeepTheConnection() async throws {
        try await withServer { port in
            let exchange = HTTPExchange(try await RawConnection.connect(port: port))
            try await exchange.sendGet("/plain", headers: [("Connection", "keep-alive")])
            #expect(try await exchange.receive().body == "plain")
            try await exchange.send("HEAD", "/plain")
            #expect(try await exchange.receive(hasBody: false).status == 404)
            // A lone Upgrade field asks for nothing.
            try await exchange.sendGet("/plain", headers: [("Upgrade", "websocket")])
            #expect(try await exchange.receive().body == "plain")
            try await exchange.sendGet("/plain")
            #expect(try await exchange.receive().body == "plain")
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await withServer { port in
            let connection = try await RawConnection.connect(port: port)
            let exchange = HTTPExchange(connection)
            let get = "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let post = "POST /plain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody"
            try await connection.send(ByteBuffer(string: get + post + get + post))
            for body in ["plain", "body", "plain", "body"] { #expect(try await exchange.receive().body == body) }
        }
    }

    @Test func brokenRequestIs400() async throws {
        try await withServer { port in
            let connection = try await RawConnection.connect(port: port)
            try await connection.send(ByteBuffer(string: "GET /echo HTTP/9.9\r\nUpgrade: websocket\r\n\r\n"))
            let exchange = HTTPExchange(connection)
            #expect(try await exchange.receive().status == 400)
            try await exchange.receiveEnd()
        }
    }

    @Test func silentConnectionIsCutByTheIdleTimeout() async throws {
        try await withServer(configuration: .init(idleTimeout: .milliseconds(200))) { port in
            let silent = HTTPExchange(try await RawConnection.connect(port: port))
            try await silent.receiveEnd()
            let kept = try await beforeTheTimeout {
                let exchange = HTTPExchange(try await RawConnection.connect(port: port))
                try await exchange.sendGet("/plain")
                #expect(try await exchange.receive().body == "plain")
                return exchange
            }
            try await kept.receiveEnd()
        }
    }

    @Test func idleTimeoutOfHTTPDoesNotCutAWebSocket() async throws {
        try await withServer(configuration: .init(idleTimeout: .milliseconds(100))) { port in
            let client = try await beforeTheTimeout { try await WebSocketClient.connect(port: port, path: "/echo") }
            // Connections that began later are cut one after the other.
            for _ in 0..<2 { try await HTTPExchange(try await RawConnection.connect(port: port)).receiveEnd() }
            try await client.send("hello")
            #expect(try await client.receiveText() == "hello")
            try await client.close()
        }
    }

    /// Tries again, a few times: on a busy machine the time-out may strike before the request is read.
    private func beforeTheTimeout<Value>(_ attempt: () async throws -> Value) async throws -> Value {
        for _ in 0..<20 {
            do { return try await attempt() } catch is RawConnection.Failure {}
        }
        return try await attempt()
    }
}
