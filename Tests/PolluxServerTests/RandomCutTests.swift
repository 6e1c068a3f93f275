import PolluxTesting
import Testing

@Suite("A thousand cuts", .timeLimit(.minutes(30)))
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

    @Test("Wherever the network is cut, every tab ends with the stored text, every change told once")
    func cuts() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("The seed of the cuts: \(seed)")
        let (people, tabs, rounds, cuts) = (4, 5, 2, 25)
        try await withTestServer { server in
            try await concurrently(0..<people) { part in
                let chat = try await Chat.open(at: server)
                var all = [chat.tab]
                for _ in 1..<tabs { all.append(try await LiveClient.open(chat.browser)) }
                for tab in all { try await tab.load(chat.id) }
                for round in 0..<rounds {
                    let text = "Story \(round) 😀 [canary:😀é👩‍👩‍👧‍👦] [chunks=300][delay=4]"
                    let asked = try await chat.ask(text)
                    try await concurrently(all.enumerated()) { number, tab in
                        // The other tabs have not seen the reply.
                        for message in [asked.question, asked.answer] { await tab.take(message: message) }
                        let place = (part * rounds + round) * tabs + number
                        var numbers = SeededNumbers(state: seed &+ UInt64(place))
                        try await Self.cut(tab, asked.answerID, times: cuts, &numbers)
                    }
                    let stored = try await chat.browser.messages(chat.id).last
                    #expect(stored?.status == "complete", "seed \(seed)")
                    for tab in all { #expect(try await tab.settled(asked.answerID) == stored, "seed \(seed)") }
                }
                for tab in all {
                    let state = await tab.state
                    #expect(state.violations == [], "seed \(seed)")
                    #expect(state.gaps == 0, "seed \(seed)")
                    #expect(state.revisions == Array((state.revisions.first ?? 0)..<state.revision + 1), "seed \(seed)")
                    #expect(state.hellos == 1 + rounds * cuts, "seed \(seed)")
                }
            }
        }
    }

    /// Cuts a tab wherever it is in an answer, and lets it come back; then it reads on to the end.
    private static func cut(
        _ tab: LiveClient,
        _ answer: String,
        times: Int,
        _ numbers: inout SeededNumbers
    ) async throws {
        for _ in 0..<times {
            let shown = await tab.state.message(answer).text.asString.utf16.count
            try await tab.text(of: answer, atLeast: shown + Int.random(in: 0...120, using: &numbers))
            try await tab.cut(Bool.random(using: &numbers) ? .fin : .reset)
            try await tab.reconnect(byteByByte: Int.random(in: 0..<4, using: &numbers) == 0)
        }
        try await tab.settled(answer)
    }
}
