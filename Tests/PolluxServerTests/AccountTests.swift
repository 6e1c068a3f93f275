import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Accounts", .timeLimit(.minutes(30)))
struct AccountTests {
    @Test("Signing up gives the user and a cookie that scripts and other sites cannot use")
    func signUp() async throws {
        try await withTestServer { server in
            let anna = TestBrowser(server)
            let reply = try await anna.post("users", ["name": " Anna ", "password": "correct horse"])
            #expect(reply.status == 201)
            #expect(reply.json.names == ["user"])
            #expect(Shape.user.faults(of: reply.json.user) == [])
            #expect(reply.json.user.name == "Anna")
            #expect(reply.json.user.guest == false)
            let cookies = reply.headers["Set-Cookie"]
            try #require(cookies.count == 1)
            let parts = cookies[0].split(separator: "; ").map(String.init)
            #expect(parts[0].wholeMatch(of: /pollux_session=[A-Za-z0-9_-]{43}/) != nil)
            #expect(Set(parts.dropFirst()) == ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax"])

            let session = try await anna.get("session").ok().json
            #expect(session.user == reply.json.user)
            #expect(Shape.server.faults(of: session.server) == [])
        }
    }

    @Test("Behind https the cookie is Secure and tied to the host")
    func secureCookie() async throws {
        try await withTestServer(.behindHTTPS) { server in
            let anna = TestBrowser(server)
            let reply = try await anna.send(.POST, "users", body: #"{"name":"Anna","password":"correct horse"}"#) {
                $0.replaceOrAdd(name: "Origin", value: "https://chat.example.org")
            }
            try reply.ok()
            let cookie = try #require(reply.headers.first(name: "Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-pollux_session="))
            #expect(cookie.hasSuffix("; Secure"))
            #expect(!cookie.contains("Domain"))
            #expect(reply.headers.contains(name: "Strict-Transport-Security"))
            try await anna.get("session").ok()
        }
    }

    @Test("A taken name is taken in every case and Unicode form", arguments: ["JOSÉ", "jose\u{301}", " José\u{A0}"])
    func nameTaken(again: String) async throws {
        try await withTestServer { server in
            try await TestBrowser(server).signUp("Jos\u{E9}")
            let other = TestBrowser(server)
            let reply = try await other.post("users", ["name": .string(again), "password": "another one"])
            #expect(reply.status == 409)
            #expect(reply.code == "name_taken")
            #expect(reply.json.field == "name")
            #expect(other.cookie == nil)
            try await other.signUp("Jose")
        }
    }

    @Test("An unknown name and a wrong password get the same answer")
    func wrongCredentials() async throws {
        try await withTestServer { server in
            try await TestBrowser(server).signUp("Anna")
            let stranger = TestBrowser(server)
            let wrong = try await stranger.post("session", ["name": "Anna", "password": "wrong horse"])
            let unknown = try await stranger.post("session", ["name": "Bertha", "password": "wrong horse"])
            let short = try await stranger.post("session", ["name": "Anna", "password": "x"])
            for reply in [wrong, unknown, short] {
                #expect(reply.status == 401)
                #expect(reply.code == "wrong_credentials")
                #expect(reply.json.with("requestID", "") == wrong.json.with("requestID", ""))
                #expect(reply.headers["Set-Cookie"].isEmpty)
            }
            #expect(try await stranger.get("session").code == "signed_out")
            try await stranger.signIn("ANNA")
        }
    }

    @Test("Signing out ends this session and no other")
    func signOut() async throws {
        try await withTestServer { server in
            let phone = try await person("Anna", at: server)
            let desktop = TestBrowser(server)
            try await desktop.signIn("Anna")
            #expect(phone.cookie != desktop.cookie)
            let old = phone.cookie
            let reply = try await phone.delete("session")
            #expect(reply.status == 204)
            #expect(reply.headers.first(name: "Set-Cookie")?.contains("Max-Age=0") == true)
            #expect(phone.cookie == nil)
            phone.cookie = old
            let after = try await phone.get("session")
            #expect(after.status == 401)
            #expect(after.code == "signed_out")
            try await desktop.get("session").ok()
        }
    }

    @Test("Signing out closes the session's sockets within a second, and only those")
    func socketsClose() async throws {
        try await withTestServer { server in
            let phone = try await person("Anna", at: server)
            let desktop = TestBrowser(server)
            try await desktop.signIn("Anna")
            let tabs = [try await LiveClient.open(phone), try await LiveClient.open(phone)]
            let other = try await LiveClient.open(desktop)
            try await phone.signOut()
            for tab in tabs { #expect(try await tab.closeCode(within: .seconds(30)) == 4401) }
            let chat = try await desktop.newConversation()
            try await other.wait { $0.conversations[chat] != nil }
        }
    }

    @Test(
        "Nobody is signed in without a good cookie",
        arguments: [nil, "pollux_session=", "pollux_session=nonsense", "other=1"]
    )
    func badCookies(cookie: String?) async throws {
        try await withTestServer { server in
            let stranger = TestBrowser(server)
            stranger.cookie = cookie
            for path in ["session", "conversations", "models", "changes?epoch=x&since=0"] {
                let reply = try await stranger.get(path)
                #expect(reply.status == 401)
                #expect(reply.code == "signed_out")
            }
        }
    }

    @Test("Guests get in, apart from each other")
    func guests() async throws {
        try await withTestServer { server in
            let (one, other) = (try await guest(at: server), try await guest(at: server))
            let user = try await one.get("session").ok().json.user
            #expect(user.guest == true)
            #expect(Shape.user.faults(of: user) == [])
            #expect(try await other.get("session").ok().json.user.id != user.id)
            #expect(try await TestBrowser(server).post("session", ["name": "Guest", "password": ""]).status == 401)
        }
    }

    @Test(
        "Names and passwords have their limits",
        arguments: [
            ("", "correct horse", "name"), (String(repeating: "n", count: 65), "correct horse", "name"),
            ("An\u{0}na", "correct horse", "name"), ("An\nna", "correct horse", "name"),
            (" \u{A0} ", "correct horse", "name"),
            ("Anna", "short", "password"), ("Anna", String(repeating: "p", count: 257), "password"),
        ]
    )
    func limits(name: String, password: String, field: String) async throws {
        try await withTestServer { server in
            let anna = TestBrowser(server)
            let reply = try await anna.post("users", ["name": .string(name), "password": .string(password)])
            #expect(reply.status == 400)
            #expect(reply.code == "bad_request")
            #expect(reply.json.field == .string(field))
            #expect(anna.cookie == nil)
        }
    }
}
