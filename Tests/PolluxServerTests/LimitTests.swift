import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Limits", .timeLimit(.minutes(30)))
struct LimitTests {
    private static let limited = ["pollux.rate.limits": "on"]

    @Test("One socket too many is closed with 4429; when one has gone there is room again")
    func sockets() async throws {
        try await withTestServer(Self.limited) { server in
            let anna = try await guest(at: server)
            var tabs: [LiveClient] = []
            for _ in 1...50 { tabs.append(try await LiveClient.open(anna)) }
            #expect(try await LiveClient.connect(anna).receiveClose() == 4429)
            let bert = try await Chat.open("stand-in-echo", at: server)
            #expect(try await bert.answer(to: "Is there room for me?").status == "complete")
            #expect(try await tabs.removeLast().close() == 1000)
            // Soon, for the server hears of the end by itself.
            var again: LiveClient?
            while again == nil {
                do { again = try await LiveClient.open(anna) } catch is LiveClient.Missed {}
            }
            let chat = try await anna.newConversation()
            try await again?.wait { $0.conversations[chat] != nil }
        }
    }

    @Test("Some answers run, some questions wait, more are refused; others do not notice")
    func questions() async throws {
        try await withTestServer(Self.limited) { server in
            let anna = try await guest(at: server)
            let tab = try await LiveClient.open(anna)
            var asked: [Asked] = []
            for _ in 1...116 {
                let chat = try await anna.newConversation(["model": "stand-in-hold"])
                asked.append(try await anna.ask("Hold.", in: chat))
            }
            #expect(asked.map(\.answer.status).filter { $0 == "streaming" }.count == 16)
            #expect(asked.map(\.answer.status).filter { $0 == "queued" }.count == 100)
            try await server.standIn.waitForHeld(count: 16)
            let chat = try await anna.newConversation()
            let refused = try await anna.post(
                "conversations/\(chat)/messages",
                ["id": .string(newID()), "text": "One more?"]
            )
            #expect(refused.status == 429)
            #expect(refused.code == "rate_limited")
            #expect(refused.headers.first(name: "Retry-After") == refused.json.retryAfterSeconds.description)
            #expect(try await anna.messages(chat).isEmpty)
            // One that waits may be asked again, as after a reply that was lost: it needs no place.
            let last = try #require(asked.last)
            let again = try await anna.post(
                "conversations/\(last.question.conversationID.asString)/messages",
                ["id": last.question.id, "text": "Hold."]
            )
            #expect(again.status == 200)
            #expect(again.json.answer.id.asString == last.answerID)

            let bert = try await Chat.open("stand-in-echo", at: server)
            #expect(try await bert.answer(to: "Is there room for me?").status == "complete")
            server.standIn.holdNothing()
            for item in asked { #expect(try await tab.settled(item.answerID).status == "complete") }
            #expect(await tab.state.violations == [])
        }
    }

    @Test("What strangers send is bounded closely")
    func strangers() async throws {
        try await withTestServer { server in
            let name = String(repeating: "n", count: 17_000)
            for path in ["users", "session", "guests"] {
                let reply = try await TestBrowser(server).post(
                    path,
                    ["name": .string(name), "password": "correct horse"]
                )
                #expect(reply.status == 413)
                #expect(reply.code == "too_large")
            }
        }
    }
}
