import PolluxTesting
import Testing

@Suite("The tree of messages", .timeLimit(.minutes(30)))
struct TreeTests {
    @Test("A question with a parent begins a branch, and every sibling knows")
    func branch() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            let root = try await chat.answer(to: "Root?")
            let left = try await chat.answer(to: "Left?")
            let right = try await chat.answer(to: "Right?", parent: root.id.asString)
            #expect(try Chat.echo(right).said.filter { $0.hasPrefix("user") } == ["user: Root?", "user: Right?"])

            let siblings: JSON = .array([left.parentID, right.parentID])
            let tab = await chat.tab.state
            #expect(tab.message(left.parentID.asString).siblingIDs == siblings)
            #expect(tab.message(right.parentID.asString).siblingIDs == siblings)
            #expect(tab.conversations[chat.id]?.leafID == right.id)
            #expect(try await chat.browser.messages(chat.id).map(\.seq) == [1, 2, 5, 6])
            #expect(tab.violations == [])

            let back = try await chat.browser.patch("conversations/\(chat.id)", ["leafID": left.id]).ok().json
            #expect(back.leafID == left.id)
            #expect(try await chat.browser.messages(chat.id).map(\.seq) == [1, 2, 3, 4])
            let next = try await chat.answer(to: "On the left?")
            #expect(
                try Chat.echo(next).said.filter { $0.hasPrefix("user") }
                    == ["user: Root?", "user: Left?", "user: On the left?"]
            )
        }
    }

    @Test("Deleting the shown branch shows its sibling")
    func deleteBranch() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let root = try await chat.answer(to: "Root?")
            let left = try await chat.answer(to: "Left?")
            let right = try await chat.answer(to: "Right?", parent: root.id.asString)
            try await chat.browser.delete("messages/\(right.parentID.asString)").ok()
            #expect(try await chat.browser.conversation(chat.id).leafID == left.id)
            try await chat.tab.wait { state in
                state.conversations[chat.id]?.leafID == left.id
                    && state.message(left.parentID.asString).siblingIDs == [left.parentID]
            }
        }
    }

    @Test("Gemini is told what a question quotes; what is stored is the user's own text")
    func quote() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server, ["contextExchanges": 0])
            let first = try await chat.answer(to: "First\nwords?")
            let body: JSON = ["id": .string(newID()), "text": "And this?", "quoteID": first.parentID]
            let asked = try await chat.browser.post("conversations/\(chat.id)/messages", body).ok().json
            #expect(asked.question.text == "And this?" && asked.question.quoteID == first.parentID)
            let answer = try await chat.tab.settled(asked.answer.id.asString)
            #expect(try Chat.echo(answer).said == ["user: > First\n> words?\n\nAnd this?"])
            #expect(try await chat.browser.messages(chat.id)[2].text == "And this?")
        }
    }

    @Test("Parents, quotes and leaves must be in the conversation")
    func strangers() async throws {
        try await withTestServer { server in
            let (anna, bert) = (try await Chat.open(at: server), try await Chat.open(at: server))
            let mine = try await anna.answer(to: "Mine?")
            let foreign = try await bert.answer(to: "Foreign?")
            let other = try await anna.browser.newConversation()
            let wrong: [(String, String, JSON)] = [
                (anna.id, "parentID", foreign.id), (anna.id, "parentID", .string(newID())),
                (other, "parentID", mine.id),
                (anna.id, "quoteID", foreign.id), (anna.id, "quoteID", .string(newID())), (other, "quoteID", mine.id),
            ]
            for (conversation, name, value) in wrong {
                let body: JSON = ["id": .string(newID()), "text": "And?"]
                let reply = try await anna.browser.post(
                    "conversations/\(conversation)/messages",
                    body.with(name, value)
                )
                #expect(reply.code == (name == "quoteID" ? "bad_request" : "not_found"))
                #expect(reply.json.field == .string(name))
            }
            let leaf = try await anna.browser.patch("conversations/\(anna.id)", ["leafID": foreign.id])
            #expect(leaf.code == "not_found")
            let onQuestion = try await anna.browser.post(
                "conversations/\(anna.id)/messages",
                ["id": .string(newID()), "text": "And?", "parentID": mine.parentID]
            )
            #expect(onQuestion.status == 400)
            #expect(onQuestion.json.field == "parentID")
            #expect(try await anna.browser.messages(anna.id).count == 2)
            #expect(try await anna.browser.messages(other).isEmpty)
            #expect(server.questionsAskedUpstream.count == 2)
        }
    }
}
