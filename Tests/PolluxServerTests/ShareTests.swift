import Foundation
import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Links that show a conversation", .timeLimit(.minutes(30)))
struct ShareTests {
    private func share(_ browser: TestBrowser, _ fields: JSON) async throws -> (id: String, secret: String, json: JSON)
    {
        let id = newID()
        let json = try await browser.post("shares", fields.with("id", .string(id))).ok().json
        let parts = json.url.asString.split(separator: "#")
        try #require(parts.count == 2 && parts[0].hasSuffix("/share"))
        return (id, String(parts[1]), json)
    }

    private func open(_ secret: String, at server: TestServer) async throws -> Reply {
        try await TestBrowser(server).post("shares/open", ["secret": .string(secret)])
    }

    @Test("A link shows what was shown when it was made, and nothing of who made it")
    func snapshot() async throws {
        try await withTestServer { server in
            let owner = try await person("Theodora", at: server)
            let canary = Canaries.make()
            let fields: JSON = ["title": "Rivers", "instructions": .string("Be \(canary)")]
            let chat = try await Chat.open("stand-in-grounded", for: owner, fields)
            let first = try await chat.answer(to: "One")
            let second = try await chat.answer(to: "Two")
            let (id, secret, json) = try await share(owner, ["conversationID": .string(chat.id)])
            #expect(Shape.share.faults(of: json.share) == [])
            #expect(json.share.messages == 4 && json.share.title == "Rivers")
            #expect(secret.count == 43)
            try await chat.answer(to: "Three")
            try await owner.patch("conversations/\(chat.id)", ["title": "Other name"]).ok()
            let reply = try await open(secret, at: server).ok()
            #expect(reply.json.title == "Rivers" && reply.json.names.contains("expiresAt"))
            let messages = reply.json.messages.elements
            for message in messages { #expect(Shape.sharedMessage.faults(of: message) == []) }
            #expect(messages.map(\.id) == [first.parentID, first.id, second.parentID, second.id])
            #expect(messages.map(\.text).contains(first.text))
            #expect(messages[1].sources == first.sources && first.sources.elements.count > 0)
            for text in ["Theodora", canary, chat.id, id, "thoughts", "usage", "searchSuggestions", "conversationID"] {
                #expect(!reply.text.contains(text), "\(text)")
            }
            #expect(reply.headers["Cache-Control"] == ["no-store"] && reply.headers["X-Robots-Tag"] == ["noindex"])

            let one = try await share(
                owner,
                ["conversationID": .string(chat.id), "messageID": second.id, "days": .null]
            )
            let shown = try await open(one.secret, at: server).ok().json
            #expect(shown.messages.elements.map(\.id) == [second.parentID, second.id])
            #expect(!shown.names.contains("expiresAt"))
            let list = try await owner.get("shares").ok().json.shares.elements
            #expect(list.map(\.id.asString) == [one.id, id] && list[0].messageID == second.id)
            #expect(!(try await owner.get("shares").text.contains(secret)))

            try await owner.delete("conversations/\(chat.id)").ok()
            #expect(try await open(secret, at: server).ok().json.messages == reply.json.messages)
            #expect(
                try await owner.get("shares").ok().json.shares.elements.allSatisfy {
                    !$0.names.contains("conversationID")
                }
            )
        }
    }

    @Test("What is unknown, revoked, or a blocked or deleted user's is all the same: not found")
    func endings() async throws {
        try await withTestServer { server in
            let root = try await administrator(at: server)
            let owner = try await person("Owner", at: server)
            let chat = try await Chat.open("gemini-3.8-flash", for: owner)
            try await chat.answer(to: "Hello")
            let fields: JSON = ["conversationID": .string(chat.id)]
            let (revoked, kept) = (try await share(owner, fields), try await share(owner, fields))
            try await owner.delete("shares/\(revoked.id)").ok()
            try await owner.delete("shares/\(revoked.id)").ok()
            #expect(try await owner.post("shares", fields.with("id", .string(revoked.id))).code == "gone")
            func refusal(_ secret: String) async throws -> String {
                let reply = try await open(secret, at: server)
                let file: JSON = ["secret": .string(secret), "attachmentID": .string(newID())]
                #expect(try await TestBrowser(server).post("shares/file", file).status == 404)
                let text = reply.text.replacing(/"requestID":"[^"]*"/, with: "")
                return "\(reply.status) " + text
            }
            let unknown = try await refusal(String(repeating: "A", count: 43))
            #expect(unknown.hasPrefix("404"))
            for secret in [revoked.secret, "", kept.secret + "A", String(kept.secret.dropLast())] {
                #expect(try await refusal(secret) == unknown)
            }
            try await open(kept.secret, at: server).ok()
            let user = try await owner.get("session").ok().json.user.id.asString
            try await root.patch("admin/users/\(user)", ["blocked": true]).ok()
            #expect(try await refusal(kept.secret) == unknown)
            try await root.patch("admin/users/\(user)", ["blocked": false]).ok()
            try await open(kept.secret, at: server).ok()
            try await root.delete("admin/users/\(user)").ok()
            #expect(try await refusal(kept.secret) == unknown)
        }
    }

