import Foundation
import GeminiStandIn
import Logging
import PolluxTesting
import Synchronization
import Testing

@Suite("Many people at once, each for themselves", .timeLimit(.minutes(30)))
struct SeparationTests {
    /// Somebody with a secret of their own.
    private struct Person: Sendable {
        let canary = Canaries.make()
        let browser: TestBrowser
        let tabs: [LiveClient]
    }

    private static let exchanges = 4

    /// Everybody signs in, and makes conversations and asks questions under the very same ids as everybody else.
    private static func converse(_ count: Int, at server: TestServer, with model: JSON) async throws -> [Person] {
        let conversations = [newID(), newID()]
        let questions = conversations.map { _ in (1...exchanges).map { _ in newID() } }
        let people = Mutex<[Person]>([])
        try await concurrently(1...count) { number in
            let browser = TestBrowser(server)
            if number.isMultiple(of: 5) {
                try await browser.signUp("Person \(number)")
            } else {
                try await browser.becomeGuest()
            }
            let person = Person(
                browser: browser,
                tabs: [try await LiveClient.open(browser), try await LiveClient.open(browser)]
            )
            try await concurrently(conversations.indices) { index in
                let fields: JSON = ["model": model, "instructions": .string("I am \(person.canary).")]
                _ = try await browser.newConversation(fields, id: conversations[index])
                for (turn, id) in questions[index].enumerated() {
                    let text = "Question \(turn) of [canary:\(person.canary)] [chunks=10][delay=\(turn)]"
                    try await browser.ask(text, in: conversations[index], id: id)
                }
            }
            for tab in person.tabs {
                try await tab.wait("all answers", within: .seconds(600)) { state in
                    state.messages.count == 4 * exchanges
                        && state.messages.values.allSatisfy {
                            $0.status == "complete" || $0.status == "stored"
                        }
                }
            }
            for path in ["session", "conversations", "changes?epoch=\(newID())&since=0", "models"] {
                try await browser.get(path).ok()
            }
            for id in conversations { _ = try await browser.messages(id) }
            // Words that everybody has written.
            for text in ["question", "q", "canary"] {
                let hits = try await browser.get("search?q=\(text)&limit=200").ok().json.hits.elements
                #expect(hits.count >= 2 * exchanges)
            }
            people.withLock { $0.append(person) }
        }
        return people.withLock { $0 }
    }

