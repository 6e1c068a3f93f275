import PolluxTesting
import Testing

@Suite("Conversations", .timeLimit(.minutes(30)))
struct ConversationTests {
    @Test("A new one has the shape of the protocol and its defaults")
    func create() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let id = newID()
            let reply = try await anna.put("conversations/\(id)", [:])
            #expect(reply.status == 201)
            #expect(Shape.conversation.faults(of: reply.json) == [])
            #expect(reply.json.id == .string(id))
            #expect(reply.json.contextExchanges == 3)
            #expect(reply.json.model == .absent)
            #expect(reply.json.leafID == .absent)
            #expect(try await anna.conversation(id) == reply.json)
        }
    }

    @Test("All that it can be made with is kept")
    func fields() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let fields: JSON = [
                "title": "Räksmörgås 🦐", "model": "stand-in-echo", "instructions": "Be brief.",
                "contextExchanges": .null,
            ]
            let made = try await anna.put("conversations/\(newID())", fields).ok().json
            for name in fields.names { #expect(made[name] == fields[name]) }
            #expect(Shape.conversation.faults(of: made) == [])
        }
    }

    @Test("Making it again changes nothing and gives what is there")
    func createAgain() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let id = try await anna.newConversation(["title": "First"])
            let before = try await anna.conversation(id)
            let reply = try await anna.put("conversations/\(id)", ["title": "Second", "model": "other"])
            #expect(reply.status == 200)
            #expect(reply.json == before)
            #expect(try await anna.conversation(id) == before)
        }
    }

    @Test("An id of somebody else's is simply new")
    func sameIDOfTwo() async throws {
        try await withTestServer { server in
            let (anna, bert) = (try await guest(at: server), try await guest(at: server))
            let id = try await anna.newConversation(["title": "Anna's"])
            #expect(try await bert.put("conversations/\(id)", ["title": "Bert's"]).status == 201)
            #expect(try await anna.conversation(id).title == "Anna's")
            #expect(try await bert.conversation(id).title == "Bert's")
            try await bert.delete("conversations/\(id)").ok()
            #expect(try await anna.conversation(id).title == "Anna's")
        }
    }

    @Test("Whatever can be changed is changed, and told to every tab")
    func patch() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let patch: JSON = [
                "title": "Other", "model": "stand-in-hold", "instructions": "Sing.", "contextExchanges": 0,
                "pinned": true,
                "archived": true,
                "settings": [
                    "thinkingLevel": "low", "temperature": 0.5, "googleSearch": true, "urlContext": false,
                    "codeExecution": true,
                ],
            ]
            let reply = try await chat.browser.patch("conversations/\(chat.id)", patch)
            #expect(reply.status == 200)
            #expect(Shape.conversation.faults(of: reply.json) == [])
            for name in patch.names { #expect(reply.json[name] == patch[name]) }
            try await chat.tab.wait { $0.conversations[chat.id] == reply.json }

            let cleared = try await chat.browser.patch(
                "conversations/\(chat.id)",
                ["model": .null, "instructions": .null, "contextExchanges": .null, "settings": [:]]
            ).ok().json
            #expect(cleared.model == .absent)
            #expect(cleared.instructions == .absent)
            #expect(cleared.contextExchanges == .null)
            #expect(cleared.settings == ["googleSearch": false, "urlContext": false, "codeExecution": false])
            #expect(cleared.title == "Other")
        }
    }

    @Test("A patch that changes nothing is no change")
    func emptyPatch() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let id = try await anna.newConversation(["title": "Same"])
            let before = try await anna.conversation(id)
            #expect(try await anna.patch("conversations/\(id)", ["title": "Same"]).ok().json == before)
        }
    }

    @Test("Deleting takes its messages along, once and for all")
    func delete() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let answer = try await chat.answer(to: "Hello?")
            let path = "conversations/\(chat.id)"
            #expect(try await chat.browser.delete(path).status == 204)
            #expect(try await chat.browser.delete(path).status == 204)
            try await chat.tab.wait { $0.conversations[chat.id] == nil && $0.messages.isEmpty }
            #expect(try await chat.browser.get(path).code == "not_found")
            #expect(try await chat.browser.get("\(path)/messages").code == "not_found")
            #expect(try await chat.browser.post("messages/\(answer.id.asString)/stop").code == "not_found")
            #expect(try await chat.browser.put(path, [:]).code == "gone")
            #expect(try await chat.browser.get("conversations").ok().json.conversations == [])
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("The title is made of the first question's words, unless one was chosen")
    func title() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            try await chat.answer(to: "# What   is\nthe **tallest** mountain of the Alps, and who climbed it first?")
            let title = try await chat.browser.conversation(chat.id).title.asString
            #expect(title.hasPrefix("What is the tallest mountain"))
            #expect(title.count <= 50)
            let named = try await chat.browser.newConversation(["title": "Chosen"])
            try await chat.browser.ask("Something else", in: named)
            #expect(try await chat.browser.conversation(named).title == "Chosen")
        }
    }
}
