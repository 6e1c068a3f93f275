import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Who is let in", .timeLimit(.minutes(30)))
struct AdmissionTests {
    @Test("The server says what it is, to anybody")
    func description() async throws {
        try await withTestServer(["pollux.default.model": "stand-in-echo"]) { server in
            let reply = try await TestBrowser(server).get("server").ok()
            #expect(Shape.server.faults(of: reply.json) == [])
            #expect(reply.json.demo == false)
            #expect(reply.json.defaultModel == "stand-in-echo")
            #expect(reply.json.contextExchanges == 3)
            #expect(reply.json.registration == "open")
            #expect(reply.json.guests == true)
            #expect(reply.json.maxTextLength == 131_072)
            #expect(reply.headers.first(name: "Cache-Control") == "no-store")
        }
    }

    @Test("Without open registration nobody signs up", arguments: ["closed", "invite"])
    func closed(registration: String) async throws {
        try await withTestServer(["pollux.registration": registration]) { server in
            let stranger = TestBrowser(server)
            let reply = try await stranger.post("users", ["name": "Anna", "password": "correct horse"])
            #expect(reply.status == 403)
            #expect(reply.code == "registration_closed")
            #expect(stranger.cookie == nil)
            #expect(try await stranger.get("server").json.registration == .string(registration))
            #expect(try await stranger.post("session", ["name": "Anna", "password": "correct horse"]).status == 401)
        }
    }

    @Test("Without guests nobody becomes one")
    func noGuests() async throws {
        try await withTestServer(["pollux.guests": "off"]) { server in
            let stranger = TestBrowser(server)
            let reply = try await stranger.post("guests", [:])
            #expect(reply.status == 403)
            #expect(reply.code == "guests_closed")
            #expect(try await stranger.get("server").json.guests == false)
            try await stranger.signUp("Anna")
        }
    }

    @Test("Accounts, sessions and conversations outlive a restart")
    func restart() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let chat = try await anna.newConversation(["title": "Kept"])
            try await server.stop()
            try await server.start()
            #expect(try await anna.conversation(chat).title == "Kept")
            try await TestBrowser(server).signIn("Anna")
        }
    }

    @Test("Health is told to anybody, without detail")
    func health() async throws {
        try await withTestServer { server in
            for path in ["/healthz", "/readyz"] {
                let reply = try await TestBrowser(server).get(path)
                #expect(reply.status == 200)
                #expect(reply.text.isEmpty)
            }
        }
    }
}
