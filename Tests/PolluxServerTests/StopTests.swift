import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Stop", .timeLimit(.minutes(30)))
struct StopTests {
    @Test("Before the first byte: stopped, without text, and Gemini's connection closed")
    func beforeFirstByte() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let asked = try await chat.ask("Wait. [hold=0]")
            try await server.standIn.waitForHeld(count: 1)
            let stopped = try await chat.browser.stop(asked.answerID)
            #expect(Shape.answer.faults(of: stopped) == [])
            #expect(stopped.status == "stopped")
            #expect(stopped.text == "")
            #expect(stopped.failure.code == "stopped")
            try await server.standIn.waitForClosedStream(count: 1)
            #expect(try await chat.tab.settled(asked.answerID) == stopped)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("Before Gemini says anything at all")
    func silent() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-silent", at: server)
            let asked = try await chat.ask("Anybody there?")
            // The list of models is asked for, too: a stop while it is under way leaves no stream to close.
            try await server.standIn.waitForRequests(count: 1) { $0.asksForAnswer }
            #expect(try await chat.browser.stop(asked.answerID).status == "stopped")
            try await server.standIn.waitForClosedStream(count: 1)
        }
    }

    @Test("In mid-stream, from another device: what was shown is kept")
    func midStream() async throws {
        try await withTestServer { server in
            let anna = try await person("Anna", at: server)
            let phone = TestBrowser(server)
            try await phone.signIn("Anna")
            let (tab, phoneTab) = (try await LiveClient.open(anna), try await LiveClient.open(phone))
            let chat = try await anna.newConversation(["model": "stand-in-stall"])
            let asked = try await anna.ask("Begin.", in: chat)
            try await tab.text(of: asked.answerID, atLeast: 20)
            let shown = await tab.state.message(asked.answerID).text.asString

            let stopped = try await phone.stop(asked.answerID)
            #expect(stopped.status == "stopped")
            #expect(stopped.failure == .absent)
            #expect(stopped.text.asString.hasPrefix(shown))
            try await server.standIn.waitForClosedStream(count: 1)
            for end in [try await tab.settled(asked.answerID), try await phoneTab.settled(asked.answerID)] {
                #expect(end == stopped)
            }
            #expect(await tab.state.violations == [])
        }
    }

    @Test("Twice, at the same time, and after the end: harmless")
    func twice() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("Hold.")
            try await server.standIn.waitForHeld(count: 1)
            let stops = try await withThrowingTaskGroup(of: JSON.self, returning: [JSON].self) { group in
                for _ in 0..<5 { group.addTask { try await chat.browser.stop(asked.answerID) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for stop in stops { #expect(stop == stops[0]) }
            #expect(stops[0].status == "stopped")
            #expect(try await chat.browser.stop(asked.answerID) == stops[0])

            try await chat.browser.patch("conversations/\(chat.id)", ["model": "stand-in-echo"]).ok()
            let complete = try await chat.answer(to: "Go on.")
            #expect(try await chat.browser.stop(complete.id.asString) == complete)
            try await server.standIn.waitForClosedStream(count: 1)
            #expect(server.standIn.closedStreamCount == 1)
        }
    }

    @Test("From two devices at once, wherever the answer is: one end for everybody", arguments: [0, 10, 20, 39])
    func twoDevices(held: Int) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let second = try await LiveClient.open(chat.browser)
            try await second.load(chat.id)
            let asked = try await chat.ask("Stop me. [chunks=40][hold=\(held)]")
            await second.take(message: asked.answer)
            try await server.standIn.waitForHeld(count: 1)
            if held > 0 { try await chat.tab.text(of: asked.answerID) }
            // While both stop, the rest may come, and its end: whichever is stored first counts for all.
            async let released: Void = server.standIn.releaseAll()
            async let one = chat.browser.stop(asked.answerID)
            async let two = chat.browser.stop(asked.answerID)
            let ends = [try await one, try await two]
            await released
            #expect(ends[0] == ends[1])
            #expect(["stopped", "complete"].contains(ends[0].status.asString))
            for tab in [chat.tab, second] { #expect(try await tab.settled(asked.answerID) == ends[0]) }
            #expect(try await chat.browser.messages(chat.id).last == ends[0])
            #expect(server.questionsAskedUpstream.count == 1)
            for tab in [chat.tab, second] { #expect(await tab.state.violations == []) }
        }
    }

    @Test("While its text is being stored: what was shown is kept, once")
    func checkpoints() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            for round in 0..<5 {
                let asked = try await chat.ask("Round \(round). [chunks=400][delay=2]")
                // Longer than the time between two checkpoints, and another moment of it each time.
                try await chat.tab.text(of: asked.answerID, atLeast: 200 + round * 37)
                let shown = await chat.tab.state.message(asked.answerID).text.asString
                let stopped = try await chat.browser.stop(asked.answerID)
                #expect(stopped.text.asString.hasPrefix(shown))
                #expect(try await chat.tab.settled(asked.answerID) == stopped)
                #expect(try await chat.browser.messages(chat.id).last == stopped)
            }
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("A queued answer is stopped without Gemini ever hearing of it")
    func queued() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let second = try await chat.ask("Second?")
            let third = try await chat.ask("Third?")
            let stopped = try await chat.browser.stop(second.answerID)
            #expect(stopped.status == "stopped")
            // What waited behind it goes on waiting for what it waited for, and so does what is asked now.
            let fourth = try await chat.ask("Fourth?")
            #expect(fourth.answer.status == "queued")
            let status = try await chat.browser.messages(chat.id).first { $0.id == third.answer.id }?.status
            #expect(status == "queued")
            server.standIn.release(containing: "Third?")
            server.standIn.release(containing: "Fourth?")
            server.standIn.release(containing: "First?")
            #expect(try await chat.tab.settled(first.answerID).status == "complete")
            #expect(try await chat.tab.settled(third.answerID).status == "complete")
            #expect(try await chat.tab.settled(fourth.answerID).status == "complete")
            let asked = server.questionsAskedUpstream.map(\.bodyText)
            #expect(asked.count == 3)
            #expect(asked.dropFirst().allSatisfy { $0.contains("First?") })
            #expect(!asked.contains { $0.contains("Second?") })
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("A question after one whose answer was deleted waits for what runs before that")
    func deletedBetween() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let second = try await chat.ask("Second?")
            try await chat.browser.delete("messages/\(second.answerID)").ok()
            let third = try await chat.ask("Third?")
            #expect(third.answer.status == "queued")
            server.standIn.holdNothing()
            #expect(try await chat.tab.settled(third.answerID).status == "complete")
            #expect(try await chat.tab.settled(first.answerID).status == "complete")
            let asked = try #require(server.questionsAskedUpstream.map(\.bodyText).last)
            #expect(asked.contains("Third?") && asked.contains("First?"))
        }
    }

    @Test("Stopping the first lets the next one run")
    func next() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let second = try await chat.ask("Second?")
            server.standIn.release(containing: "Second?")
            try await chat.browser.stop(first.answerID)
            #expect(try await chat.tab.settled(second.answerID).status == "complete")
        }
    }

    @Test("A question cannot be stopped")
    func question() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let asked = try await chat.ask("Hello?")
            let reply = try await chat.browser.post("messages/\(asked.question.id.asString)/stop")
            #expect(reply.status == 400)
            #expect(try await chat.tab.settled(asked.answerID).status == "complete")
        }
    }

    @Test("Deleting a conversation or a question stops what runs in it", arguments: [true, false])
    func delete(wholeConversation: Bool) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            try await chat.ask("Second?")
            try await chat.tab.text(of: asked.answerID)
            let path = wholeConversation ? "conversations/\(chat.id)" : "messages/\(asked.question.id.asString)"
            try await chat.browser.delete(path).ok()
            try await server.standIn.waitForClosedStream(count: 1)
            try await chat.tab.wait { $0.messages.isEmpty }
            #expect(server.questionsAskedUpstream.count == 1)

            let other = try await chat.browser.newConversation(["model": "stand-in-echo"])
            try await chat.tab.settled(try await chat.browser.ask("Still there?", in: other).answerID)
            #expect(await chat.tab.state.violations == [])
        }
    }
}