    @Test("Not a byte of one reaches another, Gemini's context of another, or the log", arguments: [2, 200])
    func apart(count: Int) async throws {
        try await withTestServer { server in
            let people = try await Self.converse(count, at: server, with: "gemini-3.8-flash")
            for person in people {
                #expect(Canaries.leaked(into: person.browser.seen, own: person.canary) == [])
                #expect(person.browser.seen.contains { Canaries.found(in: $0) == [person.canary] })
                for tab in person.tabs {
                    let state = await tab.state
                    #expect(state.violations == [])
                    #expect(Canaries.leaked(into: state.frames, own: person.canary) == [])
                    // The answers have it too, not only the questions.
                    let answers = state.messages.values.filter { $0.role == "model" }
                    #expect(answers.count == 2 * Self.exchanges)
                    #expect(answers.allSatisfy { Canaries.found(in: $0.text.asString) == [person.canary] })
                    #expect(
                        state.frames.contains { $0.contains(#""type":"delta""#) && !Canaries.found(in: $0).isEmpty }
                    )
                }
            }
            let requests = server.questionsAskedUpstream
            #expect(requests.count == count * 2 * Self.exchanges)
            for request in requests {
                #expect(Canaries.found(in: request.bodyText).count == 1)
                #expect(!request.headers.values.contains { !Canaries.found(in: $0).isEmpty })
            }
            #expect(server.logLines.count > count)  // every request has its lines
            #expect(Canaries.leaked(into: server.logLines, own: nil) == [])
        }
    }

    @Test("With the user's condition taken out of one query it is noticed", arguments: ["conversations", "messages"])
    func withoutTheCondition(table: String) async throws {
        try await withTestServer(readerSQL: Self.unguarded(table)) { server in
            let (anna, bert) = (try await person("Anna", at: server), try await person("Bert", at: server))
            let canary = Canaries.make()
            let chat = try await bert.newConversation(["title": .string(canary)])
            let question = try await bert.ask("[canary:\(canary)]", in: chat).question.id.asString
            _ = try await anna.get("conversations")
            _ = try await anna.get("conversations/\(chat)")
            _ = try await anna.get("conversations/\(chat)/messages?limit=200")
            _ = try await anna.put("conversations/\(chat)", [:])
            _ = try await anna.get("conversations/\(chat)/messages?limit=200")
            _ = try await anna.get("conversations/\(chat)/messages?around=\(question)&limit=9")
            #expect(Canaries.leaked(into: anna.seen, own: Canaries.make()) != [])
        }
    }

    @Test("With the user's condition taken out of the search's query nothing of others is found: the index is by user")
    func withoutTheConditionOfTheSearch() async throws {
        try await withTestServer(readerSQL: Self.unguarded("messages")) { server in
            let (anna, bert) = (try await person("Anna", at: server), try await person("Bert", at: server))
            let canary = Canaries.make()
            let chat = try await bert.newConversation(["title": .string(canary)])
            try await bert.ask("[canary:\(canary)]", in: chat)
            let number = canary.dropFirst("canary-".count)
            for text in ["canary", "c", String(number), "\(number.prefix(3))", "%22\(canary)%22"] {
                #expect(try await anna.get("search?q=\(text)").ok().json.hits == [], "\(text)")
                #expect(try await bert.get("search?q=\(text)").ok().json.hits != [], "\(text)")
            }
        }
    }

    /// What readers see of a table, as if no query asked whose it is: everybody has everything.
    private static func unguarded(_ table: String) -> String {
        let columns: [String: String] = [
            "conversations": """
            id, title, title_is_chosen, model, instructions, context_exchanges, settings, leaf_id, is_pinned, is_archived,
            created_at, last_activity_at, preview, unread, read_seq, draft_id, draft_text, last_seq, revision,
            search_id
            """,
            "messages": """
            id, conversation_id, seq, parent_id, status, text, thoughts, parts, sources, is_starred, quote_id, created_at,
            finished_at, model, report, failure, context_from_seq, revision, retry_at, search_suggestions, context_left_out,
            usage_day, reserved_tokens, search_id
            """,
        ]
        return """
            CREATE TEMP VIEW \(table) AS SELECT users.id AS user_id, \(
                (columns[table] ?? "").split(separator: ",").map { "t." + $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                    .joined(separator: ", ")
            ) FROM main.\(table) AS t, main.users AS users
            """
    }

    @Test("The check itself would notice")
    func negativeControl() async throws {
        let (own, other) = (Canaries.make(), Canaries.make())
        let clean = #"{"type":"delta","messageID":"x","offset":0,"text":"Canary: \#(own)"}"#
        let leak = #"{"type":"delta","messageID":"x","offset":0,"text":"Canary: \#(other)\nand more"}"#
        #expect(Canaries.leaked(into: [clean], own: own) == [])
        #expect(Canaries.leaked(into: [clean, leak], own: own) == [other])
        #expect(Canaries.leaked(into: [#"{"text":"\#(other.prefix(11))"}"#], own: own) == [String(other.prefix(11))])
        #expect(Canaries.leaked(into: [clean], own: nil) == [own])
        try await withTestServer { server in
            // A frame of one person, told to another.
            let (anna, bert) = (try await Chat.open(at: server), try await Chat.open(at: server))
            try await anna.answer(to: "[canary:\(own)]")
            try await bert.answer(to: "[canary:\(other)]")
            let stolen = try #require(await anna.tab.state.frames.last { !Canaries.found(in: $0).isEmpty })
            let seen = await bert.tab.state.frames
            #expect(Canaries.leaked(into: seen, own: other) == [])
            #expect(Canaries.leaked(into: seen + [stolen], own: other) == [own])
            // A line of the log, as the server writes them.
            server.logger.debug("A leak", metadata: ["message.text": "\(own)"])
            #expect(Canaries.leaked(into: server.logLines, own: nil) == [own])
        }
    }
}
