import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Resuming", .timeLimit(.minutes(30)))
struct ResumeTests {
    /// A piece of an answer, not of its thoughts.
    private static func isOfText(_ frame: JSON) -> Bool { frame.type == "delta" && frame.thought != true }

    @Test("Cut in mid-answer, a tab comes back for exactly the rest", arguments: [LiveClient.Cut.fin, .reset])
    func cut(cut: LiveClient.Cut) async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let asked = try await chat.ask("Tell me a long story. [chunks=40][hold=20]")
            try await server.standIn.waitForHeld(count: 1)
            try await chat.tab.text(of: asked.answerID, atLeast: 30)
            let shown = await chat.tab.state.message(asked.answerID).text.asString
            try await chat.tab.cut(cut)
            try await chat.browser.patch("conversations/\(chat.id)", ["title": "Changed meanwhile"]).ok()
            let before = await chat.tab.state.frames.count
            try await chat.tab.reconnect()
            server.standIn.releaseAll()
            let answer = try await chat.tab.settled(asked.answerID)
            #expect(answer.text.asString.hasPrefix(shown))
            let state = await chat.tab.state
            #expect(state.conversations[chat.id]?.title == "Changed meanwhile")
            let deltas = try state.frames[before...].map { try JSON($0) }.filter(Self.isOfText)
            #expect(deltas.first?.offset.asInt == shown.utf16.count)
            #expect(state.violations == [])
            #expect(state.gaps == 0)
            #expect(try await chat.browser.messages(chat.id)[1] == answer)
        }
    }

    @Test("An offset within a pair of surrogates never splits a code point")
    func surrogates() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let asked = try await chat.ask("[canary:😀😀😀😀][chunks=40][hold=20]")
            try await server.standIn.waitForHeld(count: 1)
            try await chat.tab.text(of: asked.answerID, atLeast: 15)
            let text = await chat.tab.state.message(asked.answerID).text.asString
            let position = try #require(text.utf16.firstIndex { UTF16.isTrailSurrogate($0) })
            let offset = text.utf16.distance(from: text.startIndex, to: position)
            let answers: JSON = [["messageID": asked.answer.id, "offset": .number(Double(offset))]]
            let count = await chat.tab.state.frames.count
            try await chat.tab.resume(
                epoch: await chat.tab.state.epoch,
                since: await chat.tab.state.revision,
                answers: answers
            )
            // Pieces that were on their way may come in between.
            try await chat.tab.wait("the rest from before the pair") { state in
                state.frames.dropFirst(count).contains { frame in
                    // What is no JSON would have ended the tab already.
                    guard let delta = try? JSON(frame), Self.isOfText(delta) else { return false }
                    return delta.offset.asInt == offset - 1 && delta.text.asString.hasPrefix("😀")
                }
            }
        }
    }

    @Test("Without a past: changes from now on, and running answers from their beginning")
    func noPast() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("Hold.")
            try await chat.tab.text(of: asked.answerID)
            let other = try await LiveClient.open(chat.browser)
            try await other.load(chat.id)
            try await other.wait { $0.frames.count == 2 }
            let frames = try await other.state.frames.map { try JSON($0) }
            #expect(frames[0].names == ["type", "epoch", "revision", "heartbeatSeconds"])
            #expect(frames[0].heartbeatSeconds == 20)
            #expect(frames[0].revision.asInt == (await chat.tab.state.revision))
            #expect(frames[1].names == ["type", "messageID", "offset", "text"])
            #expect(frames[1].offset == 0)
            #expect(frames[1].text == (await chat.tab.state.message(asked.answerID).text))
        }
    }

    @Test("An unknown epoch, or a place ahead of the server, starts afresh")
    func reset() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("Hold.")
            try await chat.tab.text(of: asked.answerID)
            let known = await chat.tab.state
            let wrong: [(String?, Int)] = [
                (newID(), 1), ("nonsense", 0), ("", 0), (known.epoch, known.revision + 1),
                (known.epoch, 9_007_199_254_740_991),
            ]
            for (index, (epoch, since)) in wrong.enumerated() {
                try await chat.tab.resume(epoch: epoch, since: since)
                try await chat.tab.wait("reset \(index)") { $0.resets == index + 1 }
                #expect(await chat.tab.state.revision == known.revision)
                #expect(await chat.tab.state.conversations.isEmpty)
            }
            try await chat.tab.load(chat.id)
            try await chat.tab.resume()
            server.standIn.releaseAll()
            let answer = try await chat.tab.settled(asked.answerID)
            #expect(try await chat.browser.messages(chat.id)[1] == answer)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("A thousand changes behind are told one by one; more are a reset")
    func tooFarBehind() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let start = await chat.tab.state
            try await chat.tab.cut(.fin)
            try await concurrently(1...1000, atOnce: 100) { number in
                try await chat.browser.patch("conversations/\(chat.id)", ["title": "Title \(number)"]).ok()
            }
            let epoch = try #require(start.epoch)
            // The conversation was made after the tab had opened.
            try await chat.tab.reconnect()
            try await chat.tab.wait { $0.resets == 1 }

            let other = try await LiveClient.open(chat.browser)
            let now = await other.state.revision
            #expect(now == start.revision + 1001)
            try await other.resume(epoch: epoch, since: now - 1000)
            try await other.wait { $0.revisions.count >= 0 && $0.frames.count == 2 + 1000 }
            let replay = try await other.state.frames.dropFirst(2).map { try JSON($0).revision.asInt }
            #expect(replay == Array(now - 999...now))
            #expect(await other.state.violations == [])
            try await other.resume(epoch: epoch, since: now - 1001)
            try await other.wait { $0.resets == 1 }
        }
    }

    @Test("Every change exactly once, while others are made and the tab resumes on an open socket")
    func openSocket() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open(at: server)
            let epoch = await chat.tab.state.epoch
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await concurrently(1...200, atOnce: 8) { number in
                        try await chat.browser.patch("conversations/\(chat.id)", ["title": "Title \(number)"]).ok()
                    }
                }
                for step in 1...20 {
                    try await chat.tab.wait { $0.revision >= step * 9 }
                    try await chat.tab.resume()
                    let hellos = await chat.tab.state.hellos
                    try await chat.tab.wait { $0.hellos > hellos }
                }
                try await group.waitForAll()
            }
            try await chat.tab.wait { $0.revision == 202 }
            let state = await chat.tab.state
            #expect(state.epoch == epoch)
            #expect(state.revisions == Array(2...202))
            #expect(state.violations == [])
        }
    }

    @Test("Opening and closing a hundred sockets leaves nothing behind")
    func manySockets() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("Hold.")
            try await concurrently(1...100, atOnce: 20) { number in
                let tab = try await LiveClient.open(chat.browser)
                if number.isMultiple(of: 3) {
                    try await tab.close()
                } else {
                    try await tab.cut(number.isMultiple(of: 2) ? .fin : .reset)
                }
            }
            try await server.standIn.waitForHeld(count: 1)
            server.standIn.releaseAll()
            #expect(try await chat.tab.settled(asked.answerID).status == "complete")
        }
    }
}
