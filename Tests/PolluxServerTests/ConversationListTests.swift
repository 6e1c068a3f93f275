import PolluxTesting
import Testing

@Suite("The list of conversations", .timeLimit(.minutes(30)))
struct ConversationListTests {
    @Test("Pinned ones first, then the latest; pages join without doubles or gaps")
    func pages() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            var ids: [String] = []
            for index in 0..<7 { ids.append(try await anna.newConversation(["title": "Number \(index)"])) }
            for id in [ids[1], ids[4]] { try await anna.patch("conversations/\(id)", ["pinned": true]).ok() }
            try await anna.ask("Make me the latest", in: ids[0])

            let all = try await anna.get("conversations").ok().json
            #expect(all.names == ["conversations"])
            let listed = all.conversations.elements
            for conversation in listed { #expect(Shape.conversation.faults(of: conversation) == []) }
            let order = listed.map(\.id.asString)
            #expect(Set(order) == Set(ids))
            #expect(Set(order.prefix(2)) == [ids[1], ids[4]])
            #expect(order[2] == ids[0])
            let times = listed.dropFirst(2).map(\.lastActivityAt.asString)
            #expect(times == times.sorted(by: >))

            var paged: [String] = []
            var cursor = ""
            repeat {
                let page = try await anna.get("conversations?limit=2\(cursor)").ok().json
                #expect(page.conversations.elements.count <= 2)
                paged += page.conversations.elements.map(\.id.asString)
                cursor = page.nextCursor == .absent ? "" : "&cursor=\(page.nextCursor.asString)"
            } while !cursor.isEmpty
            #expect(paged == order)
        }
    }

    @Test("Archived ones are apart")
    func archived() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let (kept, archived) = (try await anna.newConversation(), try await anna.newConversation())
            try await anna.patch("conversations/\(archived)", ["archived": true]).ok()
            func ids(_ query: String) async throws -> [String] {
                try await anna.get("conversations\(query)").ok().json.conversations.elements.map(\.id.asString)
            }
            #expect(try await ids("") == [kept])
            #expect(try await ids("?archived=false") == [kept])
            #expect(try await ids("?archived=true") == [archived])
        }
    }

    @Test("Only unread ones, only pinned ones, and both together")
    func filters() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            try await chat.answer(to: "Answered and not read")
            let (pinned, plain) = (try await chat.browser.newConversation(), try await chat.browser.newConversation())
            try await chat.browser.patch("conversations/\(pinned)", ["pinned": true]).ok()
            func ids(_ query: String) async throws -> Set<String> {
                let list = try await chat.browser.get("conversations?\(query)").ok().json
                return Set(list.conversations.elements.map(\.id.asString))
            }
            #expect(try await ids("unread=true") == [chat.id])
            #expect(try await ids("unread=false") == [pinned, plain])
            #expect(try await ids("pinned=true") == [pinned])
            #expect(try await ids("pinned=false") == [chat.id, plain])
            #expect(try await ids("pinned=true&unread=true") == [])
            try await chat.browser.patch("conversations/\(chat.id)", ["pinned": true]).ok()
            #expect(try await ids("pinned=true&unread=true") == [chat.id])
            #expect(try await ids("pinned=true&unread=true&archived=true") == [])
            try await chat.browser.put("conversations/\(chat.id)/read", ["seq": 2]).ok()
            #expect(try await ids("unread=true") == [])
        }
    }

    @Test(
        "Wrong questions are refused by name",
        arguments: [
            ("limit=0", "limit"), ("limit=201", "limit"), ("limit=-1", "limit"), ("limit=1e2", "limit"),
            ("limit=99999999999999999999", "limit"), ("archived=maybe", "archived"), ("unread=1", "unread"),
            ("pinned=", "pinned"), ("cursor=nonsense", "cursor"),
            ("cursor=1.99999999999999999999.x", "cursor"), ("cursor=", "cursor"),
        ]
    )
    func wrongQueries(query: String, field: String) async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let reply = try await anna.get("conversations?\(query)")
            #expect(reply.status == 400)
            #expect(reply.json.field == .string(field))
        }
    }

    @Test("Unread counts settled answers behind what was read, which only grows")
    func unread() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            func unread() async throws -> (Int, Int) {
                let item = try await chat.browser.conversation(chat.id)
                return (item.unread.asInt, item.readSeq.asInt)
            }
            func read(_ seq: JSON) async throws -> Int {
                try await chat.browser.put("conversations/\(chat.id)/read", ["seq": seq]).status
            }
            for question in ["One?", "Two?", "Three?"] { try await chat.answer(to: question) }
            #expect(try await unread() == (3, 0))
            #expect(try await read(2) == 204)
            #expect(try await unread() == (2, 2))
            #expect(try await read(1) == 204)
            #expect(try await unread() == (2, 2))
            #expect(try await read(1_000_000) == 204)
            #expect(try await unread() == (0, 6))
            try await chat.tab.wait { $0.conversations[chat.id]?.unread == 0 }
            #expect(try await read(-1) == 400)
            #expect(try await read(1.5) == 400)
            #expect(try await read(1e300) == 400)
        }
    }
}
