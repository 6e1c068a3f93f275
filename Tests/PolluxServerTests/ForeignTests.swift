import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("What belongs to somebody else", .timeLimit(.minutes(30)))
struct ForeignTests {
    /// A command on one item. `{c}` stands for a conversation's id, `{q}` for a question's, `{a}` for its answer's.
    struct Route: Sendable, CustomTestStringConvertible {
        let method: HTTPMethod
        let path: String
        let body: JSON?

        init(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil) {
            (self.method, self.path, self.body) = (method, path, body)
        }

        var testDescription: String { "\(method) \(path)" }

        func send(_ browser: TestBrowser, _ ids: [String: String]) async throws -> Reply {
            var path = path
            for (name, id) in ids { path = path.replacing("{\(name)}", with: id) }
            return try await browser.send(method, path, body: body?.encoded)
        }
    }

    static let routes = [
        Route(.GET, "conversations/{c}"),
        Route(.PATCH, "conversations/{c}", ["title": "Mine now"]),
        Route(.PATCH, "conversations/{c}", ["title": ""]),
        Route(.PATCH, "conversations/{c}", [:]),
        Route(.DELETE, "conversations/{c}"),
        Route(.GET, "conversations/{c}/messages"),
        Route(.GET, "conversations/{c}/messages?limit=200"),
        Route(.GET, "conversations/{c}/messages?around={a}"),
        Route(.GET, "conversations/{c}/messages?leaf={q}&before=3"),
        Route(.POST, "conversations/{c}/messages", ["id": "0192ab00-0000-7000-8000-000000000001", "text": "Hello?"]),
        Route(.POST, "conversations/{c}/messages", ["id": "0192ab00-0000-7000-8000-000000000001", "text": ""]),
        Route(.PUT, "conversations/{c}/read", ["seq": 1]),
        Route(.POST, "messages/{a}/stop"),
        Route(.POST, "messages/{q}/stop"),
        Route(.POST, "messages/{a}/regenerate", ["id": "0192ab00-0000-7000-8000-000000000002"]),
        Route(.POST, "messages/{a}/regenerate", ["id": "0192ab00-0000-7000-8000-000000000002", "model": ""]),
        Route(.GET, "attachments/{f}"),
        Route(.DELETE, "messages/{q}"),
        Route(.DELETE, "messages/{a}"),
    ]

    @Test("It is answered as what does not exist, byte for byte, and stays as it is", arguments: routes)
    func sameAnswer(route: Route) async throws {
        try await withTestServer { server in
            let anna = try await Chat.open(at: server)
            let answer = try await anna.answer(to: "Anna's?")
            let file = try await anna.browser.upload(Array("Anna's".utf8)).ok().json.id.asString
            let ids = ["c": anna.id, "q": answer.parentID.asString, "a": answer.id.asString, "f": file]
            let before = try await Self.snapshot(anna)
            let bert = try await guest(at: server)

            let foreign = try await route.send(bert, ids)
            let unknown = try await route.send(bert, ids.mapValues { _ in newID() })
            #expect((400..<500).contains(foreign.status))
            #expect(foreign.status == unknown.status)
            #expect(foreign.json.with("requestID", "") == unknown.json.with("requestID", ""))
            #expect(Shape.problem.faults(of: foreign.json) == [])
            #expect(foreign.headers.map(\.name) == unknown.headers.map(\.name))

            // Anna herself can, so that the refusal is not the route's.
            #expect(try await Self.snapshot(anna) == before)
            if foreign.status == 404 { #expect(try await route.send(anna.browser, ids).status != 404) }
        }
    }

    @Test("Without a session every route says the same", arguments: routes)
    func anonymous(route: Route) async throws {
        try await withTestServer { server in
            let anna = try await Chat.open(at: server)
            let answer = try await anna.answer(to: "Anna's?")
            let file = try await anna.browser.upload(Array("Anna's".utf8)).ok().json.id.asString
            let ids = ["c": anna.id, "q": answer.parentID.asString, "a": answer.id.asString, "f": file]
            let before = try await Self.snapshot(anna)
            let reply = try await route.send(TestBrowser(server), ids)
            #expect(reply.status == 401)
            #expect(reply.code == "signed_out")
            #expect(try await Self.snapshot(anna) == before)
        }
    }

    @Test("A foreign answer cannot be followed on a socket")
    func socket() async throws {
        try await withTestServer { server in
            let anna = try await Chat.open("stand-in-hold", at: server)
            let asked = try await anna.ask("Anna's?")
            try await anna.tab.text(of: asked.answerID)
            let bert = try await Chat.open(at: server)
            let answers: JSON = [["messageID": asked.answer.id, "offset": 0, "thoughtOffset": 0]]
            try await bert.tab.resume(epoch: await anna.tab.state.epoch, since: 1, answers: answers)
            try await bert.answer(to: "Bert's?")
            #expect(!(await bert.tab.state.frames.contains { $0.contains(asked.answerID) }))
            server.standIn.releaseAll()
            try await anna.tab.settled(asked.answerID)
        }
    }

    private static func snapshot(_ chat: Chat) async throws -> [String] {
        [
            try await chat.browser.get("conversations").ok().text,
            try await chat.browser.get("conversations/\(chat.id)/messages").ok().text,
        ]
    }
}
