import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Who may open a socket", .timeLimit(.minutes(30)))
struct AdmissionToLiveTests {
    private static func refusal(_ browser: TestBrowser, _ headers: [(String, String)]) async throws -> HTTPAnswer? {
        do {
            try await LiveClient.connect(browser, headers: headers).close()
            return nil
        } catch let refused as WebSocketClient.Refused {
            return refused.answer
        }
    }

    @Test("Nobody without a session")
    func signedOut() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let good = [("Origin", "http://localhost"), ("Cookie", anna.cookie ?? "")]
            #expect(try await Self.refusal(anna, good) == nil)
            let old = anna.cookie ?? ""
            try await anna.signOut()
            for cookie in [nil, "", "pollux_session=", "pollux_session=nonsense", old] {
                let headers = [("Origin", "http://localhost")] + (cookie.map { [("Cookie", $0)] } ?? [])
                let answer = try #require(try await Self.refusal(anna, headers))
                #expect(answer.status == 401)
                #expect(answer.code == "signed_out")
            }
        }
    }

    @Test(
        "No other site's page",
        arguments: [nil, "", "null", "http://evil.example", "http://localhost:1", "http://localhost.evil.example"]
    )
    func origin(origin: String?) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let headers = [("Cookie", anna.cookie ?? "")] + (origin.map { [("Origin", $0)] } ?? [])
            let answer = try #require(try await Self.refusal(anna, headers))
            #expect(answer.status == 403)
            #expect(answer.code == "cross_origin")
        }
    }

    @Test("The public address counts where there is one")
    func publicURL() async throws {
        try await withTestServer(.behindHTTPS) { server in
            let anna = TestBrowser(server)
            let reply = try await anna.send(.POST, "guests", body: "{}")
            try reply.ok()
            let cookie = anna.cookie ?? ""
            #expect(try await Self.refusal(anna, [("Origin", "https://chat.example.org"), ("Cookie", cookie)]) == nil)
            #expect(try await Self.refusal(anna, [("Origin", "http://localhost"), ("Cookie", cookie)])?.status == 403)
            #expect(
                try await Self.refusal(anna, [("Origin", "http://chat.example.org"), ("Cookie", cookie)])?.status == 403
            )
        }
    }

    @Test("A request that is no handshake is told so")
    func plain() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let reply = try await anna.get("live")
            #expect(reply.status == 426)
            #expect(reply.code == "upgrade_required")
            #expect(reply.headers.first { $0.name.lowercased() == "upgrade" }?.value == "websocket")
            #expect(reply.headers.first(name: "Sec-WebSocket-Version") == "13")
            #expect(try await TestBrowser(server).get("live").status == 401)
        }
    }
}
