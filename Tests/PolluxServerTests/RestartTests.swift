import Foundation
import GeminiStandIn
import PolluxTesting
import Testing

@Suite("Restarts in mid-answer", .timeLimit(.minutes(30)))
struct RestartTests {
    @Test(
        "Without time to drain, a running answer is interrupted with all of its text; queued ones run after the start"
    )
    func shortDrain() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "0"]) { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let second = try await chat.ask("Second?")
            try await chat.tab.text(of: first.answerID)
            let shown = await chat.tab.state.message(first.answerID).text.asString
            async let code = chat.tab.closeCode()
            try await server.stop()
            #expect(try await code == 1001)
            try await server.standIn.waitForClosedStream(count: 1)

            server.standIn.release(containing: "Second?")
            try await server.start()
            try await chat.tab.reconnect()
            let interrupted = try await chat.tab.settled(first.answerID)
            #expect(interrupted.status == "interrupted")
            #expect(interrupted.failure.code == "server_restarted")
            #expect(interrupted.text.asString == shown)
            #expect(try await chat.tab.settled(second.answerID).status == "complete")
            let contents = try JSON(try #require(server.questionsAskedUpstream.last).bodyText)["contents"].elements
            #expect(contents.map(\.parts.elements[0].text) == ["First?", .string(shown), "Second?"])
            #expect(server.questionsAskedUpstream.count == 2)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("With time to drain, a running answer comes to its end")
    func drain() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("First?")
            try await chat.tab.text(of: asked.answerID)
            try await server.standIn.waitForHeld(count: 1)
            async let stopped: Void = server.stop()
            try await server.waitUntilDraining()
            server.standIn.releaseAll()
            // Whoever looks on sees the end before the goodbye.
            let answer = try await chat.tab.settled(asked.answerID)
            #expect(answer.status == "complete")
            #expect(try await chat.tab.closeCode() == 1001)
            try await stopped
            try await server.start()
            try await chat.tab.reconnect()
            #expect(try await chat.browser.messages(chat.id).last?.text == answer.text)
            try await server.standIn.waitForNoStreams()
            #expect(server.standIn.closedStreamCount == 0)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("After a crash, a running answer is interrupted with what was stored of it; queued ones run")
    func crash() async throws {
        try await withTestServer { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let first = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let second = try await chat.ask("Second?")
            try await chat.tab.text(of: first.answerID)
            let shown = await chat.tab.state.message(first.answerID).text.asString
            // Whoever opens the conversation gets what is stored.
            while try await chat.browser.messages(chat.id)[1].text.asString != shown {}

            try await withTemporaryFolder { folder in
                // What a process leaves that is killed now.
                let copy = folder + "/data"
                try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
                // A socket is no file that could be copied.
                for name in try FileManager.default.contentsOfDirectory(atPath: server.folder)
                where name != "operator.sock" {
                    try FileManager.default.copyItem(atPath: "\(server.folder)/\(name)", toPath: "\(copy)/\(name)")
                }
                try await withTestServer(folder: copy, isInner: true) { restarted in
                    restarted.standIn.holdNothing()
                    let browser = TestBrowser(restarted)
                    browser.cookie = chat.browser.cookie
                    let tab = try await LiveClient.open(browser)
                    try await tab.load(chat.id)
                    let interrupted = try await tab.settled(first.answerID)
                    #expect(interrupted.status == "interrupted")
                    #expect(interrupted.failure.code == "server_restarted")
                    #expect(interrupted.text.asString == shown)
                    #expect(try await tab.settled(second.answerID).status == "complete")
                    let requests = restarted.questionsAskedUpstream
                    #expect(requests.count == 1)
                    let contents = try JSON(requests[0].bodyText)["contents"].elements
                    #expect(contents.map(\.parts.elements[0].text) == ["First?", .string(shown), "Second?"])
                    #expect(await tab.state.epoch == (await chat.tab.state.epoch))
                }
            }
        }
    }

    @Test("Interrupted before its first text: no text, a reason, and never asked again by itself")
    func nothingYet() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "0"]) { server in
            let chat = try await Chat.open(at: server)
            let asked = try await chat.ask("First? [hold=0]")
            try await server.standIn.waitForHeld(count: 1)
            try await chat.tab.close()
            try await server.stop()
            try await server.start()
            let answer = try await chat.browser.messages(chat.id)[1]
            #expect(answer.id == asked.answer.id)
            #expect(answer.status == "interrupted")
            #expect(answer.text == "")
            #expect(answer.failure.code == "server_restarted")
            #expect(server.questionsAskedUpstream.count == 1)
        }
    }
}
