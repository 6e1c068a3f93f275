import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Questions and answers", .timeLimit(.minutes(30)))
struct MessageTests {
    @Test("A question is stored with the place of its answer, and both have the protocol's shape")
    func ask() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let id = newID()
            let reply = try await chat.browser.post(
                "conversations/\(chat.id)/messages",
                ["id": .string(id), "text": "Grüße, Gemini! 👋🏽"]
            )
            #expect(reply.status == 201)
            #expect(reply.json.names == ["question", "answer"])
            let (question, answer) = (reply.json.question, reply.json.answer)
            #expect(Shape.question.faults(of: question) == [])
            #expect(Shape.answer.faults(of: answer) == [])
            #expect(question.id == .string(id))
            #expect(question.text == "Grüße, Gemini! 👋🏽")
            #expect((question.role, question.status, question.seq) == ("user", "stored", 1))
            #expect(question.parentID == .absent)
            #expect((answer.role, answer.status, answer.seq) == ("model", "streaming", 2))
            #expect(answer.parentID == .string(id))
            #expect(answer.model == "stand-in-hold")
            #expect(answer.text == "")

            server.standIn.release(containing: "Grüße")
            let end = try await chat.tab.settled(answer.id.asString)
            #expect(Shape.answer.faults(of: end) == [])
            #expect(end.status == "complete")
            #expect(end.finishReason == "STOP")
            #expect(end.usage.names.isSuperset(of: ["promptTokenCount", "candidatesTokenCount", "totalTokenCount"]))
            #expect(end.finishedAt != .absent)
            #expect(end.failure == .absent)
            let shown = try await chat.browser.conversation(chat.id)
            #expect(shown.leafID == answer.id)
            #expect(shown.unread == 1)
            #expect(shown.preview != "")
        }
    }

    @Test("The settings that were made go along, and no others")
    func settings() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("gemini-3.5-flash", at: server)
            // Its record says that it thinks: then its summaries are asked for. The record has to be there for that.
            try await chat.browser.get("models").ok()
            let bare = try Chat.echo(try await chat.answer(to: "[echo]"))
            #expect(bare.generationConfig == ["thinkingConfig": ["includeThoughts": true]])
            let level: JSON = ["settings": ["thinkingLevel": "high", "temperature": 0.25]]
            try await chat.browser.patch("conversations/\(chat.id)", level).ok()
            let echo = try Chat.echo(try await chat.answer(to: "[echo]"))
            let thinking: JSON = ["includeThoughts": true, "thinkingLevel": "HIGH"]
            #expect(echo.generationConfig == ["thinkingConfig": thinking, "temperature": 0.25])
            // A model whose record shows no temperature gets none.
            try await chat.browser.patch("conversations/\(chat.id)", ["model": "gemini-3.8-flash"]).ok()
            let other = try Chat.echo(try await chat.answer(to: "[echo]"))
            #expect(other.generationConfig == ["thinkingConfig": thinking])
        }
    }

    @Test("The longest question there may be")
    func longest() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            let text = String(repeating: "0123456789abcdef", count: 131_072 / 16)
            let answer = try await chat.answer(to: text)
            #expect(answer.status == "complete")
            #expect(try Chat.echo(answer).said == ["user: \(text)"])
        }
    }

    @Test("A question keeps every code point that it came with")
    func codePoints() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            let text = "e\u{301} \u{E9} 👩‍👩‍👧‍👦 \u{FEFF}\u{200B} \u{FFFD} \u{1F}\u{7F} \r\n\t\\u0041 \u{10FFFF} ‮abc"
            let answer = try await chat.answer(to: text)
            let stored = try await chat.browser.messages(chat.id)
            #expect(Array(stored[0].text.asString.utf8) == Array(text.utf8))
            #expect(Array(try Chat.echo(answer).said[0].utf8) == Array("user: \(text)".utf8))
        }
    }

    @Test("The default model answers where the conversation names none")
    func defaultModel() async throws {
        try await withTestServer(["pollux.default.model": "stand-in-echo"]) { server in
            let anna = try await guest(at: server)
            let tab = try await LiveClient.open(anna)
            let chat = try await anna.newConversation()
            let answer = try await tab.settled(try await anna.ask("Who are you?", in: chat).answerID)
            #expect(answer.model == "stand-in-echo")
            #expect(try await anna.conversation(chat).model == .absent)
        }
    }

    @Test("Deleting a message takes what follows it along, and leaves the rest")
    func delete() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let first = try await chat.answer(to: "One?")
            let second = try await chat.answer(to: "Two?")
            try await chat.answer(to: "Three?")
            #expect(try await chat.browser.delete("messages/\(second.parentID.asString)").status == 204)
            #expect(try await chat.browser.delete("messages/\(second.parentID.asString)").status == 204)
            let left = try await chat.browser.messages(chat.id)
            #expect(left.map(\.seq) == [1, 2])
            #expect(try await chat.browser.conversation(chat.id).leafID == first.id)
            try await chat.tab.wait { $0.messages.count == 2 && $0.conversations[chat.id]?.leafID == first.id }
            #expect(try await chat.answer(to: "Four?").seq == 8)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("A deleted question cannot come back under its id")
    func gone() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let id = newID()
            let asked = try await chat.ask("One?", id: id)
            try await chat.tab.settled(asked.answerID)
            try await chat.browser.delete("messages/\(id)").ok()
            let again = try await chat.browser.post(
                "conversations/\(chat.id)/messages",
                ["id": .string(id), "text": "One?"]
            )
            #expect(again.status == 410)
            #expect(again.code == "gone")
            #expect(server.questionsAskedUpstream.count == 1)
        }
    }
}
