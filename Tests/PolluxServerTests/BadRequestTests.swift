import NIOCore
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Bad requests", .timeLimit(.minutes(30)))
struct BadRequestTests {
    @Test("Ten megabytes are refused before they are read, with and without their length")
    func largeBodies() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let path = "/api/v1/conversations/\(chat.id)/messages"
            let fields = RawRequest.fields(of: chat.browser)

            let announced = try await RawConnection.connect(port: server.port)
            let first = HTTPExchange(announced)
            try await first.send("POST", path, headers: fields + [("Content-Length", "\(10 << 20)")])
            let answer = try await first.receive()
            #expect(answer.status == 413)
            #expect(answer.code == "too_large")
            try await announced.close()

            // Whoever waits to be told to send the body is told so, or refused before.
            let polite = try await RawConnection.connect(port: server.port)
            let question = #"{"id":"\#(newID())","text":"May I?"}"#
            let third = HTTPExchange(polite)
            let expecting = fields + [("Expect", "100-Continue")]
            try await third.send("POST", path, headers: expecting + [("Content-Length", "\(question.utf8.count)")])
            #expect(try await third.receive().status == 100)
            try await polite.send(ByteBuffer(string: question))
            #expect(try await third.receive().status == 201)
            try await third.send("POST", path, headers: expecting + [("Content-Length", "\(10 << 20)")])
            #expect(try await third.receive().status == 413)
            try await polite.close()
            // Nothing is sent with a GET, and nothing may stand within a stream.
            let listening = try await RawConnection.connect(port: server.port)
            try await HTTPExchange(listening).send("GET", "/api/v1/events", headers: expecting)
            #expect(try await HTTPExchange(listening).receive(hasBody: false).status == 200)
            let events = try #require(try await listening.receive())
            #expect(!String(buffer: events).contains("100 Continue"))
            try await listening.close()

            let chunked = try await RawConnection.connect(port: server.port)
            let second = HTTPExchange(chunked)
            try await second.send("POST", path, headers: fields + [("Transfer-Encoding", "chunked")])
            let chunk = ByteBuffer(string: "10000\r\n\(String(repeating: "x", count: 0x10000))\r\n")
            for _ in 0..<160 { chunked.sendLater(chunk) }
            #expect(try await second.receive().status == 413)
            try await chunked.close()

