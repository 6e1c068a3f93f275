import Foundation
import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Access tokens", .timeLimit(.minutes(30)))
struct AccessTokenTests {
    private func tokens(_ browser: TestBrowser) async throws -> [JSON] {
        try await browser.get("tokens").ok().json.tokens.elements
    }

    @Test("One is made, shown once, listed without its secret and deleted")
    func life() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let id = newID()
            let body: JSON = ["id": .string(id), "name": "script", "expiresInDays": 30]
            let made = try await anna.post("tokens", body)
            #expect(made.status == 201 && made.json.names == ["token", "secret"])
            #expect(Shape.accessToken.faults(of: made.json.token) == [])
            let secret = made.json.secret.asString
            #expect(secret.wholeMatch(of: /pollux_[A-Za-z0-9_-]{43}/) != nil)
            let again = try await anna.post("tokens", body)
            #expect(again.status == 200 && again.json == ["token": made.json.token])
            #expect(try await anna.post("tokens", body.with("name", "other")).code == "conflict")

            let script = TestBrowser(server)
            script.bearer = secret
            #expect(try await script.get("session").ok().json.user.name == "Anna")
            let list = try await anna.get("tokens").ok()
            #expect(!list.text.contains(secret.dropFirst(7)))
            #expect(list.json.tokens.elements.map(\.name) == ["script"])
            #expect(list.json.tokens.elements.allSatisfy { $0.lastUsedAt != .absent })

