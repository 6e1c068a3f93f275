import Foundation
import NIOHTTP1
import PolluxTesting
import Testing
import TimeTesting

@Suite("Administration", .timeLimit(.minutes(30)))
struct AdministrationTests {
    private static func users(_ admin: TestBrowser, _ query: String = "") async throws -> [JSON] {
        try await admin.get("admin/users?limit=200\(query)").ok().json.users.elements
    }

    private static func user(_ name: String, _ admin: TestBrowser) async throws -> JSON {
        try #require(try await users(admin).first { $0.name == .string(name) })
    }

    /// What lies in the folder of attachments, its own folders aside.
    private static func files(_ server: TestServer) throws -> [String] {
        let folder = server.folder + "/attachments"
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    @Test("The console's link makes one administrator, once, whatever the registration is")
    func setup() async throws {
        for registration in ["open", "invite", "closed"] {
            try await withTestServer(["pollux.registration": registration]) { server in
                let secret = try #require(server.setupSecret)
                let check = try await TestBrowser(server).post("invitations/check", ["secret": .string(secret)]).ok()
                #expect(check.json.role == "admin")
                let root = try await administrator(at: server)
                #expect(try await root.get("session").json.user.role == "admin")
                let again = try await TestBrowser(server).post(
                    "users",
                    ["name": "Eve", "password": "correct horse", "invitation": .string(secret)]
                )
                #expect(again.status == 403)
                #expect(again.code == "invalid_link")
                try await server.stop()
                try await server.start()
                #expect(server.setupSecret == nil)
            }
        }
    }

    @Test("Each start replaces the link of the one before")
    func setupIsReplaced() async throws {
        try await withTestServer { server in
            let old = try #require(server.setupSecret)
            try await server.stop()
            try await server.start()
            #expect(server.setupSecret != nil && server.setupSecret != old)
            let reply = try await TestBrowser(server).post("invitations/check", ["secret": .string(old)])
            #expect(reply.code == "invalid_link")
        }
    }

    @Test("An invitation makes one account with its role, where registration is by invitation")
    func invitations() async throws {
        try await withTestServer(["pollux.registration": "invite"]) { server in
            let root = try await administrator(at: server)
            let id = newID()
            let body: JSON = ["id": .string(id), "role": "user", "note": "For Anna"]
            let made = try await root.post("invitations", body)
            #expect(made.status == 201)
            let secret = made.json.secret.asString
            #expect(made.json.link.asString.hasSuffix("/join#\(secret)"))
            #expect(secret.count == 43)

            let again = try await root.post("invitations", body)
            #expect(again.status == 200 && again.json.secret == .absent)
            #expect(again.json.invitation == made.json.invitation)
            let other = try await root.post("invitations", body.with("note", "For Eve"))
            #expect(other.status == 409 && other.code == "conflict")

            let anna = TestBrowser(server)
            let check = try await anna.post("invitations/check", ["secret": .string(secret)]).ok().json
            #expect(check.note == "For Anna" && check.role == "user")
            let join: JSON = ["name": "Anna", "password": "correct horse", "invitation": .string(secret)]
            #expect(try await anna.post("users", join).ok().json.user.role == "user")
            #expect(try await TestBrowser(server).post("users", join.with("name", "Eve")).code == "invalid_link")

            let listed = try await root.get("invitations").ok().json.invitations.elements
            #expect(listed.count == 1 && listed[0].usedBy == "Anna" && listed[0].id == .string(id))
            #expect(listed[0].names.isDisjoint(with: ["secret", "link"]))
            #expect(try await root.delete("invitations/\(id)").status == 204)
            #expect(try await root.delete("invitations/\(id)").status == 404)
        }
    }

    @Test("Of two who use an invitation at the same time one gets in")
    func oneOfTwo() async throws {
        try await withTestServer(["pollux.registration": "invite"]) { server in
            let root = try await administrator(at: server)
            let secret = try await root.post("invitations", ["id": .string(newID())]).ok().json.secret
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for name in ["A", "B", "C", "D"] {
                    group.addTask {
                        try await TestBrowser(server).post(
                            "users",
                            ["name": .string(name), "password": "correct horse", "invitation": secret]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(statuses == [201, 403, 403, 403])
        }
    }

    @Test("A deleted, unknown or closed invitation lets nobody in")
    func badInvitations() async throws {
        try await withTestServer(["pollux.registration": "closed"]) { server in
            let root = try await administrator(at: server)
            let invitation = try await root.post("invitations", ["id": .string(newID())]).ok().json.secret
            for secret in [invitation, "", "x", .string(String(repeating: "A", count: 43))] {
                let reply = try await TestBrowser(server).post(
                    "users",
                    ["name": "Eve", "password": "correct horse", "invitation": secret]
                )
                #expect(reply.status == 403 && reply.code == "invalid_link")
            }
        }
    }

    @Test("Only administrators administer")
    func onlyAdministrators() async throws {
        try await withTestServer { server in
            let (root, anna) = (try await administrator(at: server), try await person("Anna", at: server))
            let id = try await Self.user("Root", root).id.asString
            let routes: [(HTTPMethod, String)] = [
                (.GET, "admin/users"), (.POST, "admin/users"), (.PATCH, "admin/users/\(id)"),
                (.DELETE, "admin/users/\(id)"), (.POST, "admin/users/\(id)/password-resets"), (.GET, "admin/usage"),
                (.GET, "admin/status"), (.GET, "invitations"), (.POST, "invitations"),
                (.DELETE, "invitations/\(newID())"), (.DELETE, "admin/users/\(newID())"),
            ]
            for (method, path) in routes {
                let reply = try await anna.send(method, path, body: "{}")
                #expect(reply.status == 403 && reply.code == "admin_only", "\(method) \(path)")
                #expect(try await TestBrowser(server).send(method, path, body: "{}").status == 401, "\(method) \(path)")
            }
        }
    }

    @Test("The list shows who there is, in pages, and nothing of what anybody wrote")
    func list() async throws {
        try await withTestServer { server in
            try await waitForRoomInTheDay()
            let root = try await administrator(at: server)
            let anna = try await person("Anna", at: server)
            let chat = try await anna.newConversation(["title": "Canary title"])
            let tab = try await LiveClient.open(anna)
            _ = try await tab.settled(try await anna.ask("Canary text", in: chat).answerID)
            for name in ["anton", "Berta", "Álvaro"] { try await person(name, at: server).signOut() }
            _ = try await guest(at: server)

            let all = try await Self.users(root)
            #expect(all.map(\.name.asString) == ["Anna", "anton", "Berta", "Guest", "Root", "Álvaro"])
            let record = try await Self.user("Anna", root)
            #expect(Shape.adminUser.faults(of: record) == [])
            #expect(record.conversations == 1 && record.messages == 2 && record.today.answers == 1)
            #expect(record.sessions == 1 && record.guest == false && record.blocked == false)
            #expect(try await Self.users(root, "&q=AN").map(\.name.asString) == ["Anna", "anton"])
            #expect(try await Self.users(root, "&q=%25") == [])

            var paged: [String] = []
            var cursor = ""
            repeat {
                let page = try await root.get("admin/users?limit=2" + cursor).ok().json
                paged += page.users.elements.map(\.name.asString)
                cursor = page.nextCursor == .absent ? "" : "&cursor=" + page.nextCursor.asString
            } while !cursor.isEmpty
            #expect(paged == all.map(\.name.asString))
            for path in ["admin/users", "admin/usage?days=3", "admin/status"] {
                #expect(!(try await root.get(path).ok().text.contains("Canary")))
            }
            for bad in ["admin/users?cursor=x", "admin/users?cursor=eA", "admin/users?limit=0", "admin/usage?days=91"] {
                #expect(try await root.get(bad).status == 400, "\(bad)")
            }
            _ = try await tab.close()
        }
    }

    @Test("A blocked user is out at once, on every socket, and in again when unblocked")
    func blocking() async throws {
        try await withTestServer { server in
            let (root, anna) = (try await administrator(at: server), try await person("Anna", at: server))
            let chat = try await Chat.open("stand-in-hold", for: anna)
            let answer = try await chat.ask("Hello?").answerID
            let id = try await Self.user("Anna", root).id.asString
            #expect(try await root.patch("admin/users/\(id)", ["blocked": true]).ok().json.user.blocked == true)
            #expect(try await chat.tab.closeCode() == 4403)
            #expect(try await anna.get("session").status == 401)
            #expect(try await anna.get("conversations").status == 401)
            let reply = try await TestBrowser(server).post("session", ["name": "Anna", "password": "correct horse"])
            #expect(reply.status >= 400)
            try await root.patch("admin/users/\(id)", ["blocked": false]).ok()
            try await anna.signIn("Anna")
            #expect(try await anna.messages(chat.id).first { $0.id == .string(answer) }?.status == "stopped")
        }
    }

    @Test("The last administrator is neither blocked, demoted nor deleted")
    func lastAdministrator() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            let id = try await Self.user("Root", root).id.asString
            // One without a password could not sign in.
            try await root.post("admin/users", ["name": "Later", "role": "admin"]).ok()
            for change: JSON in [["blocked": true], ["role": "user"]] {
                let reply = try await root.patch("admin/users/\(id)", change)
                #expect(reply.status == 409 && reply.code == "last_admin")
            }
            #expect(try await root.delete("admin/users/\(id)").code == "last_admin")
            let second = try await root.post("invitations", ["id": .string(newID()), "role": "admin"]).ok().json.secret
            let eve = TestBrowser(server)
            try await eve.post("users", ["name": "Eve", "password": "correct horse", "invitation": second]).ok()
            try await eve.patch("admin/users/\(id)", ["role": "user"]).ok()
            #expect(try await root.get("admin/users").code == "admin_only")
        }
    }

    @Test("A deleted user is gone with everything, files included")
    func deleting() async throws {
        try await withTestServer { server in
            let (root, anna) = (try await administrator(at: server), try await person("Anna", at: server))
            let chat = try await Chat.open("stand-in-hold", for: anna)
            let file = newID()
            try await anna.upload(Array("Canary file".utf8), as: file, name: "a.txt", type: "text/plain").ok()
            try await anna.post(
                "conversations/\(chat.id)/messages",
                ["id": .string(newID()), "text": "Hello?", "attachments": [.string(file)]]
            ).ok()
            #expect(try Self.files(server).count == 1)
            let id = try await Self.user("Anna", root).id.asString
            #expect(try await root.delete("admin/users/\(id)").status == 204)
            #expect(try await chat.tab.closeCode() == 4401)
            #expect(try await anna.get("session").status == 401)
            #expect(try Self.files(server) == [])
            #expect(try await root.delete("admin/users/\(id)").status == 404)
            #expect(try await Self.users(root).map(\.name.asString) == ["Root"])
            // The name is free, and nothing of the old account comes with it.
            let other = try await person("Anna", at: server)
            #expect(try await other.get("conversations").json.conversations == [])
            #expect(try await root.get("admin/status").json.answersRunning == 0)
        }
    }

    @Test("A user's own limits count before the server's")
    func limits() async throws {
        try await withTestServer(["pollux.daily.answers": "100"]) { server in
            try await waitForRoomInTheDay()
            let (root, anna) = (try await administrator(at: server), try await person("Anna", at: server))
            let id = try await Self.user("Anna", root).id.asString
            let reply = try await root.patch("admin/users/\(id)", ["limits": ["answers": 1, "tokens": .null]]).ok()
            #expect(reply.json.user.limits == ["answers": 1])
            #expect(try await anna.get("usage").json.limit == ["answers": 1])
            let chat = try await Chat.open("gemini-3.8-flash", for: anna)
            try await chat.answer(to: "One")
            let refused = try await anna.post(
                "conversations/\(chat.id)/messages",
                ["id": .string(newID()), "text": "Two"]
            )
            #expect(refused.status == 429 && refused.code == "usage_limit")
            try await root.patch("admin/users/\(id)", ["limits": ["answers": .null]]).ok()
            try await chat.answer(to: "Two")
            let days = try await root.get("admin/usage?days=1").ok().json.days.elements
            #expect(days.first?.users.elements.map(\.name) == ["Anna"])
            #expect(days.first?.users.elements.first?.answers == 2)
        }
    }

    @Test(
        "What cannot be changed so changes nothing",
        arguments: [
            #"{"role":"god"}"#, #"{"blocked":"yes"}"#, #"{"limits":{"answers":-1}}"#, #"{"limits":{"answers":1e20}}"#,
            #"{"limits":5}"#, #"{"twoFactor":true}"#, #"{"name":"Eve"}"#, #"{"role":"admin","unknown":1}"#, "[]", "{",
        ]
    )
    func badChanges(body: String) async throws {
        try await withTestServer { server in
            let (root, _) = (try await administrator(at: server), try await person("Anna", at: server))
            let before = try await Self.user("Anna", root)
            let reply = try await root.send(.PATCH, "admin/users/\(before.id.asString)", body: body)
            #expect(reply.status == 400 && reply.code == "bad_request")
            #expect(try await Self.user("Anna", root) == before)
        }
    }

    @Test("A guest is no administrator and has no password to reset")
    func guests() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            _ = try await guest(at: server)
            let id = try await Self.user("Guest", root).id.asString
            #expect(try await root.patch("admin/users/\(id)", ["role": "admin"]).status == 400)
            #expect(try await root.post("admin/users/\(id)/password-resets", [:]).status == 400)
            #expect(try await root.delete("admin/users/\(id)").status == 204)
        }
    }

    @Test("The status tells of answers, sockets, storage and version")
    func status() async throws {
        try await withTestServer { server in
            let (root, anna) = (try await administrator(at: server), try await person("Anna", at: server))
            let chat = try await Chat.open("stand-in-hold", for: anna)
            let answer = try await chat.ask("Hello?").answerID
            let status = try await root.get("admin/status").ok().json
            #expect(status.answersRunning == 1 && status.answersQueued == 0 && status.sockets == 1)
            #expect(status.users == 2 && status.guests == 0)
            #expect(status.storage.databaseBytes.asInt > 0 && status.storage.attachmentBytes == 0)
            #expect(status.storage.freeBytes.asInt > 0)
            #expect(status.version == (try await root.get("server").json.version))
            try await anna.stop(answer)
        }
    }
}
