import Foundation
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Imports", .timeLimit(.minutes(30)))
struct ImportTests {
    private func export(_ browser: TestBrowser) async throws -> [UInt8] {
        let id = newID()
        try await browser.post("exports", ["id": .string(id)]).ok()
        _ = try await finished(id, of: browser)
        return try await browser.get("exports/\(id)/file").ok().bytes
    }

    /// All of an export but what differs from account to account and from day to day.
    private func contents(_ bytes: [UInt8]) throws -> (json: JSON, files: [String: Data]) {
        var files = try ZipContents.read(bytes)
        let all = try JSON(String(decoding: try #require(files["pollux.json"]), as: UTF8.self))
        files["pollux.json"] = nil
        var kept = all.with("user", "").with("usage", "").with("exportedAt", "")
        kept = try JSON(kept.encoded.replacing(/"revision":\d+/, with: "\"revision\":0"))
        return (kept, files)
    }

    /// Sends a file as the page does, and waits for the end of the work on it.
    private func bring(_ bytes: [UInt8], to browser: TestBrowser, pieceBytes: Int = 1 << 20) async throws -> JSON {
        let id = newID()
        let begun = try await browser.post("imports", fields(id, bytes.count))
        #expect(begun.status == 201)
        #expect(Shape.importJob.faults(of: begun.json) == [])
        var offset = 0
        while offset < bytes.count {
            let piece = bytes[offset..<min(offset + pieceBytes, bytes.count)]
            let reply = try await browser.piece(id, at: "\(offset)", Array(piece)).ok()
            offset += piece.count
            #expect(reply.json.received.asInt == offset)
        }
        return try await brought(id, to: browser)
    }

    private func fields(_ id: String, _ bytes: Int, name: String = "export.zip") -> JSON {
        ["id": .string(id), "name": .string(name), "bytes": .number(Double(bytes))]
    }

    private func brought(_ id: String, to browser: TestBrowser) async throws -> JSON {
        let end = ContinuousClock.now + .seconds(240)
        while ContinuousClock.now < end {
            let job = try await browser.get("imports/\(id)").ok().json
            if job.state == "done" || job.state == "failed" { return job }
        }
        throw NotFinished()
    }

    /// Some of everything: branches, files, stars, drafts, settings, pins, failures, sources, pictures, thoughts.
    private func live(_ anna: TestBrowser) async throws {
        let chat = try await Chat.open("gemini-3.8-flash", for: anna, ["title": "Grüße", "instructions": "Be kind."])
        let file = newID()
        try await anna.upload(Array("in a file".utf8), as: file, name: "n%C3%B6te.txt", type: "text/plain").ok()
        let question: JSON = ["id": .string(newID()), "text": "first", "attachments": [.string(file)]]
        let asked = try await anna.post("conversations/\(chat.id)/messages", question).ok().json
        try await chat.tab.settled(asked.answer.id.asString)
        let again = try await anna.post("messages/\(asked.answer.id.asString)/regenerate", ["id": .string(newID())])
            .ok()
        try await chat.tab.settled(again.json.answer.id.asString)
        try await chat.answer(to: "second")
        let edited = try await anna.post(
            "messages/\(asked.question.id.asString)/edit",
            ["id": .string(newID()), "text": "first, in other words"]
        ).ok().json
        try await chat.tab.settled(edited.answer.id.asString)
        try await anna.patch("messages/\(asked.answer.id.asString)", ["starred": true]).ok()
        try await anna.put("conversations/\(chat.id)/draft", ["id": .string(newID()), "text": "not yet"]).ok()
        let settings: JSON = ["temperature": 0.5, "googleSearch": true]
        try await anna.patch(
            "conversations/\(chat.id)",
            ["pinned": true, "settings": settings, "contextExchanges": .null]
        )
        .ok()
        try await anna.put("conversations/\(chat.id)/read", ["seq": 2]).ok()
        for model in ["stand-in-grounded", "stand-in-picture", "stand-in-blocked", "stand-in-think"] {
            let other = try await Chat.open(model, for: anna)
            try await other.answer(to: "What of \(model)?")
            try await anna.patch("conversations/\(other.id)", ["archived": true]).ok()
        }
        try await anna.put("presets/\(newID())", ["name": "Pirate", "instructions": "Arr."]).ok()
        try await anna.upload(Array("unsent".utf8), name: "unsent.txt", type: "text/plain").ok()
        _ = try await anna.newConversation()
    }

    @Test("What one takes home comes back as it was, in another account and on an empty server, and again adds nothing")
    func roundTrip() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            try await live(anna)
            let archive = try await export(anna)
            let before = try contents(archive)
            #expect(before.json.conversations.elements.count == 6)
            #expect(before.files.keys.count { $0.hasPrefix("attachments/") } >= 3)
            let tab = try await LiveClient.open(bertha)
            let job = try await bring(archive, to: bertha, pieceBytes: 1000)
            #expect(job.state == "done" && job.problem == .absent, "\(job)")
            #expect(job.conversations == 6 && job.done == 6 && job.total == 6 && job.skipped == 0)
            let after = try contents(try await export(bertha))
            #expect(after.json == before.json)
            #expect(after.files == before.files)
            // The other devices heard of it all.
            for conversation in before.json.conversations.elements.map(\.conversation.id.asString) {
                try await tab.wait("the conversation") { $0.conversations[conversation] != nil }
            }

            let revision = try await bertha.get("changes?since=0").ok().json.revision
            let again = try await bring(archive, to: bertha)
            #expect(again.state == "done" && again.conversations == 0 && again.messages == 0 && again.skipped == 6)
            #expect(try await bertha.get("changes?since=0").ok().json.revision == revision)
            // One's own brings nothing either.
            #expect(try await bring(archive, to: anna).skipped == 6)
            #expect(try contents(try await export(anna)).json == before.json)
            try await withTestServer(isInner: true) { empty in
                let carla = try await guest(at: empty)
                #expect(try await bring(archive, to: carla).conversations == 6)
                let there = try contents(try await export(carla))
                #expect(there.json == before.json && there.files == before.files)
            }
        }
    }

