import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Streaming", .timeLimit(.minutes(30)))
struct StreamingTests {
    /// The frames of one message, in short: `put streaming`, `delta`, `put complete`.
    private static func story(_ state: LiveState, of id: String) throws -> [String] {
        try state.frames.map { try JSON($0) }.compactMap { frame in
            if frame.type == "delta", frame.messageID == .string(id) { return "delta" }
            guard frame.type == "change", frame.id == .string(id) else { return nil }
            return "\(frame.op.asString) \(frame.item.status.asString)"
        }
    }

    @Test("On every socket: the answer's put, its deltas, its final put; the text is the stored one")
    func order() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let phone = TestBrowser(server)
            try await phone.signIn("Anna")
            let tabs = [
                try await LiveClient.open(anna), try await LiveClient.open(anna), try await LiveClient.open(phone),
            ]
            let chat = try await anna.newConversation()
            let asked = try await anna.ask("Tell me a story. [chunks=40][delay=2]", in: chat)
            for tab in tabs {
                let answer = try await tab.settled(asked.answerID)
                #expect(answer.status == "complete")
                let state = await tab.state
                #expect(state.violations == [])
                #expect(state.gaps == 0)
                let story = try Self.story(state, of: asked.answerID)
                #expect(story.first == "put streaming")
                #expect(story.last == "put complete")
                #expect(story.dropFirst().dropLast().allSatisfy { $0 == "delta" })
                #expect(story.count >= 3)
                let stored = try await phone.messages(chat)
                #expect(stored == [state.message(asked.question.id.asString), answer])
            }
        }
    }

    @Test("Text is shown while Gemini still writes")
    func atOnce() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("Hold on.")
            try await chat.tab.text(of: asked.answerID)
            try await server.standIn.waitForHeld(count: 1)
            #expect(server.standIn.heldQuestions == ["Hold on."])
            let later = try await LiveClient.open(chat.browser)
            try await later.load(chat.id)
            try await later.resume()
            try await later.text(of: asked.answerID)
            let shown = await chat.tab.state.message(asked.answerID).text
            #expect(await later.state.message(asked.answerID).text == shown)

            server.standIn.releaseAll()
            let end = try await chat.tab.settled(asked.answerID)
            #expect(try await later.settled(asked.answerID) == end)
            #expect(await later.state.violations == [])
        }
    }

    @Test("A closed tab changes nothing")
    func closedTab() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("Hold on.")
            try await server.standIn.waitForHeld(count: 1)
            try await chat.tab.close()
            let later = try await LiveClient.open(chat.browser)
            try await later.load(chat.id)
            server.standIn.releaseAll()
            #expect(try await later.settled(asked.answerID).status == "complete")
            #expect(server.standIn.closedStreamCount == 0)
        }
    }

    @Test("A question while an answer runs waits for it, and has it as its context")
    func queued() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let second = try await chat.ask("Second?")
            let third = try await chat.ask("Third? [hold=0]")
            #expect([first, second, third].map(\.answer.status) == ["streaming", "queued", "queued"])
            #expect(second.question.parentID == first.answer.id)
            #expect(server.questionsAskedUpstream.count == 1)

            server.standIn.release(containing: "First?")
            let firstEnd = try await chat.tab.settled(first.answerID)
            try await server.standIn.waitForHeld(count: 1)
            #expect(server.standIn.heldQuestions == ["Second?"])
            server.standIn.release(containing: "Second?")
            let secondEnd = try await chat.tab.settled(second.answerID)
            server.standIn.release(containing: "Third?")
            try await chat.tab.settled(third.answerID)

            let contents = try JSON(server.questionsAskedUpstream[2].bodyText)["contents"].elements
            let texts = contents.map(\.parts.elements[0].text)
            #expect(texts == ["First?", firstEnd.text, "Second?", secondEnd.text, "Third? [hold=0]"])
            let story = try Self.story(await chat.tab.state, of: second.answerID)
            #expect(story.prefix(2) == ["put queued", "put streaming"])
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("Questions that arrive together on one path are answered one after another")
    func together() async throws {
        try await withTestServer { server in
            try await concurrently(1...60) { number in
                let chat = try await Chat.open("stand-in-echo", at: server)
                let asked = try await withThrowingTaskGroup(of: Asked.self, returning: [Asked].self) { group in
                    for index in 1...4 { group.addTask { try await chat.ask("Question \(number).\(index)?") } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let inOrder = asked.sorted { $0.question.seq.asInt < $1.question.seq.asInt }
                for (index, item) in inOrder.enumerated() {
                    let answer = try await chat.tab.settled(item.answerID)
                    let said = try Chat.echo(answer).said.filter { $0.hasPrefix("user") }
                    #expect(said == inOrder[max(0, index - 3)...index].map { "user: \($0.question.text.asString)" })
                }
                #expect(await chat.tab.state.violations == [])
            }
        }
    }

    @Test("Conversations of one person run side by side")
    func sideBySide() async throws {
        try await withTestServer { server in
            let anna = try await guest(at: server)
            let tab = try await LiveClient.open(anna)
            var answers: [String] = []
            for index in 1...20 {
                let chat = try await anna.newConversation(["model": "stand-in-hold"])
                answers.append(try await anna.ask("Number \(index)?", in: chat).answerID)
            }
            try await server.standIn.waitForHeld(count: 20)
            server.standIn.releaseAll()
            for answer in answers { #expect(try await tab.settled(answer).status == "complete") }
            #expect(await tab.state.violations == [])
        }
    }
}
