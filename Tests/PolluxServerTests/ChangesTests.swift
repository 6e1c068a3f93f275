import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("Changes and models over HTTP", .timeLimit(.minutes(30)))
struct ChangesTests {
    @Test("Every change once, in order, in pages; the same that the socket told")
    func pages() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            for index in 1...4 { try await chat.answer(to: "Question \(index)?") }
            try await chat.browser.delete("conversations/\(try await chat.browser.newConversation())").ok()
            let state = await chat.tab.state
            let epoch = try #require(state.epoch)

            var since = 0
            var changes: [JSON] = []
            var isMore = true
            while isMore {
                let page = try await chat.browser.get("changes?epoch=\(epoch)&since=\(since)&limit=3").ok().json
                #expect(page.names == ["epoch", "revision", "changes", "more"])
                #expect(page.epoch == .string(epoch))
                #expect(page.changes.elements.count <= 3)
                changes += page.changes.elements
                since = changes.last?.revision.asInt ?? 0
                isMore = page.more == true
            }
            #expect(changes.map(\.revision.asInt) == Array(1...changes.count))
            #expect(changes[0].kind == "user")
            for change in changes where change.op == "put" {
                #expect(change.names == ["revision", "kind", "op", "id", "item"])
                #expect(change.item.id == change.id)
                #expect(change.item.revision.asInt >= change.revision.asInt)
            }
            let deletions = changes.filter { $0.op == "delete" }
            #expect(deletions.map(\.names) == [["revision", "kind", "op", "id"], ["revision", "kind", "op", "id"]])

            var replayed = LiveState()
            _ = replayed.resumeFrame()
            replayed.take(frame: #"{"type":"hello","epoch":"\#(epoch)","revision":0,"heartbeatSeconds":20}"#)
            for change in changes { replayed.take(frame: #"{"type":"change","# + change.encoded.dropFirst()) }
            let count = changes.count
            try await chat.tab.wait { $0.revision == count }
            let told = await chat.tab.state
            #expect(replayed.conversations == told.conversations)
            #expect(replayed.messages == told.messages)
        }
    }

    @Test("A past that is unknown or too far ahead is a reset")
    func reset() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let epoch = try #require(await LiveClient.open(anna).state.epoch)
            for query in ["since=0", "epoch=\(newID())&since=0", "epoch=\(epoch)&since=1000000", "epoch=x&since=1"] {
                let reply = try await anna.get("changes?\(query)").ok().json
                #expect(reply == ["epoch": .string(epoch), "revision": 1, "reset": true], "\(query)")
            }
            let now = try await anna.get("changes?epoch=\(epoch)&since=1").ok().json
            #expect(now.changes == [])
            #expect(now.more == false)
        }
    }

    @Test(
        "Wrong questions are refused by name",
        arguments: ["since=-1", "since=x", "since=9223372036854775808", "since=1e3", "since=1&limit=0", ""]
    )
    func wrongQueries(query: String) async throws {
        try await withTestServer { server in
            let reply = try await guest(at: server).get("changes?\(query)")
            #expect(reply.status == 400)
            #expect(reply.json.field == (query.contains("limit") ? "limit" : "since"))
        }
    }

    @Test("The list of models has the protocol's shape, and is asked for once")
    func models() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let reply = try await anna.get("models").ok().json
            #expect(reply.names == ["models", "default"])
            #expect(reply.default == "gemini-3.8-flash")
            #expect(reply.models.elements.contains { $0.id == reply.default })
            for model in reply.models.elements { #expect(Shape.model.faults(of: model) == []) }
            let count = server.standIn.requestCount
            try await anna.get("models").ok()
            #expect(server.standIn.requestCount == count)
        }
    }

    @Test("Without Gemini the list of models says so")
    func noModels() async throws {
        try await withTestServer(["gemini.api.key": "bad-key"]) { server in
            let reply = try await guest(at: server).get("models")
            #expect(reply.status == 502)
            #expect(reply.code == "upstream_unavailable")
            #expect(reply.json.retryAfterSeconds.asInt > 0)
            #expect(reply.headers.first(name: "Retry-After") != nil)
        }
    }
}
