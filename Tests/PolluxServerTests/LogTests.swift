import GeminiStandIn
import Foundation
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("The log", .timeLimit(.minutes(30)))
struct LogTests {
    @Test("A request's id is in its response, in its refusal, and in every line about the answer that it asked for")
    func requestID() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            try server.standIn.answerNext(with: "stand-in-503")
            let reply = try await chat.browser.post(
                "conversations/\(chat.id)/messages",
                ["id": .string(newID()), "text": "Hello?"]
            )
            let id = try #require(reply.headers["X-Request-ID"].first)
            let answer = reply.json.answer.id.asString
            _ = try await chat.tab.settled(answer)
            try await server.waitForLine { $0.contains("An answer has come to its end") && $0.contains(answer) }
            let lines = server.logLines.filter { $0.contains(answer) }
            #expect(lines.contains { $0.contains("Gemini did not answer") } && lines.count >= 2)
            for line in lines { #expect(line.contains(id), "\(line)") }
            let refused = try await chat.browser.get("conversations/\(newID())")
            #expect(refused.json.requestID.asString == refused.headers["X-Request-ID"].first)
        }
    }

    @Test("What a client calls its request counts only from a proxy of ours, and only when it can be an id")
    func givenID() async throws {
        func id(_ given: String, at server: TestServer) async throws -> String? {
            let reply = try await TestBrowser(server).send(.GET, "server") {
                $0.add(name: "X-Request-ID", value: given)
            }
            return reply.headers["X-Request-ID"].first
        }
        try await withTestServer(["pollux.trusted.proxies": "127.0.0.1"]) { server in
            let taken = try await id("4bf92f35-77.b_34", at: server)
            #expect(taken == "4bf92f35-77.b_34")
            for bad in ["two words", "a\"b", String(repeating: "a", count: 65), "é", "a;b"] {
                // Hummingbird writes the first half of its own without leading zeros.
                #expect(try await id(bad, at: server)?.wholeMatch(of: /[0-9a-f]{17,32}/) != nil, "\(bad)")
            }
        }
        try await withTestServer { server in
            let own = try await id("mine", at: server)
            #expect(own != "mine")
        }
    }

    @Test("As JSON, at every level, each line is one object; nobody's text, name, secret or address is in it")
    func json() async throws {
        try await withTemporaryFolder { folder in
            let environment = ["POLLUX_LOG_FORMAT": "json", "POLLUX_LOG_LEVEL": "trace", "POLLUX_RATE_LIMITS": "off"]
            var secrets: [String] = []
            let outcome = try await TestProgram.run(
                ["serve", "--port", "0", "--data", "data"],
                environment: environment,
                in: folder
            ) { program in
                let port = try #require(Int(try await program.firstLine().split(separator: ":")[2].dropLast()))
                let connection = try await RawConnection.connect(port: port)
                let exchange = HTTPExchange(connection)
                func send(_ method: String, _ path: String, _ body: JSON?, cookie: String = "") async throws
                    -> HTTPAnswer
                {
                    let text = body?.encoded ?? ""
                    var fields = [("Origin", "http://localhost"), ("Cookie", cookie), ("User-Agent", "Fire\u{1}fox")]
                    fields[2] = ("User-Agent", secrets[0])
                    if body != nil {
                        fields += [("Content-Type", "application/json"), ("Content-Length", "\(text.utf8.count)")]
                    }
                    try await exchange.send(method, path, headers: fields, body: text)
                    return try await exchange.receive()
                }
                secrets = (0..<8).map { _ in Canaries.make() }
                let account: JSON = ["name": .string("Anna \(secrets[1])"), "password": .string(secrets[2])]
                let signedUp = try await send("POST", "/api/v1/users", account)
                #expect(signedUp.status == 201)
                let cookie = String(try #require(signedUp["set-cookie"]?.split(separator: ";").first))
                secrets.append(String(try #require(cookie.split(separator: "=").last)))
                let id = newID()
                let fields: JSON = ["title": .string(secrets[3]), "model": .string("stand-in-400\n\(secrets[4])")]
                _ = try await send("PUT", "/api/v1/conversations/\(id)", fields, cookie: cookie)
                _ = try await send("PUT", "/api/v1/conversations/\(id)", ["title": .string(secrets[3])], cookie: cookie)
                let question: JSON = ["id": .string(newID()), "text": .string("[canary:\(secrets[5])]")]
                let asked = try await send("POST", "/api/v1/conversations/\(id)/messages", question, cookie: cookie)
                #expect(asked.status == 201)
                _ = try await send("GET", "/api/v1/search?q=\(secrets[6])", nil, cookie: cookie)
                _ = try await send("GET", "/\(secrets[7])", nil, cookie: cookie)
                _ = try await send("POST", "/api/v1/session", account.with("password", .string(secrets[7])))
                try await connection.close()
                program.terminate()
                return try await program.outcome()
            }
            #expect(outcome.status == 0)
            let lines = outcome.errors.split(separator: "\n")
            var routes: Set<String> = []
            for line in lines {
                let entry = try JSON(line)
                #expect(entry.time.asString.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(line)")
                #expect(
                    ["trace", "debug", "info", "notice", "warning", "error"].contains(entry.level.asString),
                    "\(line)"
                )
                #expect(!entry.message.asString.isEmpty)
                for name in entry.names { #expect(entry[name] == .string(entry[name].asString), "\(line)") }
                if entry.message == "Request" {
                    routes.insert(entry["http.route"].asString)
                    #expect(!entry["request.id"].asString.isEmpty)
                }
                for secret in secrets { #expect(!line.contains(secret), "\(line)") }
            }
            #expect(
                routes.isSuperset(of: [
                    "/api/v1/users", "/api/v1/conversations/{id}/messages", "/api/v1/search", "NotFound",
                ])
            )
            #expect(lines.contains { $0.contains("http.route") && $0.contains("user.id") })
        }
    }

    @Test("A day's ordinary running writes next to nothing at the usual level")
    func quiet() async throws {
        try await withTestServer { server in
            let before = server.logLines.count
            let chat = try await Chat.open(at: server)
            for _ in 0..<5 { try await chat.answer(to: "Hello?") }
            try await chat.tab.cut(.reset)
            _ = try await chat.browser.get("conversations/\(newID())")
            let loud = server.logLines.dropFirst(before).filter { line in
                ["notice ", "warning ", "error ", "critical "].contains { line.hasPrefix($0) }
            }
            #expect(loud.isEmpty, "\(loud)")
        }
    }
}

extension TestServer {
    /// Waits until the log has such a line.
    func waitForLine(_ isMeant: (String) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(240)
        while ContinuousClock.now < end {
            if logLines.contains(where: isMeant) { return }
            await Task.yield()
        }
        throw Reply.Unexpected(description: "no such line")
    }
}
