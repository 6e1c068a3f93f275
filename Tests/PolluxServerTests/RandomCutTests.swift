import PolluxTesting
import Testing

@Suite("A hundred cuts", .timeLimit(.minutes(5)))
struct RandomCutTests {
    /// SplitMix64: the same numbers for the same seed.
    private struct SeededNumbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
            return bits ^ bits >> 31
        }
    }

    @Test("Wherever the network is cut, two tabs end with the stored text, every change told once")
    func cuts() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("The seed of the cuts: \(seed)")
        try await withTestServer { server in
            try await concurrently(0..<4) { part in
                var numbers = SeededNumbers(state: seed &+ UInt64(part))
                let chat = try await Chat.open(at: server)
                let second = try await LiveClient.open(chat.browser)
                for round in 1...2 {
                    let text = "Story \(round) 😀 [canary:😀é👩‍👩‍👧‍👦] [chunks=300][delay=4]"
                    let asked = try await chat.ask(text)
                    // The second tab has not seen the conversation come.
                    for message in [asked.question, asked.answer] { await second.take(message: message) }
                    for _ in 1...13 {
                        let shown = await chat.tab.state.message(asked.answerID).text.asString.utf16.count
                        try await chat.tab.text(
                            of: asked.answerID,
                            atLeast: shown + Int.random(in: 0...200, using: &numbers)
                        )
                        try await chat.tab.cut(Bool.random(using: &numbers) ? .fin : .reset)
                        try await chat.tab.reconnect()
                    }
                    let answer = try await chat.tab.settled(asked.answerID)
                    #expect(answer.status == "complete")
                    #expect(try await second.settled(asked.answerID) == answer)
                    #expect(try await chat.browser.messages(chat.id).last == answer)
                }
                for tab in [chat.tab, second] {
                    let state = await tab.state
                    #expect(state.violations == [], "seed \(seed)")
                    #expect(state.gaps == 0, "seed \(seed)")
                    #expect(state.revisions == Array((state.revisions.first ?? 0)..<state.revision + 1), "seed \(seed)")
                }
                #expect(await chat.tab.state.hellos == 27, "seed \(seed)")
            }
        }
    }
}
