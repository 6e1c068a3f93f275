import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Stars", .timeLimit(.minutes(30)))
struct StarTests {
    private func starred(_ browser: TestBrowser, _ query: String = "") async throws -> JSON {
        try await browser.get("messages?starred=true\(query)").ok().json
    }

    @Test("A star is told to other devices, listed over all conversations, and taken away again")
    func star() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let answer = try await chat.answer(to: "One?")
            #expect(answer.starred == false)
            let reply = try await chat.browser.patch("messages/\(answer.id.asString)", ["starred": true])
            #expect(reply.status == 200 && reply.json.starred == true)
            #expect(Shape.answer.faults(of: reply.json) == [])
            try await chat.tab.wait { $0.message(answer.id.asString) == reply.json }
            #expect(try await chat.browser.messages(chat.id)[1] == reply.json)
            #expect(try await starred(chat.browser) == ["messages": [reply.json]])
            let same = try await chat.browser.patch("messages/\(answer.id.asString)", ["starred": true]).ok()
            #expect(same.json == reply.json)
            try await chat.browser.patch("messages/\(answer.id.asString)", ["starred": false]).ok()
            #expect(try await starred(chat.browser) == ["messages": []])
        }
    }

    @Test("Pages join without doubles or gaps, the newest first, and show nobody else's")
    func pages() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let other = try await Chat.open(at: server)
            try await other.browser.patch("messages/\(try await other.answer(to: "x").id.asString)", ["starred": true])
                .ok()
            let elsewhere = try await chat.browser.newConversation()
            var ids: [JSON] = []
            for number in 0..<5 {
                let asked = try await chat.browser.ask("\(number)", in: number == 2 ? elsewhere : chat.id)
                try await chat.tab.settled(asked.answerID)
                for id in [asked.question.id, asked.answer.id] {
                    try await chat.browser.patch("messages/\(id.asString)", ["starred": true]).ok()
                }
                ids += [asked.question.id, asked.answer.id]
            }
            let all = try await starred(chat.browser).messages.elements
            #expect(Set(all.map(\.id)) == Set(ids) && all.count == 10)
            let times = all.map(\.createdAt.asString)
            #expect(times == times.sorted(by: >))
            var paged: [JSON] = []
            var cursor = ""
            repeat {
                let page = try await starred(chat.browser, "&limit=3\(cursor)")
                paged += page.messages.elements
                cursor = page.nextCursor == .absent ? "" : "&cursor=\(page.nextCursor.asString)"
            } while !cursor.isEmpty
            #expect(paged == all)
            // What is deleted is listed no more.
            try await chat.browser.delete("conversations/\(chat.id)").ok()
            #expect(try await starred(chat.browser).messages.elements.count == 2)
        }
    }

    @Test(
        "Wrong questions are refused by name",
        arguments: [
            ("", "starred"), ("?starred=false", "starred"), ("?starred=yes", "starred"),
            ("?starred=true&limit=0", "limit"), ("?starred=true&cursor=", "cursor"),
            ("?starred=true&cursor=1.x", "cursor"), ("?starred=true&cursor=99999999999999999999.x", "cursor"),
        ]
    )
    func wrongQueries(query: String, field: String) async throws {
        try await withTestServer { server in
            let reply = try await guest(at: server).get("messages\(query)")
            #expect(reply.status == 400 && reply.json.field == .string(field))
        }
    }

    @Test(
        "Wrong members are named",
        arguments: [
            ("{}", "starred"), (#"{"starred":null}"#, "starred"), (#"{"starred":1}"#, "starred"),
            (#"{"starred":true,"text":"x"}"#, "text"),
        ]
    )
    func wrongBodies(body: String, field: String) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let id = try await chat.answer(to: "One?").id.asString
            let reply = try await chat.browser.send(.PATCH, "messages/\(id)", body: body)
            #expect(reply.status == 400 && reply.json.field == .string(field))
        }
    }
}
