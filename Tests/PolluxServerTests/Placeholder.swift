import Testing
import PolluxTesting

@Test func aServerStarts() async throws {
    try await withTestServer { server in
        let browser = TestBrowser(server)
        try await browser.signUp("Anna")
        let live = try await LiveClient.open(browser)
        let chat = try await browser.newConversation(["model": "stand-in-echo"])
        let asked = try await browser.ask("Hello?", in: chat)
        let answer = try await live.settled(asked.answerID)
        print(answer)
        print(await live.state.violations, server.logLines)
        #expect(answer.status == "complete")
    }
}
