import PolluxTesting
import Testing

@Suite("Tabs that do not read", .timeLimit(.minutes(30)))
struct SlowTabTests {
    @Test("They are let go, come back without a loss, and hold up neither others nor a shutdown")
    func stalled() async throws {
        try await withTestServer(["pollux.shutdown.seconds": "60"]) { server in
            let chat = try await Chat.open(at: server)
            let hanging = try await LiveClient.open(chat.browser)
            try await chat.tab.stall()
            try await hanging.stall()
            // Far less than the megabytes that systems keep of themselves for a connection that nobody reads.
            let text = String(repeating: "0123456789abcdef", count: 2000)
            let count = 60
            try await concurrently(1...count, atOnce: 20) { number in
                let body: JSON = ["instructions": .string("\(number) \(text)")]
                try await chat.browser.patch("conversations/\(chat.id)", body).ok()
            }

            try await chat.tab.goOn()
            do {
                #expect(try await chat.tab.closeCode() == 4430)
            } catch is LiveClient.Missed {
                // It did not read for so long that the server did not wait for it to hear why.
            }
            #expect(await chat.tab.state.revision < count + 2)
            try await chat.tab.reconnect()
            try await chat.tab.wait { $0.revision == count + 2 }
            let state = await chat.tab.state
            #expect(state.violations == [])
            #expect(state.revisions == Array(2...count + 2))
            #expect(state.conversations[chat.id] == (try await chat.browser.conversation(chat.id)))

            try await chat.tab.close()
            let start = ContinuousClock.now
            try await server.stop()
            #expect(ContinuousClock.now - start < .seconds(45))
            try await hanging.goOn()
        }
    }
}
