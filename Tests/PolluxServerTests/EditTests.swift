import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Questions in other words", .timeLimit(.minutes(30)))
struct EditTests {
    private func edit(_ chat: Chat, _ old: JSON, _ fields: JSON) async throws -> Reply {
        try await chat.browser.post("messages/\(old.asString)/edit", fields)
    }

    @Test("The new question stands beside the old one, is shown, and Gemini hears nothing of the old branch")
    func edited() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            let root = try await chat.answer(to: "Root?")
            let left = try await chat.answer(to: "Left?")
            let reply = try await edit(chat, left.parentID, ["id": .string(newID()), "text": "Right?"])
            #expect(reply.status == 201 && reply.json.names == ["question", "answer"])
            #expect(Shape.question.faults(of: reply.json.question) == [])
            #expect(Shape.answer.faults(of: reply.json.answer) == [])
            let right = try await chat.tab.settled(reply.json.answer.id.asString)
            #expect(try Chat.echo(right).said.filter { $0.hasPrefix("user") } == ["user: Root?", "user: Right?"])
            let siblings: JSON = .array([left.parentID, right.parentID])
            let tab = await chat.tab.state
            #expect(tab.message(left.parentID.asString).siblingIDs == siblings)
            #expect(tab.message(right.parentID.asString).siblingIDs == siblings)
            #expect(tab.conversations[chat.id]?.leafID == right.id)
            #expect(try await chat.browser.messages(chat.id).map(\.seq) == [1, 2, 5, 6])
            #expect(tab.violations == [])

            let first = try await edit(chat, root.parentID, ["id": .string(newID()), "text": "Trunk?"]).ok().json
            #expect(first.question.parentID == .absent)
            #expect(first.question.siblingIDs == .array([root.parentID, first.question.id]))
            let trunk = try await chat.tab.settled(first.answer.id.asString)
            #expect(try Chat.echo(trunk).said == ["user: Trunk?"])
            #expect(try await chat.browser.messages(chat.id).map(\.seq) == [7, 8])
        }
    }

    @Test("An answer that runs on the old branch goes on to its end")
    func running() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let old = try await chat.ask("Old [canary:old]")
            let new = try await edit(chat, old.question.id, ["id": .string(newID()), "text": "New [canary:new]"]).ok()
            try await server.standIn.waitForHeld(count: 2)
            server.standIn.release(containing: "New")
            #expect(try await chat.tab.settled(new.json.answer.id.asString).status == "complete")
            #expect(await chat.tab.state.message(old.answerID).status == "streaming")
            server.standIn.releaseAll()
            #expect(try await chat.tab.settled(old.answerID).status == "complete")
            #expect(try await chat.browser.conversation(chat.id).leafID == new.json.answer.id)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("Files stay unless others are named")
    func files() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            let file = try await chat.browser.upload(Array("words".utf8), name: "a.txt", type: "text/plain").ok().json
            let body: JSON = ["id": .string(newID()), "text": "", "attachments": [file.id]]
            let old = try await chat.browser.post("conversations/\(chat.id)/messages", body).ok().json.question
            let same = try await edit(chat, old.id, ["id": .string(newID()), "text": "With?"]).ok().json
            #expect(same.question.attachments == old.attachments)
            let none = try await edit(chat, old.id, ["id": .string(newID()), "text": "Without?", "attachments": []])
            #expect(try none.ok().json.question.attachments == [])
            let empty = try await edit(chat, old.id, ["id": .string(newID()), "text": "", "attachments": []])
            #expect(empty.status == 400 && empty.json.field == "text")
            let echo = try Chat.echo(try await chat.tab.settled(none.json.answer.id.asString))
            #expect(echo.said == ["user: Without?"])
        }
    }

    @Test("The same command again, another one, and one whose question was deleted")
    func again() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let old = try await chat.answer(to: "Old?").parentID
            let body: JSON = ["id": .string(newID()), "text": "New?"]
            let first = try await edit(chat, old, body).ok().json
            let answer = try await chat.tab.settled(first.answer.id.asString)
            let again = try await edit(chat, old, body)
            #expect(again.status == 200 && again.json.answer == answer && again.json.question.id == first.question.id)
            #expect(try await edit(chat, old, body.with("text", "Newer?")).code == "conflict")
            #expect(try await edit(chat, answer.id, ["id": .string(newID()), "text": "x"]).code == "bad_request")
            try await chat.browser.delete("messages/\(first.question.id.asString)").ok()
            #expect(try await edit(chat, old, body).code == "gone")
            #expect(try await edit(chat, first.question.id, ["id": .string(newID()), "text": "x"]).status == 404)
            #expect(server.questionsAskedUpstream.count == 2)
        }
    }

    @Test(
        "Wrong members are named",
        arguments: [
            (#"{"text":"x"}"#, "id"), (#"{"id":"<new>"}"#, "text"), (#"{"id":"<new>","text":1}"#, "text"),
            (#"{"id":"x","text":"x"}"#, "id"), (#"{"id":"<new>","text":"x","attachments":"x"}"#, "attachments"),
            (#"{"id":"<new>","text":"x","parentID":"<new>"}"#, "parentID"),
            (#"{"id":"<new>","text":"x","quoteID":null}"#, "quoteID"),
        ]
    )
    func wrong(body: String, field: String) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let old = try await chat.answer(to: "Old?").parentID.asString
            let reply = try await chat.browser.send(
                .POST,
                "messages/\(old)/edit",
                body: body.replacing("<new>", with: newID())
            )
            #expect(reply.status == 400 && reply.json.field == .string(field), "\(reply)")
        }
    }
}
