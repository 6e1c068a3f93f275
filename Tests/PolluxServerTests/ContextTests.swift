import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing

@Suite("What Gemini is told", .timeLimit(.minutes(30)))
struct ContextTests {
    @Test("The last three exchanges, oldest first, then the question; the key in its header and nowhere else")
    func three() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            var said: [String] = []
            for index in 1...5 {
                let answer = try await chat.answer(to: "Question \(index)?")
                let request = try #require(server.questionsAskedUpstream.last)
                let contents = try JSON(request.bodyText).contents.elements
                let texts = contents.map { turn in
                    "\(turn.role.asString): " + turn.parts.elements.map(\.text.asString).joined()
                }
                #expect(texts == Array(said.suffix(6)) + ["user: Question \(index)?"])
                #expect(contents.allSatisfy { $0.names == ["role", "parts"] && !$0.parts.elements.isEmpty })
                said += ["user: Question \(index)?", "model: \(answer.text.asString)"]

                #expect(request.path == "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse")
                #expect(request.headers["x-goog-api-key"] == server.geminiKey)
                #expect(!request.path.contains(server.geminiKey) && !request.bodyText.contains(server.geminiKey))
                #expect(answer.contextFromSeq.asInt == max(1, 2 * index - 7))
            }
        }
    }

    @Test("Instructions go as systemInstruction, and only when there are any")
    func instructions() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server, ["instructions": "Answer in rhymes."])
            #expect(try Chat.echo(try await chat.answer(to: "One?")).systemInstruction == "Answer in rhymes.")
            try await chat.browser.patch("conversations/\(chat.id)", ["instructions": .null]).ok()
            #expect(try Chat.echo(try await chat.answer(to: "Two?")).systemInstruction == .null)
        }
    }

    @Test("As many exchanges as the conversation wants", arguments: [0, 1, 2, 5, nil])
    func asManyAsWanted(exchanges: Int?) async throws {
        try await withTestServer { server in
            let fields: JSON = ["contextExchanges": exchanges.map { .number(Double($0)) } ?? .null]
            let chat = try await Chat.open("stand-in-echo", at: server, fields)
            for index in 1...6 { try await chat.answer(to: "Question \(index)?") }
            let last = try await chat.answer(to: "Question 7?")
            let contents = try Chat.echo(last).said
            let expected = min(exchanges ?? 6, 6)
            #expect(contents.count == 2 * expected + 1)
            #expect(contents.first == "user: Question \(7 - expected)?")
            #expect(contents.last == "user: Question 7?")
            #expect(last.contextFromSeq.asInt == 13 - 2 * expected)
        }
    }

    @Test("Answers without text stay out, with their questions")
    func failedOnes() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-echo", at: server)
            func use(_ model: String) async throws {
                try await chat.browser.patch("conversations/\(chat.id)", ["model": .string(model)]).ok()
            }
            try await chat.answer(to: "Good 1?")
            try await use("stand-in-500")
            #expect(try await chat.answer(to: "Bad 1?").status == "failed")
            try await use("stand-in-blocked")
            #expect(try await chat.answer(to: "Bad 2?").status == "failed")
            try await use("stand-in-cut")
            let half = try await chat.answer(to: "Half?")
            #expect(half.status == "interrupted")
            try await use("stand-in-echo")
            try await chat.answer(to: "Good 2?")
            let questions = try Chat.echo(try await chat.answer(to: "Last?")).said.filter { $0.hasPrefix("user") }
            #expect(questions == ["user: Good 1?", "user: Half?", "user: Good 2?", "user: Last?"])
        }
    }

    @Test("Conversations share nothing")
    func conversationsApart() async throws {
        try await withTestServer { server in
            let one = try await Chat.open("stand-in-echo", at: server)
            let other = try await Chat.open("stand-in-echo", for: one.browser)
            try await one.answer(to: "In the first?")
            #expect(try Chat.echo(try await other.answer(to: "In the second?")).said == ["user: In the second?"])
        }
    }
}
