import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Repeated commands", .timeLimit(.minutes(30)))
struct RepeatTests {
    @Test("The same question again gives the same items and asks Gemini once")
    func same() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let id = newID()
            let path = "conversations/\(chat.id)/messages"
            let body: JSON = ["id": .string(id), "text": "Once?"]
            let first = try await chat.browser.post(path, body)
            let second = try await chat.browser.post(path, body)
            #expect((first.status, second.status) == (201, 200))
            #expect(second.json.question == first.json.question)
            #expect(second.json.answer.id == first.json.answer.id)
            #expect(second.json.answer.status == "streaming")

            try await server.standIn.waitForHeld(count: 1)
            server.standIn.releaseAll()
            let answer = try await chat.tab.settled(first.json.answer.id.asString)
            let third = try await chat.browser.post(path, body)
            #expect(third.status == 200)
            #expect(third.json.answer == answer)
            #expect(server.questionsAskedUpstream.count == 1)
            #expect(try await chat.browser.messages(chat.id).count == 2)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("Many at the same time are still one")
    func atOnce() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let id = newID()
            let path = "conversations/\(chat.id)/messages"
            let replies = try await withThrowingTaskGroup(of: Reply.self, returning: [Reply].self) { group in
                for _ in 0..<20 {
                    group.addTask { try await chat.browser.post(path, ["id": .string(id), "text": "Once?"]).ok() }
                }
                return try await group.reduce(into: [Reply]()) { $0.append($1) }
            }
            #expect(replies.filter { $0.status == 201 }.count == 1)
            #expect(Set(replies.map(\.json.answer.id)).count == 1)
            try await chat.tab.settled(replies[0].json.answer.id.asString)
            #expect(server.questionsAskedUpstream.count == 1)
            #expect(try await chat.browser.messages(chat.id).count == 2)
        }
    }

    @Test("It stays repeated after a restart, with another leaf and another title")
    func later() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let id = newID()
            let asked = try await chat.ask("Once?", id: id)
            let answer = try await chat.tab.settled(asked.answerID)
            try await chat.answer(to: "And more?")
            try await chat.tab.close()
            try await server.stop()
            try await server.start()
            let again = try await chat.ask("Once?", id: id)
            #expect(again.answer.text == answer.text)
            #expect(again.answer.status == "complete")
            #expect(server.questionsAskedUpstream.count == 2)
        }
    }

    @Test("Anything else under the same id is a conflict, and changes nothing")
    func conflict() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let id = newID()
            let asked = try await chat.ask("Caf\u{E9}?", id: id)
            try await chat.tab.settled(asked.answerID)
            let second = try await chat.answer(to: "Two?")
            let elsewhere = try await chat.browser.newConversation()
            let before = try await chat.browser.get("conversations/\(chat.id)/messages").text
            let here = "conversations/\(chat.id)/messages"
            let others: [(String, JSON)] = [
                (here, ["id": .string(id), "text": "Tea?"]),
                (here, ["id": .string(id), "text": "Cafe\u{301}?"]),
                (here, ["id": .string(id), "text": "Caf\u{E9}?", "parentID": second.id]),
                (here, ["id": .string(id), "text": "Caf\u{E9}?", "quoteID": second.id]),
                ("conversations/\(elsewhere)/messages", ["id": .string(id), "text": "Caf\u{E9}?"]),
                (here, ["id": asked.answer.id, "text": "Caf\u{E9}?"]),
            ]
            for (path, body) in others {
                let reply = try await chat.browser.post(path, body)
                #expect(reply.status == 409, "\(body)")
                #expect(reply.code == "conflict")
            }
            #expect(try await chat.browser.get("conversations/\(chat.id)/messages").text == before)
            #expect(try await chat.browser.messages(elsewhere).isEmpty)
            #expect(server.questionsAskedUpstream.count == 2)
        }
    }

    @Test("A question of a deleted conversation is gone, in whichever conversation it is asked again")
    func gone() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let id = newID()
            try await chat.tab.settled(try await chat.ask("Once?", id: id).answerID)
            try await chat.browser.delete("conversations/\(chat.id)").ok()
            let elsewhere = try await chat.browser.newConversation()
            for conversation in [chat.id, elsewhere] {
                let reply = try await chat.browser.post(
                    "conversations/\(conversation)/messages",
                    ["id": .string(id), "text": "Once?"]
                )
                #expect(reply.status == 410)
            }
            #expect(server.questionsAskedUpstream.count == 1)
        }
    }

    @Test("A repeated regenerate gives its answer also when the old one was deleted since")
    func regenerated() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let old = try await chat.answer(to: "Once more?").id.asString
            let body: JSON = ["id": .string(newID())]
            let made = try await chat.browser.post("messages/\(old)/regenerate", body).ok().json.answer
            #expect(try await chat.tab.settled(made.id.asString).status == "complete")
            try await chat.browser.delete("messages/\(old)").ok()
            let again = try await chat.browser.post("messages/\(old)/regenerate", body)
            #expect(again.status == 200 && again.json.answer.id == made.id)
            let other = try await chat.browser.post("messages/\(newID())/regenerate", body)
            #expect(other.code == "not_found")
        }
    }

    @Test("Two people may use the same id")
    func sameIDOfTwo() async throws {
        try await withTestServer { server in
            let (anna, bert) = (try await Chat.open(at: server), try await Chat.open(at: server))
            let id = newID()
            let annas = try await anna.ask("Anna's?", id: id)
            let berts = try await bert.ask("Bert's?", id: id)
            #expect(annas.answerID != berts.answerID)
            try await anna.tab.settled(annas.answerID)
            try await bert.tab.settled(berts.answerID)
            #expect(try await anna.browser.messages(anna.id)[0].text == "Anna's?")
            try await bert.browser.delete("messages/\(id)").ok()
            #expect(try await anna.browser.messages(anna.id).count == 2)
        }
    }
}
