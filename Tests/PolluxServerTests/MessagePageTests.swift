import PolluxTesting
import Testing

@Suite("Pages of messages", .timeLimit(.minutes(30)))
struct MessagePageTests {
    @Test("Without a limit the last three exchanges, and earlier pages join without doubles or gaps")
    func pages() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            for index in 1...8 { try await chat.answer(to: "Question \(index)?") }
            let path = "conversations/\(chat.id)/messages"
            let last = try await chat.browser.get(path).ok().json
            #expect(last.names == ["messages", "earlier", "later"])
            #expect(last.messages.elements.map(\.seq.asInt) == Array(11...16))
            #expect((last.earlier, last.later) == (true, false))

            var sequence = Array(11...16)
            var isMore = true
            while isMore {
                let page = try await chat.browser.get("\(path)?before=\(sequence[0])&limit=3").ok().json
                #expect(page.messages.elements.count <= 3)
                #expect(page.later == true)
                sequence = page.messages.elements.map(\.seq.asInt) + sequence
                isMore = page.earlier == true
            }
            #expect(sequence == Array(1...16))
            let all = try await chat.browser.get("\(path)?limit=200").ok().json
            #expect(all.messages.elements.map(\.seq.asInt) == sequence)
            #expect((all.earlier, all.later) == (false, false))
            #expect(try await chat.browser.get("\(path)?before=1").ok().json.messages == [])
            #expect(
                try await chat.browser.get("\(path)?before=9223372036854775807&limit=1").ok().json.messages.elements
                    .map(\.seq) == [16]
            )
        }
    }

    @Test("An empty conversation has an empty page")
    func empty() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let page = try await anna.get("conversations/\(try await anna.newConversation())/messages").ok().json
            #expect(page == ["messages": [], "earlier": false, "later": false])
        }
    }

    @Test("A page around a message holds it, on the branch that it is on")
    func around() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let first = try await chat.answer(to: "Root?")
            let old = try await chat.answer(to: "Left?")
            for index in 1...5 { try await chat.answer(to: "Left \(index)?") }
            try await chat.answer(to: "Right?", parent: first.id.asString)

            let path = "conversations/\(chat.id)/messages"
            let around = try await chat.browser.get("\(path)?around=\(old.id.asString)&limit=4").ok().json
            let sequence = around.messages.elements.map(\.seq.asInt)
            #expect(sequence.count == 4)
            #expect(sequence.contains(old.seq.asInt))
            #expect(sequence == Array(sequence[0]..<sequence[0] + 4))
            #expect((around.earlier, around.later) == (true, true))

            let leaf = try await chat.browser.get("\(path)?leaf=\(old.id.asString)&limit=200").ok().json
            #expect(leaf.messages.elements.map(\.seq) == [1, 2, 3, 4])
            #expect(try await chat.browser.messages(chat.id).map(\.seq) == [1, 2, 15, 16])
        }
    }

    @Test("Pages of what is not there", arguments: ["around", "leaf"])
    func unknown(parameter: String) async throws {
        try await withTestServer { server in
            let (anna, bert) = (try await Chat.open(at: server), try await Chat.open(at: server))
            let foreign = try await bert.answer(to: "Bert's?").id.asString
            let other = try await anna.browser.newConversation()
            try await anna.answer(to: "Anna's?")
            let mine = try await anna.answer(to: "In another conversation?").id.asString
            for (conversation, id) in [(anna.id, foreign), (anna.id, newID()), (other, mine)] {
                let reply = try await anna.browser.get("conversations/\(conversation)/messages?\(parameter)=\(id)")
                #expect(reply.code == "not_found")
            }
            let reply = try await anna.browser.get("conversations/\(anna.id)/messages?\(parameter)=x")
            #expect(reply.code == "bad_request")
            #expect(reply.json.field == .string(parameter))
        }
    }
}
