import Foundation
import NIOHTTP1
import PolluxTesting
import Testing
import TimeTesting

@Suite("Exports", .timeLimit(.minutes(30)))
struct ExportTests {
    /// Makes one and takes it home; by name what is in it.
    private func export(_ browser: TestBrowser) async throws -> [String: Data] {
        let id = newID()
        let begun = try await browser.post("exports", ["id": .string(id)])
        #expect(begun.status == 202)
        #expect(Shape.export.faults(of: begun.json) == [])
        let done = try await finished(id, of: browser)
        #expect(done.state == "done" && done.done == done.total)
        let file = try await browser.get("exports/\(id)/file").ok()
        #expect(file.headers.first(name: "Content-Type") == "application/zip")
        #expect(file.headers.first(name: "Cache-Control") == "no-store")
        let disposition = file.headers.first(name: "Content-Disposition") ?? ""
        #expect(disposition.wholeMatch(of: /attachment; filename="pollux-\d{4}-\d\d-\d\d\.zip"/) != nil)
        #expect(file.bytes.count == done.bytes.asInt)
        return try ZipContents.read(file.bytes)
    }

    private func transcript(_ title: String, _ contents: [String: Data]) throws -> String {
        let name = try #require(contents.keys.first { $0.hasSuffix(" \(title).md") })
        return String(decoding: try #require(contents[name]), as: UTF8.self)
    }

    @Test("It holds everything of the user, all branches and files, and nothing of anybody else")
    func everything() async throws {
        try await withTestServer { server in
            try await waitForRoomInTheDay()
            let (anna, bertha) = (try await person("Änna", at: server), try await person("Bertha", at: server))
            let (mine, theirs) = (Canaries.make(), Canaries.make())
            let berthas = try await Chat.open("gemini-3.8-flash", for: bertha)
            try await berthas.answer(to: theirs)
            try await bertha.upload(Array(theirs.utf8), name: "theirs.txt", type: "text/plain").ok()

            let chat = try await Chat.open("gemini-3.8-flash", for: anna, ["title": "Grüße / 世界"])
            let file = newID()
            try await anna.upload(Array("\(mine) in a file".utf8), as: file, name: "n%C3%B6te.txt", type: "text/plain")
                .ok()
            let question: JSON = [
                "id": .string(newID()), "text": .string("first \(mine)"), "attachments": [.string(file)],
            ]
            let asked = try await anna.post("conversations/\(chat.id)/messages", question).ok().json
            try await chat.tab.settled(asked.answer.id.asString)
            let edited = try await anna.post(
                "messages/\(asked.answer.id.asString)/regenerate",
                ["id": .string(newID())]
            )
            .ok().json
            try await chat.tab.settled(edited.answer.id.asString)
            try await anna.patch("messages/\(edited.answer.id.asString)", ["starred": true]).ok()
            try await anna.put("conversations/\(chat.id)/draft", ["id": .string(newID()), "text": "not yet"]).ok()
            try await anna.patch("users/me", ["settings": ["theme": "dark"]]).ok()
            try await anna.put("presets/\(newID())", ["name": "Pirate", "instructions": "Arr."]).ok()
            _ = try await anna.newConversation()

            let contents = try await export(anna)
            // Numbered in the order of their ids, which here are of any version.
            let transcripts = contents.filter { $0.key.hasPrefix("conversations/") }
            #expect(
                Set(transcripts.keys) == ["conversations/01 Grüße _ 世界.md", "conversations/02 New chat.md"]
                    || Set(transcripts.keys) == ["conversations/02 Grüße _ 世界.md", "conversations/01 New chat.md"]
            )
            #expect(
                Set(contents.keys).subtracting(transcripts.keys) == ["pollux.json", "attachments/\(file)-nöte.txt"]
            )
            let all = try JSON(String(decoding: try #require(contents["pollux.json"]), as: UTF8.self))
            #expect(all.user == (try await anna.get("session").ok().json.user))
            #expect(all.presets == (try await anna.get("presets").ok().json.presets))
            #expect(all.usage.elements.count == 1 && all.attachments.elements.map(\.id) == [.string(file)])
            let exported = try #require(all.conversations.elements.first { $0.conversation.id == .string(chat.id) })
            #expect(exported.conversation == (try await anna.conversation(chat.id)))
            #expect(all.user.settings.theme == "dark" && exported.conversation.draft.text == "not yet")
            #expect(exported.messages.elements.map(\.starred) == [false, false, true])
            #expect(exported.messages.elements.map(\.seq.asInt) == [1, 2, 3])
            for message in try await anna.messages(chat.id) { #expect(exported.messages.elements.contains(message)) }
            #expect(exported.messages.elements.contains { $0.text == .string("first \(mine)") })

            let transcript = try self.transcript("Grüße _ 世界", contents)
            #expect(transcript.hasPrefix("# Grüße / 世界\n"))
            // One of the two answers is on the path that is shown.
            #expect(transcript.contains("first \(mine)"))
            #expect(transcript.components(separatedBy: "\n## gemini-3.8-flash, ").count == 2)
            #expect(contents["attachments/\(file)-nöte.txt"] == Data("\(mine) in a file".utf8))
            for (name, bytes) in contents {
                #expect(Canaries.leaked(into: [String(decoding: bytes, as: UTF8.self)], own: mine) == [], "\(name)")
            }
        }
    }

    @Test("More messages and files than a page has are all there, in their order")
    func pages() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let chat = try await Chat.open("gemini-3.8-flash", for: anna)
            var last: String?
            for index in 0..<60 { last = try await chat.ask("question \(index)").answerID }
            try await chat.tab.settled(try #require(last), within: .seconds(60))
            for index in 0..<130 { try await anna.upload(Array("file \(index)".utf8), type: "text/plain").ok() }
            for _ in 0..<130 { _ = try await anna.newConversation() }
            let contents = try await export(anna)
            let all = try JSON(String(decoding: try #require(contents["pollux.json"]), as: UTF8.self))
            #expect(all.conversations.elements.count == 131)
            #expect(all.attachments.elements.count == 130)
            #expect(contents.count == 1 + 131 + 130)
            let messages = try #require(all.conversations.elements.first { $0.conversation.id == .string(chat.id) })
                .messages.elements
            #expect(messages.map(\.seq.asInt) == Array(1...120))
            let questions = try transcript("question 0", contents).matches(of: /\nquestion (\d+)\n/).map {
                $0.output.1
            }
            #expect(questions == (0..<60).map { "\($0)" })
        }
    }

    @Test("The same again is the same; a later one replaces it; the files of a user who has nothing are small")
    func again() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let (one, two) = (newID(), newID())
            try await anna.post("exports", ["id": .string(one)]).ok()
            let done = try await finished(one, of: anna)
            #expect(try await anna.post("exports", ["id": .string(one)]).ok().json == done)
            #expect(try files(in: server.folder + "/exports").count == 1)
            try await anna.post("exports", ["id": .string(two)]).ok()
            _ = try await finished(two, of: anna)
            #expect(try await anna.get("exports/\(one)").code == "not_found")
            #expect(try await anna.get("exports/\(one)/file").code == "not_found")
            #expect(try files(in: server.folder + "/exports").count == 1)
            #expect(
                try ZipContents.read(try await anna.get("exports/\(two)/file").ok().bytes).keys.sorted() == [
                    "pollux.json"
                ]
            )
            // A start throws away what lies there.
            try await server.stop()
            try await server.start()
            #expect(try await anna.get("exports/\(two)").code == "not_found")
            #expect(try files(in: server.folder + "/exports").isEmpty)
        }
    }