            #expect(try await chat.browser.messages(chat.id).count == 2)
            #expect(try await chat.answer(to: "Still there?").status == "complete")
        }
    }

    @Test("A megabyte is still read")
    func megabyte() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let body = #"{"text":"x"\#(String(repeating: " ", count: (1 << 20) - 13))}"#
            let reply = try await chat.browser.send(.POST, "conversations/\(chat.id)/messages", body: body)
            #expect(reply.status == 400)
            #expect(reply.json.field == "id")
            let more = try await chat.browser.send(.POST, "conversations/\(chat.id)/messages", body: body + "  ")
            #expect(more.status == 413)
        }
    }

    @Test(
        "Only JSON is taken",
        arguments: [
            nil, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data",
        ]
    )
    func mediaType(type: String?) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let reply = try await anna.send(.PUT, "conversations/\(newID())", body: "{}") { headers in
                headers.remove(name: "Content-Type")
                if let type { headers.add(name: "Content-Type", value: type) }
            }
            #expect(reply.status == 415)
            #expect(reply.code == "unsupported_media_type")
            let good = try await anna.send(.PUT, "conversations/\(newID())", body: "{}") {
                $0.replaceOrAdd(name: "Content-Type", value: "Application/JSON ; charset=utf-8")
            }
            #expect(good.status == 201)
        }
    }

    static let strangers: [[String: String]] = [
        [:], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "none"],
        ["Sec-Fetch-Site": ""], ["Origin": "null"], ["Origin": ""], ["Origin": "http://evil.example"],
        ["Origin": "http://127.0.0.1"], ["Origin": "http://127.0.0.1:1"],
        // The browser's own word counts for more than a header that scripts elsewhere may have influenced.
        ["Sec-Fetch-Site": "cross-site", "Origin": "{own}"],
    ]

    @Test("Commands must come from the page", arguments: strangers)
    func origins(headers: [String: String]) async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let chat = try await anna.newConversation()
            let own = "http://127.0.0.1:\(try server.port)"
            func adjust(_ fields: inout HTTPHeaders) {
                fields.remove(name: "Origin")
                fields.remove(name: "Sec-Fetch-Site")
                for (name, value) in headers { fields.add(name: name, value: value == "{own}" ? own : value) }
            }
            let commands: [(HTTPMethod, String, String?)] = [
                (.PUT, "conversations/\(newID())", "{}"), (.DELETE, "conversations/\(chat)", nil),
                (.DELETE, "session", nil),
                (.POST, "users", #"{"name":"Bert","password":"correct horse"}"#), (.POST, "guests", "{}"),
                (.POST, "session", #"{"name":"Anna","password":"correct horse"}"#),
                (.POST, "messages/\(newID())/stop", nil),
            ]
            for (method, path, body) in commands {
                let reply = try await anna.send(method, path, body: body, adjust: adjust)
                #expect(reply.status == 403, "\(method) \(path)")
                #expect(reply.code == "cross_origin")
            }
            // Reading changes nothing, and another site cannot see the reply.
            #expect(try await anna.send(.GET, "conversations/\(chat)", adjust: adjust).status == 200)
        }
    }

    @Test("A program that has not signed in needs no Origin, and none helps it when it is another's")
    func programs() async throws {
        try await withTestServer { server in
            for (path, body) in [("guests", "{}"), ("users", #"{"name":"Bert","password":"correct horse"}"#)] {
                let refused = try await TestBrowser(server).send(.POST, path, body: body) {
                    $0.remove(name: "Sec-Fetch-Site")
                    $0.replaceOrAdd(name: "Origin", value: "http://evil.example")
                }
                #expect(refused.code == "cross_origin")
                let reply = try await TestBrowser(server).send(.POST, path, body: body) {
                    $0.remove(name: "Sec-Fetch-Site")
                    $0.remove(name: "Origin")
                }
                #expect(reply.status == 201)
            }
        }
    }

    @Test("An Origin that is ours is enough where the browser does not send more")
    func originAlone() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let reply = try await anna.send(.PUT, "conversations/\(newID())", body: "{}") {
                $0.remove(name: "Sec-Fetch-Site")
            }
            #expect(reply.status == 201)
        }
    }

    static let oddPaths = [
        "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/server", "/api/v1//nothing", "//nothing", "/API/v1/server",
        "/api/v1/conversations/x", "/api/v1/conversations/%2e%2e", "/api/v1/conversations/%00",
        "/api/v1/conversations/%ff%fe",
        "/api/v1/conversations/0192ab00-0000-7000-8000-00000000000g",
        "/api/v1/conversations/" + String(repeating: "a", count: 4000),
        "/api/v1/conversations/0192ab00-0000-7000-8000-000000000000/messages/extra", "/v/x/../../../etc/passwd",
        "/v/x/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/v/x/..%2f..%2fetc%2fpasswd", "/v/x/", "/v/", "/etc/passwd", "/c",
        "/.git/config",
        "/api/v1/../v1/nothing", "/%", "/%zz", "/\\..\\..\\x", "/api/v1/messages/0192ab00-0000-7000-8000-000000000000",
    ]

    @Test("Odd paths lead nowhere", arguments: oddPaths)
    func paths(path: String) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let answer = try await RawRequest(.GET, path).send(as: anna)
            #expect((400..<500).contains(answer.status), "\(answer.status) \(answer.body.prefix(200))")
            #expect(["not_found", "bad_request", "method_not_allowed"].contains(answer.code))
            #expect(!answer.body.contains("root:"))
            try await anna.get("session").ok()
        }
    }

    @Test("What this server does not offer yet is not found")
    func later() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let answer = try await chat.answer(to: "Hello?")
            let commands: [(HTTPMethod, String)] = [
                (.POST, "messages/\(answer.id.asString)/nothing"), (.POST, "conversations"), (.PUT, "session"),
                (.DELETE, "models"), (.POST, "live"), (.TRACE, "server"),
            ]
            for (method, path) in commands {
                let reply = try await chat.browser.send(method, path, body: method == .POST ? "{}" : nil)
                #expect([404, 405].contains(reply.status), "\(method) \(path)")
                #expect(Shape.problem.faults(of: reply.json) == [])
            }
        }
    }

    @Test(
        "Requests that are hardly HTTP do no harm",
        arguments: [
            "GET /api/v1/server HTTP/1.1\r\n\r\n", "GET /api/v1/session HTTP/9.9\r\nHost: x\r\n\r\n", "\r\n\r\n\r\n",
            "NONSENSE\r\n\r\n",
            "GET http://evil.example/api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /api/v1/guests HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            "POST /api/v1/guests HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1/guests HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "POST /api/v1/guests HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /api/v1/guests HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "GET /api/v1/server HTTP/1.1\r\nHost: x\r\nA\u{0}B: c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nCookie: \(String(repeating: "a", count: 200_000))\r\n\r\n",
        ]
    )
    func raw(request: String) async throws {
        try await withTestServer { server in
            let connection = try await RawConnection.connect(port: server.port)
            try await connection.send(ByteBuffer(string: request))
            try await connection.shutOutput()
            while try await connection.receive(within: .seconds(10)) != nil {}
            try await guest(at: server).get("session").ok()
        }
    }
}
