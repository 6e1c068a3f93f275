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

    @Test(
        "12.13: every field of a part goes back as it came",
        arguments: [
            #"{"text":"Hi","thought":true,"thoughtSignature":"CpQB/+=="}"#,
            #"{"thoughtSignature":"not base64 at all!"}"#,
            #"{"inlineData":{"data":"iVBO","displayName":"a.png","mimeType":"image/png"}}"#,
            #"{"functionCall":{"args":{"n":1,"x":[true,null,2.5,"s",{}]},"id":"1","name":"f","new":9007199254740993}}"#,
            #"{"functionResponse":{"id":"1","name":"f","parts":[{}],"response":{"ok":true}}}"#,
            #"{"executableCode":{"code":"print(1)","id":"e1","language":"PYTHON"}}"#,
            #"{"codeExecutionResult":{"id":"e1","outcome":"OUTCOME_OK","output":"1\n"}}"#,
            #"{"text":"","thoughtSignature":"A"}"#,
            #"{"thoughtSignature":"s","toolResponse":{"id":"t","response":{"x":[1]},"toolType":"URL_CONTEXT"}}"#,
            #"{"fileData":{"displayName":"f","fileUri":"https://x/y","mimeType":"application/pdf"}}"#,
            #"{"toolCall":{"args":{"queries":["a"]},"toolType":"GOOGLE_SEARCH_WEB"},"videoMetadata":{"fps":0.5}}"#,
            "{}",
        ]
    )
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

    @Test("12.4: an extra of another shape does not cost the answer")
    func anExtraOfAnotherShapeDoesNotCostTheAnswer() throws {
        let json = #"{"content":{"parts":[{"text":"Hi"}]},"groundingMetadata":[1],"safetyRatings":"x","index":"0"}"#
        let candidate = try roundTrip(json, as: Candidate.self).0
        #expect(candidate.content?.parts?.first?.text == "Hi")
        #expect(candidate.groundingMetadata == nil)
        #expect(candidate.index == 0)
    }

    @Test("12.14: the last total wins, field by field")
    func theLastTotalWinsFieldByField() {
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

    @Test(
        "12.13: text, signature and data on one side and the rest on the other make the part again",
        arguments: [
            (#"{"text":"Hi","thought":true,"thoughtSignature":"CpQB/+=="}"#, nil),
            (#"{"inlineData":{"data":"iVBO","mimeType":"image/png"},"thoughtSignature":"s"}"#, nil),
            (
                #"{"executableCode":{"code":"1/2","id":"e"},"thoughtSignature":"s"}"#,
                #"{"executableCode":{"code":"1/2","id":"e"}}"#
            ),
            (
                #"{"partMetadata":{"b":1,"a":[null]},"text":"x","toolCall":{"toolType":"URL_CONTEXT"}}"#,
                #"{"partMetadata":{"a":[null],"b":1},"toolCall":{"toolType":"URL_CONTEXT"}}"#
            ),
        ] as [(String, String?)]
    )
    func aPartMayBeStoredInPieces(json: String, rest: String?) throws {
        let part = try roundTrip(json, as: Part.self).0
        #expect(part.restJSON == rest)
        var again = try Part(restJSON: rest ?? "{}")
        (again.text, again.thought) = (part.text, part.thought)
        (again.thoughtSignature, again.inlineData) = (part.thoughtSignature, part.inlineData)
        #expect(again == part)
    }

    @Test func whatIsNoPartIsRefused() {
        for json in ["", "[]", "{", #"{"text":1}"#] {
            #expect(throws: (any Error).self, "\(json)") { try Part(restJSON: json) }
        }
    }

    @Test("12.12: every finish reason is read as itself, and so is one that is new")
    func finishReasonsAreKept() throws {
        for word in [
            "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
            "OTHER",
            "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
            "MALFORMED_RESPONSE", "ESCALATION", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
            "IMAGE_OTHER", "NO_IMAGE", "CONTINUATION", "PUP_LIMITED_DISABLED", "TOMORROWS_WORD",
        ] {
            let json = #"{"content":{},"finishMessage":"why","finishReason":"\#(word)"}"#
            let candidate = try roundTrip(json, as: Candidate.self).0
            #expect(candidate.finishReason?.rawValue == word)
            #expect(candidate.finishMessage == "why")
        }
    }

    @Test("12.24: a long answer's reason comes with where it goes on")
    func continuationHasAToken() throws {
        let json = #"{"continuationToken":"abc","finishReason":"CONTINUATION"}"#
        let candidate = try roundTrip(json, as: Candidate.self).0
        #expect(candidate.finishReason == .continuation)
        #expect(candidate.continuationToken == "abc")
    }

    @Test("12.15: sources, their offsets in bytes and the suggestions are read as they are")
    func groundingIsRead() throws {
        let json = #"""
            {"groundingMetadata":{"webSearchQueries":["q"],"searchEntryPoint":{"renderedContent":"<div>x</div>"},
            "groundingChunks":[{"web":{"uri":"https://a","title":"a.org"}},{"maps":{"uri":"https://m"}},{"new":1}],
            "groundingSupports":[{"segment":{"endIndex":9,"text":"é"},"groundingChunkIndices":[0,7]},{"segment":{}}]},
            "urlContextMetadata":{"urlMetadata":[{"retrievedUrl":"https://u","urlRetrievalStatus":"NEW_WORD"}]},
            "citationMetadata":{"citationSources":[{"startIndex":2,"endIndex":4,"uri":"https://c"}]}}
            """#
        let candidate = try roundTrip(json, as: Candidate.self).0
        let grounding = candidate.groundingMetadata
        #expect(grounding?.groundingChunks?.first?.web?.title == "a.org")
        #expect(grounding?.groundingChunks?.count == 3)
        #expect(grounding?.groundingSupports?.first?.segment?.startIndex == nil)
        #expect(grounding?.groundingSupports?.first?.segment?.endIndex == 9)
        #expect(grounding?.groundingSupports?.first?.groundingChunkIndices == [0, 7])
        #expect(grounding?.searchEntryPoint?.renderedContent == "<div>x</div>")
        #expect(candidate.urlContextMetadata?.urlMetadata?.first?.urlRetrievalStatus == "NEW_WORD")
        #expect(candidate.citationMetadata?.citationSources?.first?.endIndex == 4)
    }
}