            #expect(try await anna.delete("tokens/\(id)").status == 204)
            #expect(try await script.get("session").code == "signed_out")
            #expect(try await anna.delete("tokens/\(id)").status == 204)
            #expect(try await anna.delete("tokens/\(newID())").code == "not_found")
            // The same command once more, late, makes no token.
            #expect(try await anna.post("tokens", body).code == "gone")
            #expect(try await tokens(anna) == [])
        }
    }

    @Test("A program talks, reads and listens without saying where it comes from, and its socket closes with the token")
    func use() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let script = try await program(of: anna)
            let chat = try await Chat.open("gemini-3.8-flash", for: script)
            #expect(try await chat.answer(to: "Hello?").status == "complete")
            #expect(try await anna.messages(chat.id).count == 2)
            #expect(try await script.get("users/me").ok().json.user.name == "Anna")
            #expect(try await script.patch("conversations/\(chat.id)", ["title": "Mine"]).ok().json.title == "Mine")
            try await script.upload(Array("text".utf8), type: "text/plain").ok()
            for path in ["models", "presets", "usage", "conversations", "changes?epoch=x&since=0"] {
                try await script.get(path).ok()
            }
            let id = try #require(try await tokens(anna).first).id.asString
            try await anna.delete("tokens/\(id)").ok()
            #expect(try await chat.tab.closeCode(within: .seconds(30)) == 4401)
            await #expect(throws: WebSocketClient.Refused.self) { try await LiveClient.connect(script) }
        }
    }

    private static let onlyInBrowsers: [(HTTPMethod, String, String?)] = [
        (HTTPMethod.PATCH, "users/me", #"{"name":"Eve"}"#), (.DELETE, "users/me", #"{"password":"correct horse"}"#),
        (.GET, "sessions", nil), (.DELETE, "sessions", nil), (.DELETE, "sessions/{session}", nil),
        (.GET, "tokens", nil), (.POST, "tokens", #"{"id":"0199aaaa-0000-7000-8000-000000000001","name":"more"}"#),
        (.DELETE, "tokens/{token}", nil), (.POST, "users/me/totp", #"{"password":"correct horse"}"#),
        (.DELETE, "users/me/totp", #"{"password":"correct horse","totp":"123456"}"#),
        (.POST, "users/me/recovery-codes", #"{"password":"correct horse","totp":"123456"}"#),
        (.POST, "exports", #"{"id":"0199aaaa-0000-7000-8000-000000000002"}"#),
        (.GET, "exports/0199aaaa-0000-7000-8000-000000000002", nil),
        (.GET, "exports/0199aaaa-0000-7000-8000-000000000002/file", nil), (.DELETE, "session", nil),
    ]

    @Test("A program manages no account, however it asks", arguments: onlyInBrowsers)
    func notForPrograms(method: HTTPMethod, path: String, body: String?) async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let script = try await program(of: anna)
            let session = try #require(try await anna.get("sessions").ok().json.sessions.elements.first).id.asString
            let token = try #require(try await tokens(anna).first).id.asString
            let path = path.replacing("{session}", with: session).replacing("{token}", with: token)
            let reply = try await script.send(method, path, body: body)
            #expect(reply.status == 403 && reply.code == "session_required", "\(reply)")
            // The cookie beside it changes nothing.
            script.cookie = anna.cookie
            #expect(try await script.send(method, path, body: body).code == "session_required")
            #expect(try await anna.get("session").ok().json.user.name == "Anna")
            #expect(try await tokens(anna).count == 1)
        }
    }

    @Test(
        "A wrong bearer token is nobody's, even beside a good cookie",
        arguments: [
            "Bearer", "Bearer ", "Bearer nonsense", "bearer pollux_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "BEARER  x y",
        ]
    )
    func wrongBearer(value: String) async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            for path in ["session", "conversations", "users/me"] {
                let reply = try await anna.send(.GET, path) { $0.replaceOrAdd(name: "Authorization", value: value) }
                #expect(reply.status == 401 && reply.code == "signed_out", "\(reply)")
                #expect(reply.headers.first(name: "WWW-Authenticate") == "Bearer")
            }
            let id = newID()
            let command = try await anna.send(.PUT, "conversations/\(id)", body: "{}") {
                $0.replaceOrAdd(name: "Authorization", value: value)
                $0.replaceOrAdd(name: "Sec-Fetch-Site", value: "cross-site")
            }
            #expect(command.status == 401)
            #expect(try await anna.get("conversations/\(id)").status == 404)
            let headers = [("Cookie", anna.cookie ?? ""), ("Origin", "http://localhost"), ("Authorization", value)]
            await #expect(throws: WebSocketClient.Refused.self) { try await LiveClient.connect(anna, headers: headers) }
        }
    }

    @Test("Of a good token and a cookie the token counts; two tokens are none; other schemes are not ours")
    func both() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let script = try await program(of: anna)
            let good = "Bearer \(script.bearer ?? "")"
            script.cookie = bertha.cookie
            #expect(try await script.get("session").ok().json.user.name == "Anna")
            // The cookie of whoever the token is not is not renewed.
            #expect(try await script.get("session").ok().headers["Set-Cookie"].isEmpty)
            let two = try await anna.send(.GET, "session") {
                $0.add(name: "Authorization", value: good)
                $0.add(name: "Authorization", value: good)
            }
            #expect(two.status == 401)
            let basic = try await anna.send(.GET, "session") { $0.add(name: "Authorization", value: "Basic YTpi") }
            #expect(basic.status == 200)
            // With a cookie alone a command still has to come from the page, whatever scheme stands beside it.
            let command = try await anna.send(.PUT, "conversations/\(newID())", body: "{}") {
                $0.add(name: "Authorization", value: "Basic YTpi")
                $0.replaceOrAdd(name: "Sec-Fetch-Site", value: "cross-site")
            }
            #expect(command.code == "cross_origin")
        }
    }

    @Test("A blocked user gets in by neither, and every socket closes within a second")
    func blocked() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            let anna = try await person("Anna", at: server)
            let script = try await program(of: anna)
            let tabs = [try await LiveClient.open(anna), try await LiveClient.open(script)]
            let id = try await anna.get("session").ok().json.user.id.asString
            try await root.patch("admin/users/\(id)", ["blocked": true]).ok()
            for tab in tabs { #expect(try await tab.closeCode(within: .seconds(30)) == 4403) }
            #expect(try await anna.get("session").code == "signed_out")
            #expect(try await script.get("session").code == "signed_out")
            await #expect(throws: WebSocketClient.Refused.self) { try await LiveClient.connect(script) }
            let right = try await TestBrowser(server).post("session", ["name": "Anna", "password": "correct horse"])
            #expect(right.status == 403 && right.code == "blocked" && right.headers["Set-Cookie"].isEmpty)
            let wrong = try await TestBrowser(server).post("session", ["name": "Anna", "password": "wrong horse"])
            #expect(wrong.code == "wrong_credentials")
            try await root.patch("admin/users/\(id)", ["blocked": false]).ok()
            try await script.get("session").ok()
        }
    }

    @Test("What a blocked user had asked is stopped, waiting or running, and not begun after the next start")
    func blockedWhileAsking() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            let anna = try await person("Anna", at: server)
            let chat = try await anna.newConversation(["model": "stand-in-hold"])
            try await anna.ask("First?", in: chat)
            try await server.standIn.waitForHeld(count: 1)
            try await anna.ask("Second?", in: chat)
            let id = try await anna.get("session").ok().json.user.id.asString
            try await root.patch("admin/users/\(id)", ["blocked": true]).ok()
            try await root.patch("admin/users/\(id)", ["blocked": false]).ok()
            try await server.stop()
            try await server.start()
            try await anna.signIn("Anna")
            let answers = try await anna.messages(chat).filter { $0.role == "model" }
            #expect(answers.map(\.status) == ["stopped", "stopped"])
            #expect(server.questionsAskedUpstream.count == 1)
        }
    }

    private static let refusals: [(JSON, String)] = [
        (["name": "x"], "id"), (["id": "x", "name": "x"], "id"),
        (["id": "0199aaaa-0000-7000-8000-000000000001"], "name"),
        (["id": "0199aaaa-0000-7000-8000-000000000001", "name": ""], "name"),
        (["id": "0199aaaa-0000-7000-8000-000000000001", "name": "x", "expiresInDays": 0], "expiresInDays"),
        (["id": "0199aaaa-0000-7000-8000-000000000001", "name": "x", "expiresInDays": 366], "expiresInDays"),
        (["id": "0199aaaa-0000-7000-8000-000000000001", "name": "x", "expiresInDays": 1.5], "expiresInDays"),
        (["id": "0199aaaa-0000-7000-8000-000000000001", "name": "x", "expiresInDays": 1e20], "expiresInDays"),
        (["id": "0199aaaa-0000-7000-8000-000000000001", "name": "x", "secret": "mine"], "secret"),
    ]

    @Test("What cannot be is refused with the field to blame", arguments: refusals)
    func refused(body: JSON, field: String) async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let reply = try await anna.post("tokens", body)
            #expect(reply.status == 400 && reply.json.field == .string(field), "\(reply)")
            #expect(try await tokens(anna) == [])
        }
    }

    @Test("Tokens are apart: another's cannot be deleted, and its secret is in no log and not in the database")
    func apart() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let script = try await program(of: anna)
            let id = try #require(try await tokens(anna).first).id.asString
            let foreign = try await bertha.delete("tokens/\(id)")
            let unknown = try await bertha.delete("tokens/\(newID())")
            #expect(foreign.status == 404)
            #expect(foreign.json.with("requestID", "") == unknown.json.with("requestID", ""))
            try await script.get("session").ok()
            let secret = try #require(script.bearer?.dropFirst(7))
            #expect(!server.logLines.contains { $0.contains(secret) })
            for file in try files(in: server.folder) {
                let bytes = try Data(contentsOf: URL(filePath: server.folder + "/" + file))
                #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
    }
}
