import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Drafts", .timeLimit(.minutes(30)))
struct DraftTests {
    @Test("A draft follows to other devices and goes when its question is sent, or another one is edited into it")
    func followed() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let before = try await chat.browser.conversation(chat.id)
            #expect(before.draft == .absent)
            let ids = [newID(), newID()]
            func save(_ id: String, _ text: String) async throws {
                let body: JSON = ["id": .string(id), "text": .string(text)]
                #expect(try await chat.browser.put("conversations/\(chat.id)/draft", body).status == 204)
            }
            try await save(ids[0], "Hel")
            let draft: JSON = ["id": .string(ids[0]), "text": "Hel"]
            try await chat.tab.wait { $0.conversations[chat.id]?.draft == draft }
            let item = try await chat.browser.conversation(chat.id)
            #expect(item.draft == draft && item.lastActivityAt == before.lastActivityAt)
            #expect(Shape.conversation.faults(of: item) == [])
            let asked = try await chat.ask("Hello?", id: ids[0])
            try await chat.tab.settled(asked.answerID)
            #expect(await chat.tab.state.conversations[chat.id]?.draft == .absent)
            try await save(ids[0], "Hello")
            #expect(try await chat.browser.conversation(chat.id).draft == .absent)

            try await save(ids[1], "Hello ag")
            let edit: JSON = ["id": .string(ids[1]), "text": "Hello again?"]
            try await chat.browser.post("messages/\(ids[0])/edit", edit).ok()
            #expect(try await chat.browser.conversation(chat.id).draft == .absent)
            try await save(newID(), "More")
            try await save(newID(), "")
            #expect(try await chat.browser.conversation(chat.id).draft == .absent)
        }
    }

    @Test(
        "Wrong members are named",
        arguments: [
            (#"{"text":"x"}"#, "id"), (#"{"id":"<new>"}"#, "text"), (#"{"id":"<new>","text":null}"#, "text"),
            (#"{"id":"x","text":"x"}"#, "id"), (#"{"id":"<new>","text":"\u0000"}"#, "text"),
            (#"{"id":"<new>","text":"x","quoteID":"<new>"}"#, "quoteID"),
        ]
    )
    func wrong(body: String, field: String) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let chat = try await anna.newConversation()
            let path = "conversations/\(chat)/draft"
            let reply = try await anna.send(.PUT, path, body: body.replacing("<new>", with: newID()))
            #expect(reply.status == 400 && reply.json.field == .string(field), "\(reply)")
        }
    }
}
