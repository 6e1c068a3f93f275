import Foundation
import Gemini
import Testing

/// What goes back to the API as it came.
@Suite struct PartTests {
    private func roundTrip<Value: Codable>(_ json: String, as type: Value.Type) throws -> (Value, String) {
        let value = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (value, String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    @Test(arguments: [
        #"{"text":"Hi","thought":true,"thoughtSignature":"CpQB/+=="}"#,
        #"{"thoughtSignature":"not base64 at all!"}"#,
        #"{"inlineData":{"data":"iVBO","displayName":"a.png","mimeType":"image/png"}}"#,
        #"{"functionCall":{"args":{"n":1,"x":[true,null,2.5,"s",{}]},"id":"1","name":"f","new":9007199254740993}}"#,
        #"{"functionResponse":{"id":"1","name":"f","parts":[{}],"response":{"ok":true}}}"#,
        #"{"executableCode":{"code":"print(1)","id":"e1","language":"PYTHON"}}"#,
        #"{"codeExecutionResult":{"id":"e1","outcome":"OUTCOME_OK","output":"1\n"}}"#,
        #"{"fileData":{"displayName":"f","fileUri":"https://x/y","mimeType":"application/pdf"}}"#,
        #"{"toolCall":{"args":{"queries":["a"]},"toolType":"GOOGLE_SEARCH_WEB"},"videoMetadata":{"fps":0.5}}"#,
        "{}",
    ])
    func everyFieldSurvives(json: String) throws {
        #expect(try roundTrip(json, as: Part.self).1 == json)
    }

    @Test func namedFieldsAreFound() throws {
        let parts = #"""
            {"role":"model","parts":[{"executableCode":{"language":"PYTHON","code":"1"}},
            {"codeExecutionResult":{"outcome":"OUTCOME_FAILED","output":"no"}},
            {"inlineData":{"mimeType":"image/png","data":"AA=="}},{"functionCall":{"name":"f","args":{"a":1}}}]}
            """#
        let content = try roundTrip(parts, as: Content.self).0
        #expect(content.parts?.first?.executableCode?.code == "1")
        #expect(content.parts?[1].codeExecutionResult?.outcome == "OUTCOME_FAILED")
        #expect(content.parts?[2].inlineData == Blob(mimeType: "image/png", data: "AA=="))
        #expect(content.parts?.last?.functionCall?.args?.object?["a"]?.integer == 1)
    }

    @Test func newWordsAreKept() throws {
        let json = #"{"content":{"role":"model"},"finishReason":"BORED"}"#
        let (candidate, encoded) = try roundTrip(json, as: Candidate.self)
        #expect(candidate.finishReason?.rawValue == "BORED")
        #expect(encoded == json)
        let blocked = try roundTrip(#"{"blockReason":"JAILBREAK"}"#, as: PromptFeedback.self)
        #expect(blocked.0.blockReason?.rawValue == "JAILBREAK")
    }

    @Test func anExtraOfAnotherShapeDoesNotCostTheAnswer() throws {
        let json = #"{"content":{"parts":[{"text":"Hi"}]},"groundingMetadata":[1],"safetyRatings":"x","index":"0"}"#
        let candidate = try roundTrip(json, as: Candidate.self).0
        #expect(candidate.content?.parts?.first?.text == "Hi")
        #expect(candidate.groundingMetadata == nil)
        #expect(candidate.index == 0)
    }

    @Test func theLastTotalWinsFieldByField() {
        var usage = UsageMetadata(promptTokenCount: 5, thoughtsTokenCount: 9, totalTokenCount: 14)
        usage.merge(UsageMetadata(promptTokenCount: 5, candidatesTokenCount: 3, totalTokenCount: 17))
        #expect(
            usage
                == UsageMetadata(
                    promptTokenCount: 5,
                    candidatesTokenCount: 3,
                    thoughtsTokenCount: 9,
                    totalTokenCount: 17
                )
        )
    }
}
