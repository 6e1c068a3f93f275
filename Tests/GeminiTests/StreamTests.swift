import Gemini
import Testing

/// Streamed answers over a real connection.
@Suite struct StreamTests {
    @Test func textArrivesInOrder() async throws {
        let outcome = try await withClient { connection in
            try await connection.request()
            try await connection.reply(event("Hello, ") + event("wor") + event("ld", finishReason: "STOP"))
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.text == "Hello, world")
        #expect(outcome.error == nil)
        #expect(outcome.chunks.map { $0.candidates?.first?.finishReason } == [nil, nil, FinishReason.stop])
    }
}