    @Test("Messages that were deleted leave no gap in the numbers of those that are brought")
    func gaps() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let chat = try await Chat.open("stand-in-echo", for: anna)
            let old = try await chat.answer(to: "first").id.asString
            let again = try await anna.post("messages/\(old)/regenerate", ["id": .string(newID())]).ok().json.answer
            try await chat.tab.settled(again.id.asString)
            let last = try await chat.answer(to: "second")
            try await anna.delete("messages/\(old)").ok()
            try await anna.put("conversations/\(chat.id)/read", ["seq": 3]).ok()
            #expect(try await anna.messages(chat.id).map(\.seq) == [1, 3, 4, 5])
            #expect(last.contextFromSeq == 1)
            #expect(try await bring(try await export(anna), to: bertha).messages == 4)
            let brought = try await bertha.messages(chat.id)
            #expect(brought.map(\.seq) == [1, 2, 3, 4] && brought.last?.contextFromSeq == 1)
            #expect(try await bertha.conversation(chat.id).unread == 1)
        }
    }

    @Test("Pieces come in order, and what is wrong with one is said")
    func pieces() async throws {
        try await withTestServer(["pollux.import.bytes": "1000"]) { server in
            let anna = try await person("Anna", at: server)
            let id = newID()
            #expect(try await anna.post("imports", fields(id, 1001)).code == "too_large")
            for (body, field) in [
                (fields(id, 0), "bytes"), (fields(id, 10, name: ""), "name"), (fields("x", 10), "id"),
                (["id": .string(id), "name": "x"], "bytes"),
            ] as [(JSON, String)] {
                let refused = try await anna.post("imports", body)
                #expect(refused.status == 400 && refused.json.field == .string(field))
            }
            let made = try await anna.post("imports", fields(id, 10))
            #expect(made.status == 201 && made.json.state == "uploading" && made.json.kind == "import")
            #expect(try await anna.post("imports", fields(id, 10)).status == 200)
            #expect(try await anna.post("imports", fields(id, 11)).code == "conflict")
            #expect(try await anna.get("imports").ok().json.imports.elements == [made.json])

            let three = Array("abc".utf8)
            #expect(try await anna.piece(id, at: "1", three).code == "conflict")
            for offset in ["", "-1", "x", "99999999999999999999"] {
                let refused = try await anna.piece(id, at: offset, three)
                #expect(refused.status == 400 && refused.json.field == "Upload-Offset")
            }
            #expect(try await anna.piece(id, at: "0", three, type: "application/json").status == 415)
            #expect(try await anna.piece(id, at: "0", Array(repeating: 1, count: 11)).code == "too_large")
            #expect(try await anna.piece(id, at: "0", three).ok().json.received == 3)
            #expect(try await anna.piece(id, at: "0", three).code == "conflict")
            #expect(try await anna.get("imports/\(id)").ok().json.received == 3)
            #expect(try await anna.piece(newID(), at: "0", three).code == "not_found")

            try await anna.post("imports", fields(newID(), 10)).ok()
            #expect(try await anna.post("imports", fields(newID(), 10)).code == "too_many")
            #expect(try await anna.delete("imports/\(id)").status == 204)
            #expect(try await anna.delete("imports/\(id)").code == "not_found")
            #expect(try await anna.get("imports/\(id)").code == "not_found")
            #expect(try await anna.get("imports").ok().json.imports.elements.count == 1)
        }
    }

    @Test("An upload and the work on it outlive a restart; what is stopped stops, and what it brought stays")
    func restart() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let chats = (0..<100).map { number in
                "{\"id\":\"\(number)\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi \(number)\"}]}"
            }
            let file = Array("[\(chats.joined(separator: ","))]".utf8)
            let (one, two) = (newID(), newID())
            try await anna.post("imports", fields(one, file.count)).ok()
            try await anna.piece(one, at: "0", Array(file.prefix(777))).ok()
            try await server.stop()
            try await server.start()
            #expect(try await anna.get("imports/\(one)").ok().json.received == 777)
            // Stopped at any point of the work.
            try await anna.piece(one, at: "777", Array(file.dropFirst(777))).ok()
            try await server.stop()
            let between = try state(of: one, in: server.folder)
            #expect(between.state == "running" || between.state == "done")
            try await server.start()
            let job = try await brought(one, to: anna)
            #expect(job.state == "done" && job.done == 100 && job.conversations.asInt + job.skipped.asInt == 100)
            #expect(try contents(try await export(anna)).json.conversations.elements.count == 100)

            let bertha = try await person("Bertha", at: server)
            try await bertha.post("imports", fields(two, file.count)).ok()
            try await bertha.piece(two, at: "0", file).ok()
            #expect(try await bertha.delete("imports/\(two)").status == 204)
            let count = try contents(try await export(bertha)).json.conversations.elements.count
            #expect(count <= 100)
            #expect(try contents(try await export(bertha)).json.conversations.elements.count <= count + 1)
            #expect(try files(in: server.folder + "/imports").allSatisfy { !$0.contains(two) })
        }
    }

    private func state(of id: String, in folder: String) throws -> JSON {
        let name = try #require(try files(in: folder + "/imports").first { $0.hasSuffix("\(id).json") })
        return try JSON(try String(contentsOfFile: "\(folder)/imports/\(name)", encoding: .utf8))
    }

    @Test("Somebody else's import is as good as none, and goes with its user")
    func foreign() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let id = newID()
            try await anna.post("imports", fields(id, 10)).ok()
            for (foreign, unknown) in [
                (try await bertha.get("imports/\(id)"), try await bertha.get("imports/\(newID())")),
                (try await bertha.delete("imports/\(id)"), try await bertha.delete("imports/\(newID())")),
                (try await bertha.piece(id, at: "0", [1]), try await bertha.piece(newID(), at: "0", [1])),
            ] {
                #expect(foreign.status == 404)
                #expect(foreign.json.with("requestID", "") == unknown.json.with("requestID", ""))
            }
            #expect(try await bertha.get("imports").ok().json.imports.elements.isEmpty)
            // The same id of somebody else is new.
            #expect(try await bertha.post("imports", fields(id, 10)).status == 201)
            #expect(try await TestBrowser(server).get("imports").status == 401)
            #expect(try await anna.get("imports/\(id)").ok().json.received == 0)
            #expect(try files(in: server.folder + "/imports").count == 4)
            #expect(try await anna.send(.DELETE, "users/me", body: #"{"password":"correct horse"}"#).status == 204)
            #expect(try files(in: server.folder + "/imports").count == 2)
        }
    }
}

extension TestBrowser {
    /// Sends a piece of an import.
    func piece(
        _ id: String,
        at offset: String,
        _ bytes: [UInt8],
        type: String = "application/octet-stream"
    ) async throws -> Reply {
        try await send(.PATCH, "imports/\(id)", bytes: bytes) { headers in
            headers.replaceOrAdd(name: "Content-Type", value: type)
            headers.add(name: "Upload-Offset", value: offset)
        }
    }
}

extension Shape {
    static let importJob = Shape(
        required: [
            "id": .id, "kind": .text, "name": .text, "state": .text, "received": .integer, "bytes": .integer,
            "done": .integer, "total": .integer, "conversations": .integer, "messages": .integer, "skipped": .integer,
        ],
        optional: ["problem": .text]
    )
}
