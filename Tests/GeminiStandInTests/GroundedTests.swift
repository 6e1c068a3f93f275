import Foundation
import GeminiStandIn
import Testing

/// Sources, pages and code beside the answer.
@Suite(.timeLimit(.minutes(3)))
struct GroundedTests {
    private static let place = "candidates.0.groundingMetadata."

    private func segments(_ events: [Object]) -> [[String: Any]] {
        events.flatMap { $0.value(Self.place + "groundingSupports") as? [[String: Any]] ?? [] }
            .map { $0["segment"] as? [String: Any] ?? [:] }
    }

    private func slice(_ text: String, _ segment: [String: Any]) -> [UInt8] {
        let (start, end) = (segment["startIndex"] as? Int ?? 0, segment["endIndex"] as? Int ?? 0)
        let bytes = Array(text.utf8)
        return start < end && end <= bytes.count ? Array(bytes[start..<end]) : []
    }

    @Test func groundingComesOverTwoChunksInBytes() async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("hi", model: "stand-in-grounded")
            #expect(events.count { $0.value("candidates.0.groundingMetadata") != nil } == 2)
            #expect(events.map { $0.count(Self.place + "groundingChunks") }.reduce(0, +) == 5)
            let segments = segments(events)
            let right = segments.filter { slice(events.answer, $0) == Array(($0["text"] as? String ?? "-").utf8) }
            #expect(right.count == 4 && segments.count == 11)
            #expect(right.first?["startIndex"] == nil && right.first?["endIndex"] as? Int == 36)
            #expect(segments.contains { $0["text"] as? String == "Dieser Satz steht nirgends." })
            #expect(segments.contains { ($0["endIndex"] as? Int ?? 0) > events.answer.utf8.count })
            let entry = try #require(events.last?.string(Self.place + "searchEntryPoint.renderedContent"))
            #expect(entry.contains("<style>") && entry.contains("<a class=") && !entry.contains("<script"))
            let whole = try await client.answer(to: "hi", model: "stand-in-grounded").json
            #expect(whole.count(Self.place + "groundingSupports") == 11 && whole.answer == events.answer)
        }
    }

    @Test func ordinaryModelsGroundWhenTheyMaySearch() async throws {
        try await withStandIn { _, client in
            let turn = #""contents":[{"role":"user","parts":[{"text":"Was ist Über-Größe? ä"}]}]"#
            let plain = try APIClient.events(in: try await client.stream(body: "{\(turn)}"))
            #expect(plain.allSatisfy { $0.value("candidates.0.groundingMetadata") == nil })
            let body = #"{\#(turn),"tools":[{"googleSearch":{}}]}"#
            let events = try APIClient.events(in: try await client.stream(body: body))
            let segments = segments(events)
            #expect(!segments.isEmpty && events.answer == plain.answer)
            for segment in segments {
                #expect(slice(events.answer, segment) == Array((segment["text"] as? String ?? "-").utf8))
            }
            #expect(events.last?.value(Self.place + "searchEntryPoint") != nil)
        }
    }

    @Test func pagesComeWithTheFirstChunk() async throws {
        try await withStandIn { _, client in
            let question = "Compare https://example.org/a and https://example.org/paywall please"
            let body =
                #"{"contents":[{"role":"user","parts":[{"text":"\#(question)"}]}],"tools":[{"urlContext":{}}]}"#
            let events = try APIClient.events(in: try await client.stream(body: body))
            let path = "candidates.0.urlContextMetadata.urlMetadata."
            #expect(events.first?.string(path + "0.urlRetrievalStatus") == "URL_RETRIEVAL_STATUS_SUCCESS")
            #expect(events.first?.string(path + "1.urlRetrievalStatus") == "URL_RETRIEVAL_STATUS_PAYWALL")
            let all = try await client.stream("hi", model: "stand-in-urls")
            #expect(all.first?.count("candidates.0.urlContextMetadata.urlMetadata") == 4)
        }
    }

    @Test func codeIsShownWithWhatItPrinted() async throws {
        try await withStandIn { _, client in
            let body =
                #"{"contents":[{"role":"user","parts":[{"text":"What is 12*7?"}]}],"tools":[{"codeExecution":{}}]}"#
            let events = try APIClient.events(in: try await client.stream(body: body))
            let part = "candidates.0.content.parts.0."
            #expect(events.compactMap { $0.string(part + "executableCode.code") } == ["print(12 * 7)\n"])
            #expect(events.compactMap { $0.string(part + "codeExecutionResult.output") } == ["84\n"])
            #expect(events.answer.contains("= 84"))
            let all = try await client.stream("hi", model: "stand-in-code")
            let outcomes = all.compactMap { $0.string(part + "codeExecutionResult.outcome") }
            #expect(outcomes == ["OUTCOME_FAILED", "OUTCOME_OK", "OUTCOME_DEADLINE_EXCEEDED"])
            #expect(all.contains { $0.string(part + "inlineData.mimeType") == "image/png" })
        }
    }
}