    @Test("Nobody else gets it, and one that is foreign looks like one that never was")
    func foreign() async throws {
        try await withTestServer { server in
            let (anna, bertha) = (try await person("Anna", at: server), try await person("Bertha", at: server))
            let id = newID()
            try await anna.post("exports", ["id": .string(id)]).ok()
            _ = try await finished(id, of: anna)
            for path in ["exports/\(id)", "exports/\(id)/file"] {
                let foreign = try await bertha.get(path)
                let unknown = try await bertha.get(path.replacing(id, with: newID()))
                #expect(foreign.status == 404)
                #expect(foreign.json.with("requestID", "") == unknown.json.with("requestID", ""))
                #expect(try await TestBrowser(server).get(path).status == 401)
            }
            // The same id of somebody else is new.
            try await bertha.post("exports", ["id": .string(id)]).ok()
            _ = try await finished(id, of: bertha)
            #expect(try await anna.get("exports/\(id)/file").status == 200)
            #expect(try await anna.post("exports", [:]).json.field == "id")
            #expect(try await anna.post("exports", ["id": "x"]).json.field == "id")
        }
    }
}

extension Shape {
    static let export = Shape(
        required: ["id": .id, "state": .text, "done": .integer, "total": .integer],
        optional: ["bytes": .integer]
    )
}
