import Foundation
import GeminiStandIn
import NIOHTTP1
import PolluxTesting
import Testing
import WebSocketTesting

@Suite("Going down", .timeLimit(.minutes(30)))
struct GoingDownTests {
    @Test("While answers come to their end, nothing new begins, and everything else is served")
    func nothingNew() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "60"]) { server in
            let chat = try await Chat.open("stand-in-hold", at: server)
            let asked = try await chat.ask("First?")
            try await server.standIn.waitForHeld(count: 1)
            let queued = try await chat.ask("Second?")
            let stranger = try await person("Anna", at: server)
            let elsewhere = try await stranger.newConversation()
            async let stopped: Void = server.stop()
            try await server.waitUntilDraining()

            #expect(try await TestBrowser(server).get("/healthz").status == 200)
            for (browser, path, body) in [
                (stranger, "conversations/\(elsewhere)/messages", ["id": .string(newID()), "text": "Hello?"] as JSON),
                (chat.browser, "messages/\(asked.answerID)/regenerate", ["id": .string(newID())]),
                (
                    chat.browser, "messages/\(asked.question.id.asString)/edit",
                    ["id": .string(newID()), "text": "Third?"]
                ),
                (stranger, "exports", ["id": .string(newID())]),
                (stranger, "imports", ["id": .string(newID()), "name": "a.json", "bytes": 10]),
            ] {
                let reply = try await browser.post(path, body)
                #expect(reply.status == 503 && reply.code == "unavailable", "\(path)")
                #expect(reply.headers["Retry-After"] == ["5"], "\(path)")
            }
            do {
                _ = try await LiveClient.connect(stranger)
                Issue.record("A socket was let in")
            } catch let refused as WebSocketClient.Refused {
                #expect(refused.answer.status == 503)
            }
            #expect(try await stranger.get("events").status == 503)
            // What begins nothing goes on.
            try await stranger.send(
                .PUT,
                "conversations/\(elsewhere)/draft",
                body: #"{"id":"\#(newID())","text":"later"}"#
            ).ok()
            #expect(try await stranger.messages(elsewhere).isEmpty)
            #expect(try await chat.browser.stop(asked.answerID).status == "stopped")
            #expect(try await chat.tab.settled(asked.answerID).status == "stopped")
            #expect(try await chat.tab.closeCode() == 1001)
            try await stopped

            server.standIn.holdNothing()
            try await server.start()
            try await chat.tab.reconnect()
            // It was not begun by the process that went down.
            #expect(try await chat.tab.settled(queued.answerID).status == "complete")
            #expect(server.questionsAskedUpstream.count == 2)
            #expect(await chat.tab.state.violations == [])
        }
    }

    @Test("Sockets stay while their user's answers run; those without any go first")
    func order() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "10"]) { server in
            let busy = try await Chat.open("stand-in-hold", at: server)
            let second = try await LiveClient.open(busy.browser.anotherDevice())
            let idle = try await Chat.open(at: server)
            let stream = try await EventStream.open(idle.browser)
            _ = try await stream.next()
            let asked = try await busy.ask("First?")
            try await busy.tab.text(of: asked.answerID)
            let shown = await busy.tab.state.message(asked.answerID).text.asString
            async let stopped: Void = server.stop()
            // Within the window, while the answer runs.
            #expect(try await idle.tab.closeCode() == 1001)
            try await Self.waitForEnd(of: stream)
            #expect(server.standIn.closedStreamCount == 0)
            // At its end the answer is interrupted, and its readers are told so before they go.
            for tab in [busy.tab, second] {
                let answer = try await tab.settled(asked.answerID)
                #expect(answer.status == "interrupted" && answer.failure.code == "server_restarted")
                #expect(answer.text.asString == shown)
                #expect(try await tab.closeCode() == 1001)
                #expect(await tab.state.violations == [])
            }
            try await stopped
            try await server.standIn.waitForClosedStream(count: 1)
        }
    }

    private static func waitForEnd(of stream: EventStream) async throws {
        do {
            while true { _ = try await stream.next() }
        } catch is EventStream.Ended {}
    }

    @Test("A hundred sockets without an answer are no reason to wait")
    func idleSockets() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "60"]) { server in
            let browser = try await guest(at: server)
            var tabs: [LiveClient] = []
            for _ in 1...100 { tabs.append(try await LiveClient.open(browser)) }
            async let stopped: Void = server.stop()
            try await concurrently(tabs) { tab in
                let code = try await tab.closeCode()
                #expect(code == 1001)
            }
            // Long before the window is over, or the test would not end in time.
            try await stopped
        }
    }
}
