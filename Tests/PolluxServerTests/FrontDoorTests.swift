import NIOCore
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("The front door", .timeLimit(.minutes(30)))
struct FrontDoorTests {
    private static func answer(
        _ line: String,
        _ fields: [String],
        _ server: TestServer
    ) async throws -> HTTPAnswer {
        let text = ([line] + fields).joined(separator: "\r\n") + "\r\n\r\n"
        return try await RawRequest.send(ByteBuffer(string: text), to: server)
    }

    @Test(
        "Only our own names are answered to",
        arguments: [
            ("localhost", 200), ("LOCALHOST:80", 200), ("127.0.0.1:9", 200), ("[::1]:8080", 200), ("127.9.9.9", 200),
            ("chat.example.org", 200), ("Chat.Example.ORG:443", 200), ("evil.example", 421), ("10.0.0.1", 421),
            ("localhost.evil.example", 421), ("chat.example.org.", 421), ("", 400), ("a b", 400), ("localhost:x", 400),
            ("[::1", 400), ("user@localhost", 400), ("localhost/path", 400), ("localhost,evil.example", 400),
        ]
    )
    func hosts(host: String, status: Int) async throws {
        try await withTestServer(["pollux.hosts": "chat.example.org"]) { server in
            let answer = try await Self.answer("GET /api/v1/server HTTP/1.1", ["Host: \(host)"], server)
            #expect(answer.status == status)
            if status != 200 { #expect(answer.code == (status == 421 ? "unknown_host" : "bad_request")) }
        }
    }

    @Test("A request names one host")
    func oneHost() async throws {
        try await withTestServer { server in
            let none = try await Self.answer("GET /api/v1/server HTTP/1.1", ["Connection: close"], server)
            #expect(none.status == 400)
            let two = try await Self.answer(
                "GET /api/v1/server HTTP/1.1",
                ["Host: localhost", "Host: localhost"],
                server
            )
            #expect(two.status == 400)
        }
    }

    @Test(
        "Odd targets lead nowhere, for the socket, too",
        arguments: [
            ("//api/v1/server", 404), ("/api//v1/server", 404), ("/api/v1//server", 404), ("/api/v1/./server", 404),
            ("/api/v1/../v1/server", 404), ("/api/v1/server/..", 404), ("/api%2fv1/server", 404),
            ("/api/v1/%2e%2e/v1/server", 404), ("/api/v1/server%00", 404), ("/api/v1/server%5c", 404),
            ("/api/v1/serve%72%", 404), ("/api/v1/%252e/server", 404), ("/api/v1\\server", 404),
            ("http://localhost/api/v1/server", 400), ("http://evil.example/api/v1/server", 400), ("*", 400),
            ("api/v1/server", 400), ("/api/v1/server?\u{E9}", 400),
            ("/api/v1/server?" + String(repeating: "a", count: 9000), 400),
            ("//api/v1/live", 404), ("/api/v1/./live", 404), ("/api/v1%2flive", 404),
            ("http://localhost/api/v1/live", 400), ("/api/v1/live/", 404), ("/api/v1/live%00", 404),
        ]
    )
    func targets(target: String, status: Int) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let handshake = [
                "Host: localhost", "Origin: http://localhost", "Cookie: \(anna.cookie ?? "")", "Upgrade: websocket",
                "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            let fields = target.contains("live") ? handshake : ["Host: localhost"]
            #expect(try await Self.answer("GET \(target) HTTP/1.1", fields, server).status == status)
            // The control: without its oddity it is answered.
            let plain = target.contains("live") ? "/api/v1/live" : "/api/v1/server"
            #expect(try await Self.answer("GET \(plain) HTTP/1.1", fields, server).status < 300)
        }
    }

