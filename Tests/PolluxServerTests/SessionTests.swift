import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Sessions", .timeLimit(.minutes(30)))
struct SessionTests {
    private static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 canary-agent"

    private func sessions(_ browser: TestBrowser) async throws -> [JSON] {
        try await browser.get("sessions").ok().json.sessions.elements
    }

    @Test("They are listed with a few words for the device, and what the browser said of itself is kept nowhere")
    func list() async throws {
        try await withTestServer { server in
            let phone = try await person("Anna", at: server)
            let desktop = TestBrowser(server)
            try await desktop.send(.POST, "session", body: #"{"name":"Anna","password":"correct horse"}"#) {
                $0.replaceOrAdd(name: "User-Agent", value: Self.firefox)
            }.ok()
            _ = try await person("Bertha", at: server)
            let list = try await sessions(desktop)
            try #require(list.count == 2)
            for session in list { #expect(Shape.session.faults(of: session) == []) }
            #expect(list.filter { $0.current == true }.map(\.device) == ["Firefox on Linux"])
            #expect(list.filter { $0.current == false }.map(\.device) == ["Unknown device"])
            #expect(try await sessions(phone).first { $0.current == true }?.device == "Unknown device")
            #expect(!server.logLines.contains { $0.contains("canary-agent") })
        }
    }

    @Test("Each is ended alone, and its sockets close within a second")
    func end() async throws {
        try await withTestServer { server in
            let phone = try await person("Anna", at: server)
            let desktop = TestBrowser(server)
            try await desktop.signIn("Anna")
            let tabs = [try await LiveClient.open(desktop), try await LiveClient.open(desktop)]
            let mine = try await LiveClient.open(phone)
            let other = try #require(try await sessions(phone).first { $0.current == false }).id.asString
            #expect(try await phone.delete("sessions/\(other)").status == 204)
            for tab in tabs { #expect(try await tab.closeCode(within: .seconds(30)) == 4401) }
            #expect(try await desktop.get("session").code == "signed_out")
            #expect(try await phone.delete("sessions/\(other)").code == "not_found")
            let chat = try await phone.newConversation()
            try await mine.wait { $0.conversations[chat] != nil }

            let own = try #require(try await sessions(phone).first).id.asString
            #expect(try await phone.delete("sessions/\(own)").status == 204)
            #expect(try await mine.closeCode(within: .seconds(30)) == 4401)
            #expect(phone.cookie == nil)
        }
    }

    @Test("All others are ended at once")
    func endOthers() async throws {
        try await withTestServer { server in
            let phone = try await person("Anna", at: server)
            let (desktop, tablet) = (TestBrowser(server), TestBrowser(server))
            for browser in [desktop, tablet] { try await browser.signIn("Anna") }
            let tabs = [try await LiveClient.open(desktop), try await LiveClient.open(tablet)]
            let bertha = try await person("Bertha", at: server)
            let berthas = try await LiveClient.open(bertha)
            #expect(try await phone.delete("sessions").status == 204)
            for tab in tabs { #expect(try await tab.closeCode(within: .seconds(30)) == 4401) }
            #expect(try await sessions(phone).map(\.current) == [true])
            let chat = try await bertha.newConversation()
            try await berthas.wait { $0.conversations[chat] != nil }
        }
    }

    @Test("Signing in where a session is open ends that one, and closes its sockets")
    func signingInAgain() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            _ = try await person("Bertha", at: server)
            let before = anna.anotherDevice()
            let tab = try await LiveClient.open(before)
            await #expect(throws: Reply.Unexpected.self) { try await anna.signIn("Anna", password: "wrong horse") }
            try await before.get("session").ok()
            try await anna.signIn("Bertha")
            #expect(try await tab.closeCode(within: .seconds(30)) == 4401)
            #expect(try await before.get("session").code == "signed_out")
            #expect(try await sessions(anna).count == 2)
        }
    }

    @Test("Another's session and one that never was get the same answer")
    func foreign() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let berthas = try #require(try await sessions(bertha).first).id.asString
            let foreign = try await anna.delete("sessions/\(berthas)")
            let unknown = try await anna.delete("sessions/\(newID())")
            #expect(foreign.status == 404)
            #expect(foreign.json.with("requestID", "") == unknown.json.with("requestID", ""))
            #expect(try await anna.delete("sessions/nonsense").status == 404)
            try await bertha.get("session").ok()
        }
    }
}

extension Shape {
    static let session = Shape(
        required: ["id": .id, "device": .text, "createdAt": .time, "lastSeenAt": .time, "current": .bool],
        optional: [:]
    )
    static let accessToken = Shape(
        required: ["id": .id, "name": .text, "createdAt": .time],
        optional: ["lastUsedAt": .time, "expiresAt": .time]
    )
}
