import Foundation
import GeminiStandIn
import Testing

@Suite(.timeLimit(.minutes(3)))
struct ConcurrencyTests {
    @Test func fiftyStreamsAtOnceEachGetTheirOwnAnswer() async throws {
        try await withStandIn { standIn, client in
            try await withThrowingTaskGroup(of: (Int, [Object]).self) { tasks in
                for number in 0..<50 {
                    tasks.addTask { (number, try await client.stream("[hold][canary:user \(number).] Explain tides")) }
                }
                try await standIn.control.waitForHeld(count: 50)
                standIn.control.releaseAll()
                for try await (number, events) in tasks {
                    #expect(events.answer.hasPrefix("Canary: user \(number).\n"))
                    #expect(events.answer.components(separatedBy: "Canary:").count == 2)
                    #expect(events.last?.finishReason == "STOP")
                }
            }
        }
    }

    @Test func connectionsAreUsedAgainAfterAStream() async throws {
        try await withStandIn { standIn, client in
            for number in 0..<20 {
                let events = try await client.stream("Question \(number)")
                #expect(events.last?.finishReason == "STOP")
            }
            #expect(standIn.control.closedStreamCount == 0)
        }
    }
}
