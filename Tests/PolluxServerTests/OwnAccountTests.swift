import Foundation
import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("One's own account", .timeLimit(.minutes(30)))
struct OwnAccountTests {
    @Test("GET users/me tells who one is, how one signs in and what is left of today")
    func show() async throws {
        try await withTestServer(["pollux.daily.answers": "5"]) { server in
            let anna = try await person("Anna", at: server)
            let me = try await anna.get("users/me").ok().json
            #expect(me.names == ["user", "totp", "limit", "left"])
            #expect(Shape.user.faults(of: me.user) == [])
            #expect(me.totp == ["enabled": false, "recoveryCodesLeft": 0])
            #expect(me.limit == ["answers": 5] && me.left == ["answers": 5])
            #expect(try await TestBrowser(server).get("users/me").code == "signed_out")
        }
    }

    @Test("A guest becomes an account, keeps everything, and its other devices hear of it")
    func guestStays() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let tab = try await LiveClient.open(browser)
            let chat = try await browser.newConversation()
            let old = browser.cookie
            let reply = try await browser.patch("users/me", ["name": "Anna", "password": "correct horse"])
            #expect(reply.status == 200)
            #expect(Shape.user.faults(of: reply.json.user) == [])
            #expect(reply.json.user.guest == false && reply.json.user.name == "Anna")
            #expect(browser.cookie != nil && browser.cookie != old)
            try await tab.wait { $0.user.name == "Anna" }
            let stale = TestBrowser(server)
            stale.cookie = old
            #expect(try await stale.get("session").code == "signed_out")
            let desktop = TestBrowser(server)
            try await desktop.signIn("Anna")
            #expect(try await desktop.conversation(chat).id == .string(chat))
        }
    }

    @Test(
        "Another password ends all other sessions, closes their sockets within a second and gives this one a new token"
    )
    func password() async throws {
        try await withTestServer { server in
            let phone = try await person("Anna", at: server)
            let desktop = TestBrowser(server)
            try await desktop.signIn("Anna")
            let script = try await program(of: phone)
            let (mine, other) = (try await LiveClient.open(phone), try await LiveClient.open(desktop))
            let third = try await LiveClient.open(script)
            let old = phone.cookie
            let wrong = try await phone.patch(
                "users/me",
                ["password": "another horse", "currentPassword": "wrong horse"]
            )
            #expect(wrong.status == 401 && wrong.code == "wrong_credentials" && wrong.json.field == "currentPassword")
            try await desktop.get("session").ok()

            try await phone.patch("users/me", ["password": "another horse", "currentPassword": "correct horse"]).ok()
            #expect(try await other.closeCode(within: .seconds(30)) == 4401)
            #expect(phone.cookie != old)
            #expect(try await desktop.get("session").code == "signed_out")
            let stolen = TestBrowser(server)
            stolen.cookie = old
            #expect(try await stolen.get("session").code == "signed_out")
            // This session goes on, and so do programs.
            let chat = try await phone.newConversation()
            try await mine.wait { $0.conversations[chat] != nil }
            try await third.wait { $0.conversations[chat] != nil }
            try await desktop.signIn("Anna", password: "another horse")
            await #expect(throws: Reply.Unexpected.self) { try await TestBrowser(server).signIn("Anna") }
        }
    }

    private static let refusals: [(JSON, Int, String, String)] = [
        (["password": "another horse"], 400, "bad_request", "currentPassword"),
        (["password": "password1", "currentPassword": "correct horse"], 400, "bad_request", "password"),
        (["password": "anna2026", "currentPassword": "correct horse"], 400, "bad_request", "password"),
        (["name": "BERTHA"], 409, "name_taken", "name"), (["name": ""], 400, "bad_request", "name"),
        (["name": 7], 400, "bad_request", "name"), (["role": "admin"], 400, "bad_request", "role"),
        (["name": "Clara", "blocked": false], 400, "bad_request", "blocked"),
    ]

    @Test("What cannot be is refused with the field to blame", arguments: refusals)
    func refused(body: JSON, status: Int, code: String, field: String) async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            _ = try await person("Bertha", at: server)
            let before = try await anna.get("users/me").ok().json
            let reply = try await anna.patch("users/me", body)
            #expect(reply.status == status && reply.code == code && reply.json.field == .string(field), "\(reply)")
            #expect(try await anna.get("users/me").ok().json == before)
        }
    }

    @Test("Deleting the account deletes everything of it, files and exports included, and nothing of anybody else")
    func delete() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let canary = Canaries.make()
            let (mine, shared) = (Array("\(canary) of Anna".utf8), Array("of both".utf8))
            try await anna.upload(mine, name: "mine.txt", type: "text/plain").ok()
            try await anna.upload(shared, name: "both.txt", type: "text/plain").ok()
            let kept = newID()
            try await bertha.upload(shared, as: kept, name: "both.txt", type: "text/plain").ok()
            let chat = try await anna.newConversation(["title": .string(canary)])
            let export = newID()
            try await anna.post("exports", ["id": .string(export)]).ok()
            _ = try await finished(export, of: anna)
            let script = try await program(of: anna)
            let tabs = [try await LiveClient.open(anna), try await LiveClient.open(script)]
            let other = try await LiveClient.open(bertha)
            let secondDevice = anna.anotherDevice()

            #expect(try await anna.send(.DELETE, "users/me", body: "{}").json.field == "password")
            let wrong = try await anna.send(.DELETE, "users/me", body: #"{"password":"wrong horse"}"#)
            #expect(wrong.status == 401 && wrong.code == "wrong_credentials")
            _ = try await anna.conversation(chat)

            let reply = try await anna.send(.DELETE, "users/me", body: #"{"password":"correct horse"}"#)
            #expect(reply.status == 204)
            #expect(anna.cookie == nil)
            for tab in tabs { #expect(try await tab.closeCode(within: .seconds(30)) == 4401) }
            #expect(try await secondDevice.get("session").code == "signed_out")
            #expect(try await script.get("conversations").code == "signed_out")
            #expect(
                try await TestBrowser(server).post("session", ["name": "Anna", "password": "correct horse"]).status
                    == 401
            )
            #expect(try files(in: server.folder + "/exports").isEmpty)
            #expect(try files(in: server.folder + "/attachments").count == 1)
            #expect(try await bertha.get("attachments/\(kept)").ok().bytes == shared)
            let berthas = try await bertha.newConversation()
            try await other.wait { $0.conversations[berthas] != nil }
            // The name is free, and whoever takes it finds nothing.
            let again = try await person("Anna", at: server)
            #expect(try await again.get("conversations").ok().json.conversations.elements.isEmpty)
        }
    }

    @Test("A guest deletes itself without a password")
    func guestLeaves() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let tab = try await LiveClient.open(browser)
            #expect(try await browser.send(.DELETE, "users/me", body: "{}").status == 204)
            #expect(try await tab.closeCode(within: .seconds(30)) == 4401)
            #expect(browser.cookie == nil)
        }
    }

    @Test("Deleting an account stops its running answers")
    func runningAnswers() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            try await chat.ask("Wait. [hold=0]")
            try await server.standIn.waitForHeld(count: 1)
            #expect(try await chat.browser.send(.DELETE, "users/me", body: "{}").status == 204)
            #expect(try await chat.tab.closeCode(within: .seconds(30)) == 4401)
            try await server.standIn.waitForClosedStream(count: 1)
        }
    }

    @Test("The last administrator stays")
    func lastAdministrator() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            let reply = try await root.send(.DELETE, "users/me", body: #"{"password":"correct horse"}"#)
            #expect(reply.status == 409 && reply.code == "last_admin")
            try await root.get("session").ok()
        }
    }

    @Test("A link sets a password once, ends all sessions and closes their sockets")
    func resetLink() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            let anna = try await person("Anna", at: server)
            let tab = try await LiveClient.open(anna)
            let id = try await anna.get("session").ok().json.user.id.asString
            let secret = try await root.post("admin/users/\(id)/password-resets", [:]).ok().json.secret
            let stranger = TestBrowser(server)
            #expect(try await stranger.post("password-resets/check", ["secret": secret]).ok().json == ["name": "Anna"])
            for path in ["password-resets", "password-resets/check"] {
                var body: JSON = ["secret": "nonsense"]
                if !path.hasSuffix("check") { body = body.with("password", "another horse") }
                let unknown = try await stranger.post(path, body)
                #expect(unknown.status == 403 && unknown.code == "invalid_link")
            }
            let weak = try await stranger.post("password-resets", ["secret": secret, "password": "12345678"])
            #expect(weak.status == 400 && weak.json.field == "password")
            try await anna.get("session").ok()

            let done = try await stranger.post("password-resets", ["secret": secret, "password": "another horse"])
            #expect(done.status == 204 && done.headers["Set-Cookie"].isEmpty)
            #expect(try await tab.closeCode(within: .seconds(30)) == 4401)
            #expect(try await anna.get("session").code == "signed_out")
            for path in ["password-resets/check", "password-resets"] {
                var body: JSON = ["secret": secret]
                if !path.hasSuffix("check") { body = body.with("password", "third horse") }
                #expect(try await stranger.post(path, body).code == "invalid_link")
            }
            try await anna.signIn("Anna", password: "another horse")
        }
    }

    @Test("A command of another site is refused, whatever it brings")
    func otherSites() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let link = try await anna.send(
                .POST,
                "password-resets",
                body: #"{"secret":"x","password":"another horse"}"#
            ) {
                $0.replaceOrAdd(name: "Sec-Fetch-Site", value: "cross-site")
                $0.replaceOrAdd(name: "Authorization", value: "Bearer x")
            }
            #expect(link.code == "cross_origin")
            let delete = try await anna.send(.DELETE, "users/me", body: #"{"password":"correct horse"}"#) {
                $0.replaceOrAdd(name: "Sec-Fetch-Site", value: "cross-site")
            }
            #expect(delete.code == "cross_origin")
            try await anna.get("session").ok()
        }
    }
}

/// A program with an access token of this person's, made just now.
func program(of browser: TestBrowser, name: String = "script") async throws -> TestBrowser {
    let made = try await browser.post("tokens", ["id": .string(newID()), "name": .string(name)]).ok().json
    let program = TestBrowser(browser.server)
    program.bearer = made.secret.asString
    return program
}

/// The files somewhere below a folder; a socket is none.
func files(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
        let type = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")[.type] as? FileAttributeType
        return type == .typeRegular
    }
}

/// An export once it is over.
func finished(_ export: String, of browser: TestBrowser) async throws -> JSON {
    let end = ContinuousClock.now + .seconds(240)
    while ContinuousClock.now < end {
        let status = try await browser.get("exports/\(export)").ok().json
        if status.state != "running" { return status }
    }
    throw NotFinished()
}

struct NotFinished: Error {}
