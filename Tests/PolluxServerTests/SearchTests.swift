import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Search", .timeLimit(.minutes(30)))
struct SearchTests {
    private func search(_ browser: TestBrowser, _ text: String, _ more: String = "") async throws -> JSON {
        let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        let query = text.utf8.map { byte -> String in
            let character = Character(Unicode.Scalar(byte))
            return allowed.contains(character)
                ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return try await browser.get("search?q=\(query.joined())\(more)").ok().json
    }

    /// The marked pieces of a hit's snippet.
    private func marked(_ hit: JSON) -> [String] {
        let units = Array(hit.snippet.asString.utf16)
        return hit.marks.elements.map { mark in
            String(decoding: units[mark.start.asInt..<mark.end.asInt], as: UTF16.self)
        }
    }

    @Test("Titles come first, then messages, the newest first; questions, answers and what is archived are found")
    func order() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let chat = try await Chat.open("gemini-3.8-flash", for: browser, ["title": "Crème brûlée"])
            let first = try await chat.answer(to: "The CREME, please")
            let other = try await browser.newConversation(["title": "Other"])
            let asked = try await browser.ask("Is **crème** sour? 😀", in: other)
            try await browser.patch("conversations/\(other)", ["archived": true]).ok()
            let reply = try await search(browser, "creme")
            for hit in reply.hits.elements { #expect(Shape.hit.faults(of: hit) == []) }
            let hits = reply.hits.elements
            #expect(hits.first?.inTitle == true && hits.dropFirst().allSatisfy { $0.inTitle == false })
            #expect(hits.first?.messageID == first.parentID)
            #expect(hits.dropFirst().map(\.at.asString) == hits.dropFirst().map(\.at.asString).sorted(by: >))
            #expect(hits.first?.snippet == "Crème brûlée")
            #expect(hits.first.map(marked) == ["Crème"])
            let found = try #require(hits.first { $0.messageID == asked.question.id })
            #expect(found.title == "Other" && found.snippet == "Is **crème** sour? 😀")
            #expect(hits.contains { $0.messageID == first.parentID && $0.inTitle == false })
            let both = try await search(browser, "creme sour").hits.elements
            #expect(
                both.contains { $0.messageID == found.messageID } && !both.contains { $0.messageID == first.parentID }
            )
            let there = try await search(browser, "creme", "&conversationID=\(other)").hits.elements
            #expect(there.contains(found) && there.allSatisfy { $0.conversationID == .string(other) })
        }
    }

    @Test("An answer is found once it is there, a deleted conversation no more")
    func answers() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            let chat = try await Chat.open("gemini-3.8-flash", for: browser)
            let canary = Canaries.make()
            let answer = try await chat.answer(to: "[canary:\(canary)]")
            let ids = try await search(browser, "\"\(canary)\"").hits.elements
                .filter { $0.inTitle == false }.map(\.messageID)
            #expect(Set(ids) == [answer.id, answer.parentID])
            try await browser.delete("conversations/\(chat.id)").ok()
            #expect(try await search(browser, "\"\(canary)\"").hits == [])
        }
    }

    @Test("Pages join without gaps or doubles, across titles and messages")
    func pages() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            for number in 0..<5 {
                let title: JSON = ["title": .string("Needle \(number)")]
                // Until all is said: what still moves would move between the pages, too.
                try await Chat.open("gemini-3.8-flash", for: browser, title).answer(to: "A needle, number \(number)")
            }
            let all = try await search(browser, "needle number", "&limit=200").hits.elements
            let whole = try await search(browser, "needle", "&limit=200").hits.elements
            #expect(all.count >= 5 && whole.count >= 10)
            for limit in [1, 2, 5, 6] {
                var (hits, more): ([JSON], String) = ([], "")
                repeat {
                    let page = try await search(browser, "needle", "&limit=\(limit)\(more)")
                    #expect(page.hits.elements.count <= limit && !page.hits.elements.isEmpty)
                    hits += page.hits.elements
                    more = page.names.contains("nextCursor") ? "&cursor=\(page.nextCursor.asString)" : ""
                } while !more.isEmpty
                #expect(hits == whole, "\(limit)")
            }
        }
    }

    @Test("What cannot be a search is refused with the member that is to blame, and no text is syntax")
    func refusals() async throws {
        try await withTestServer { server in
            let browser = try await guest(at: server)
            for (query, field) in [
                ("", "q"), ("?q=", "q"), ("?q=" + String(repeating: "a", count: 201), "q"), ("?q=a%00b", "q"),
                ("?q=a&cursor=x", "cursor"), ("?q=a&cursor=t.1", "cursor"), ("?q=a&cursor=m.1.2", "cursor"),
                ("?q=a&cursor=m.99999999999999999999", "cursor"), ("?q=a&conversationID=x", "conversationID"),
                ("?q=a&limit=0", "limit"), ("?q=a&limit=201", "limit"),
            ] {
                let reply = try await browser.get("search" + query)
                #expect(reply.status == 400 && reply.json.field == .string(field), "\(query): \(reply)")
            }
            #expect(try await browser.get("search?q=a&conversationID=\(newID())").code == "not_found")
            for text in ["\"", "*", "a OR b", "NEAR(a b)", "x:y", "....", "😀", "-", "'", "(", "a\" b", "\u{7F}", "%"] {
                _ = try await search(browser, text)
            }
        }
    }
}
