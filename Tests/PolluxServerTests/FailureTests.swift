import GeminiStandIn
import PolluxTesting
import Testing

@Suite("When Gemini fails", .timeLimit(.minutes(30)))
struct FailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let model: String
        let status: JSON
        let code: JSON
        let retryable: JSON
        let hasText: Bool
        let words: String

        init(_ model: String, _ status: JSON, _ code: JSON, retryable: JSON, hasText: Bool, words: String) {
            (self.model, self.status, self.code) = (model, status, code)
            (self.retryable, self.hasText, self.words) = (retryable, hasText, words)
        }

        var testDescription: String { model }
    }

    // What the models of the stand-in do is in `FaultTable`.
    static let cases = [
        Case("no-such-model", "failed", "model_not_found", retryable: false, hasText: false, words: "“no-such-model”"),
        Case(
            "../../etc/passwd?key=",
            "failed",
            "request_refused",
            retryable: false,
            hasText: false,
            words: "did not accept"
        ),
    ]

    @Test("12.3: a model that is not there, or is no model's name, is told by its name or refused", arguments: cases)
    func failure(expected: Case) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(expected.model, at: server)
            let answer = try await chat.answer(to: "Tell me about rivers, at length, in a long and winding text.")
            #expect(Shape.answer.faults(of: answer) == [])
            #expect(answer.status == expected.status)
            #expect(answer.failure.code == expected.code)
            #expect(answer.failure.retryable == expected.retryable)
            #expect(answer.failure.message.asString.contains(expected.words))
            #expect((answer.text != "") == expected.hasText)
            #expect(try await chat.browser.messages(chat.id)[1] == answer)
            #expect(await chat.tab.state.violations == [])
            #expect(server.questionsAskedUpstream.count <= 1)
        }
    }

    @Test("Gemini cannot be reached")
    func unreachable() async throws {
        // Nobody listens on the discard port of loopback.
        try await withTestServer(["gemini.base.url": "http://127.0.0.1:9"]) { server in
            let answer = try await Chat.open(at: server).answer(to: "Hello?")
            #expect(answer.status == "failed")
            #expect(answer.failure.code == "unreachable")
            #expect(answer.failure.retryable == true)
        }
    }

    @Test("A wrong key is told to the user and to the operator, without the key")
    func wrongKey() async throws {
        let key = "bad-\(Canaries.make())"
        try await withTestServer(["gemini.api.key": key]) { server in
            let chat = try await Chat.open(at: server)
            let answer = try await chat.answer(to: "Hello?")
            #expect(answer.status == "failed")
            #expect(answer.failure.code == "invalid_key")
            #expect(answer.failure.message.asString.contains("administrator"))
            let line = try #require(server.logLines.first { $0.contains("refuses this server") })
            #expect(line.hasPrefix("error"))
            #expect(line.contains("API key not valid"))

            _ = try await chat.browser.get("models")
            for path in ["/", "session", "server", "conversations", "conversations/\(chat.id)/messages"] {
                _ = try await chat.browser.get(path)
            }
            // The check itself works: the stand-in has seen the key.
            #expect(server.standIn.requests.contains { $0.headers["x-goog-api-key"] == key })
            let seen = server.logLines + chat.browser.seen + (await chat.tab.state.frames)
            #expect(Canaries.leaked(into: seen, own: nil) == [])
            #expect(server.standIn.requests.allSatisfy { !$0.path.contains(key) && !$0.bodyText.contains(key) })
        }
    }

    @Test("After a failure the conversation goes on")
    func goesOn() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-503", at: server)
            try await chat.answer(to: "Busy?")
            try await chat.browser.patch("conversations/\(chat.id)", ["model": "stand-in-echo"]).ok()
            #expect(try await chat.answer(to: "And now?").status == "complete")
            #expect(try await chat.browser.conversation(chat.id).unread == 2)
        }
    }
}