    @Test("A link shows its files while it lives, whatever becomes of the messages, and no others")
    func files() async throws {
        try await withTestServer { server in
            let owner = try await guest(at: server)
            let bytes = Array("A file of some kind".utf8)
            let chat = try await Chat.open("gemini-3.8-flash", for: owner)
            let file = try await owner.upload(bytes, name: "a.txt", type: "text/plain").ok().json.id
            let other = try await owner.upload(Array("Other".utf8), name: "b.txt", type: "text/plain").ok().json.id
            let body: JSON = ["id": .string(newID()), "text": "Look", "attachments": .array([file])]
            try await owner.post("conversations/\(chat.id)/messages", body).ok()
            let made = try await share(owner, ["conversationID": .string(chat.id)])
            let again = try await share(owner, ["conversationID": .string(chat.id)])
            func get(_ secret: String, _ id: JSON) async throws -> Reply {
                try await TestBrowser(server).post("shares/file", ["secret": .string(secret), "attachmentID": id])
            }
            func contents() throws -> Int {
                try FileManager.default.subpathsOfDirectory(atPath: server.folder + "/attachments")
                    .filter { ($0 as NSString).lastPathComponent.count > 40 }.count
            }
            try await owner.delete("conversations/\(chat.id)").ok()
            #expect(try await owner.get("attachments/\(file.asString)").status == 404)
            for secret in [made.secret, again.secret] {
                let reply = try await get(secret, file).ok()
                #expect(reply.bytes == bytes)
                #expect(reply.headers["Cache-Control"] == ["no-store"] && reply.headers["X-Robots-Tag"] == ["noindex"])
                #expect(reply.headers["X-Content-Type-Options"] == ["nosniff"])
                #expect(reply.headers["Content-Security-Policy"].allSatisfy { $0.hasPrefix("sandbox;") })
                #expect(reply.headers["Content-Disposition"].allSatisfy { $0.hasPrefix("attachment;") })
                #expect(try await get(secret, other).status == 404)
            }
            #expect(try contents() == 2)
            try await owner.delete("shares/\(made.id)").ok()
            #expect(try await get(made.secret, file).status == 404)
            #expect(try await get(again.secret, file).ok().bytes == bytes)
            #expect(try contents() == 2)
            try await owner.delete("shares/\(again.id)").ok()
            #expect(try contents() == 1)
        }
    }

    @Test("The same command again is the same link without its secret, another under its id a conflict")
    func repeated() async throws {
        try await withTestServer { server in
            let owner = try await guest(at: server)
            let chat = try await Chat.open("gemini-3.8-flash", for: owner)
            let answer = try await chat.answer(to: "Hello")
            let body: JSON = ["id": .string(newID()), "conversationID": .string(chat.id), "days": 7]
            let first = try await owner.post("shares", body)
            let second = try await owner.post("shares", body)
            #expect(first.status == 201 && second.status == 200)
            #expect(second.json.share == first.json.share && !second.json.names.contains("url"))
            for other in [body.with("days", 8), body.with("days", .null), body.with("messageID", answer.id)] {
                #expect(try await owner.post("shares", other).code == "conflict")
            }
            let question = try await owner.messages(chat.id)[0].id
            for (wrong, field) in [
                (body.with("days", 0), "days"), (body.with("days", 366), "days"),
                (body.with("messageID", question), "messageID"),
                (body.with("title", "x"), "title"),
            ] {
                let reply = try await owner.post("shares", wrong.with("id", .string(newID())))
                #expect(reply.status == 400 && reply.json.field == .string(field), "\(reply)")
            }
            let empty = try await owner.newConversation()
            let nothing = try await owner.post("shares", ["id": .string(newID()), "conversationID": .string(empty)])
            #expect(nothing.status == 400 && nothing.json.field == "conversationID")
        }
    }

    @Test("An answer that is being written is not in it")
    func running() async throws {
        try await withTestServer { server in
            let owner = try await guest(at: server)
            let chat = try await Chat.open("stand-in-hold", for: owner)
            let asked = try await chat.ask("Hello")
            let made = try await share(owner, ["conversationID": .string(chat.id)])
            let shown = try await open(made.secret, at: server).ok().json.messages.elements
            #expect(shown.map(\.id) == [asked.question.id])
            let body: JSON = [
                "id": .string(newID()), "conversationID": .string(chat.id), "messageID": .string(asked.answerID),
            ]
            #expect(try await owner.post("shares", body).json.field == "messageID")
            try await owner.stop(asked.answerID)
        }
    }

    @Test("Two hundred links are enough for one user")
    func many() async throws {
        try await withTestServer { server in
            let owner = try await guest(at: server)
            let chat = try await Chat.open("gemini-3.8-flash", for: owner)
            try await chat.answer(to: "Hello")
            let fields: JSON = ["conversationID": .string(chat.id)]
            let first = try await share(owner, fields)
            for _ in 1..<200 { _ = try await share(owner, fields) }
            #expect(try await owner.post("shares", fields.with("id", .string(newID()))).code == "too_many")
            try await owner.delete("shares/\(first.id)").ok()
            _ = try await share(owner, fields)
        }
    }

    @Test("The page is not for search engines, and no other site's page opens a link")
    func surroundings() async throws {
        try await withTestServer { server in
            let page = try await TestBrowser(server).get("/share").ok()
            #expect(page.headers["X-Robots-Tag"] == ["noindex"] && page.headers["Cache-Control"] == ["no-cache"])
            #expect(page.headers["Referrer-Policy"] == ["no-referrer"])
            #expect(try await TestBrowser(server).get("/").ok().headers["X-Robots-Tag"] == [])
            let reply = try await TestBrowser(server).send(.POST, "shares/open", body: #"{"secret":"x"}"#) {
                $0.replaceOrAdd(name: "Sec-Fetch-Site", value: "cross-site")
            }
            #expect(reply.code == "cross_origin")
        }
    }
}