    @Test("A handshake under another name opens no socket")
    func handshakeElsewhere() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let fields = [
                "Host: evil.example", "Origin: http://evil.example", "Cookie: \(anna.cookie ?? "")",
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            #expect(try await Self.answer("GET /api/v1/live HTTP/1.1", fields, server).status == 421)
        }
    }

    @Test("Unknown methods are refused", arguments: ["TRACE", "OPTIONS", "PROPFIND"])
    func methods(method: String) async throws {
        try await withTestServer { server in
            let answer = try await Self.answer("\(method) /api/v1/server HTTP/1.1", ["Host: localhost"], server)
            #expect(answer.status == 405)
            #expect(answer["allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE")
        }
    }

    @Test("Headers and trailers have their limits, and the server goes on")
    func headers() async throws {
        try await withTestServer { server in
            let large = "X-Large: " + String(repeating: "a", count: 40_000)
            let many = (0..<200).map { "X-\($0): a" }
            for fields in [[large], many] {
                // The connection ends with a refusal, or without a word.
                let text = (["GET /api/v1/server HTTP/1.1", "Host: localhost"] + fields).joined(separator: "\r\n")
                let connection = try await RawConnection.connect(port: server.port)
                try await connection.send(ByteBuffer(string: text + "\r\n\r\n"))
                let answer = try? await HTTPExchange(connection).receive()
                #expect(answer == nil || answer?.status == 400 || answer?.status == 431)
                try await connection.close()
            }
            let trailers = (0..<5000).map { "X-\($0): a\r\n" }.joined()
            let connection = try await RawConnection.connect(port: server.port)
            let head = [
                "POST /api/v1/guests HTTP/1.1", "Host: localhost", "Origin: http://localhost",
                "Content-Type: application/json", "Transfer-Encoding: chunked",
            ]
            try await connection.send(
                ByteBuffer(string: head.joined(separator: "\r\n") + "\r\n\r\n2\r\n{}\r\n0\r\n\(trailers)\r\n")
            )
            let answer = try? await HTTPExchange(connection).receive()
            #expect(answer == nil || answer?.status == 400 || answer?.status == 431)
            try await connection.close()
            #expect(try await TestBrowser(server).get("server").status == 200)
        }
    }

    @Test("Who asks too often waits, and nobody else does")
    func rates() async throws {
        let settings = ["pollux.rate.limits": "on", "pollux.trusted.proxies": "127.0.0.1"]
        try await withTestServer(settings) { server in
            // The bucket fills again all the while. Many in one write cost a busy machine least.
            let refusal = try await withThrowingTaskGroup(of: HTTPAnswer?.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await Self.refusal(at: server, from: "192.0.2.1", within: 8000) }
                }
                let first = try await group.first { $0 != nil }
                group.cancelAll()
                return first ?? nil
            }
            let answer = try #require(refusal)
            #expect(answer.status == 429 && answer.code == "rate_limited")
            #expect(answer["retry-after"] == "\(try JSON(answer.body).retryAfterSeconds.asInt)")
            let other = try await TestBrowser(server).send(.GET, "server") {
                $0.add(name: "X-Forwarded-For", value: "192.0.2.2")
            }
            #expect(other.status == 200)
        }
    }

    /// The first answer of so many, over one connection, that is none of those that people want.
    private static func refusal(at server: TestServer, from address: String, within count: Int) async throws
        -> HTTPAnswer?
    {
        let connection = try await RawConnection.connect(port: server.port)
        let exchange = HTTPExchange(connection)
        let atOnce = 100
        let request = "GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: \(address)\r\n\r\n"
        for number in 0..<count {
            if number.isMultiple(of: atOnce) {
                try Task.checkCancellation()
                try await connection.send(ByteBuffer(string: String(repeating: request, count: atOnce)))
            }
            let answer = try await exchange.receive()
            guard answer.status == 200 else {
                try await connection.close()
                return answer
            }
        }
        try await connection.close()
        return nil
    }

    @Test("Accounts and guests are counted for each address")
    func newcomers() async throws {
        try await withTestServer(["pollux.rate.limits": "on"]) { server in
            var statuses: [Int] = []
            for _ in 0..<61 { statuses.append(try await TestBrowser(server).post("guests", [:]).status) }
            #expect(statuses.prefix(60).allSatisfy { $0 == 201 })
            #expect(statuses.last == 429)
        }
    }

    @Test("Links that are opened, and their files, are counted for each address")
    func openings() async throws {
        try await withTestServer(["pollux.rate.limits": "on"]) { server in
            let stranger = TestBrowser(server)
            var refused: Reply?
            for number in 0..<2000 where refused == nil {
                let isFile = number.isMultiple(of: 2)
                let file: JSON = ["secret": "x", "attachmentID": .string(newID())]
                let reply = try await stranger.post(
                    isFile ? "shares/file" : "shares/open",
                    isFile ? file : ["secret": "x"]
                )
                if reply.status == 404 { continue }
                #expect(number >= 600)
                refused = reply
            }
            #expect(refused?.status == 429 && refused?.code == "rate_limited")
            // Others of their routes are not.
            #expect(try await stranger.get("server").status == 200)
        }
    }

    @Test("Whoever is no proxy of ours cannot say where they come from")
    func forged() async throws {
        try await withTestServer(["pollux.rate.limits": "on"]) { server in
            var last = 201
            for index in 0..<61 {
                last = try await TestBrowser(server).send(.POST, "guests", body: "{}") {
                    $0.add(name: "X-Forwarded-For", value: "192.0.2.\(index)")
                }.status
            }
            #expect(last == 429)
        }
    }

    @Test("An address has only so many connections, and a place again when one ends")
    func connections() async throws {
        let settings = ["pollux.rate.limits": "on", "pollux.connections.per.address": "3"]
        try await withTestServer(settings) { server in
            func get(_ connection: RawConnection) async throws -> Int {
                let exchange = HTTPExchange(connection)
                try await exchange.sendGet("/healthz")
                return try await exchange.receive().status
            }
            let open = [
                try await RawConnection.connect(port: server.port), try await RawConnection.connect(port: server.port),
                try await RawConnection.connect(port: server.port),
            ]
            for connection in open { #expect(try await get(connection) == 200) }
            let fourth = try await RawConnection.connect(port: server.port)
            #expect((try? await get(fourth)) == nil)
            try await open[0].close()
            // The server may hear of that a moment later.
            var status: Int?
            for _ in 0..<1000 where status == nil {
                status = try? await get(try await RawConnection.connect(port: server.port))
            }
            #expect(status == 200)
            for connection in open.dropFirst() { try await connection.close() }
        }
    }
}
