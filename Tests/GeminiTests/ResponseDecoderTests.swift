import Foundation
import NIOCore
import Testing

@testable import Gemini

/// The JSON of one event, and the scanner that must never disagree with `JSONDecoder`.
@Suite struct ResponseDecoderTests {
    private func full(_ json: String) throws -> GenerateContentResponse {
        try JSONDecoder().decode(GenerateContentResponse.self, from: Data(json.utf8))
    }

    private func scanned(_ json: String) -> GenerateContentResponse? {
        ResponseDecoder.scan(ByteBuffer(string: json))
    }

    /// Chunks as they are really sent, and their relatives.
    static let usual = [
        #"{"candidates": [{"content": {"parts": [{"text": "Hello"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 4,"candidatesTokenCount": 12,"totalTokenCount": 16,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 4}],"candidatesTokensDetails": [{"modality": "TEXT","tokenCount": 12}]},"modelVersion": "gemini-3-flash-preview","responseId": "q-_x8OaD9"}"#,
        #"{"candidates":[{"content":{"parts":[{"text":"a \"quoted\" \\ \/ \n\t\r\b\f \u003cb\u003e é 😀 \uD83D\uDE00"}],"role":"model"},"finishReason":"STOP","index":0}]}"#,
        #"{"candidates": [{"content": {"role": "model"},"finishReason": "MAX_TOKENS"}]}"#,
        #"{"candidates": [{"content": {"parts": [{"text": "thinking","thought": true},{"text": "","thoughtSignature": "CpQBAXLI2nyA/+=="}]}}]}"#,
        #"{"candidates": [{"finishReason": "A_NEW_WORD", "index": 3}], "turnToken": "v1_x", "later": -7, "flag": false}"#,
        #"{"usageMetadata": {"thoughtsTokenCount": 99, "cachedContentTokenCount": 0, "toolUsePromptTokenCount": 5, "serviceTier": "standard", "cacheTokensDetails": [], "toolUsePromptTokensDetails": [{"modality": "IMAGE", "tokenCount": 258, "new": 1}]}}"#,
        " {\t\"candidates\"\r\n: [ ] , \"modelVersion\":\"m\" } \n", "{}",
        #"{"candidates": [{}, {"index": 1, "content": {"parts": []}}]}"#,
    ]

    /// What the scanner leaves to the full decoder.
    static let unusual = [
        #"{"promptFeedback": {"blockReason": "SAFETY"}}"#,
        #"{"candidates": null}"#,
        #"{"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "iVBO"}}]}}]}"#,
        #"{"candidates": [{"index": 0, "groundingMetadata": {"webSearchQueries": ["x"]}}]}"#,
        #"{"candidates": [{"index": 0, "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "blocked": true}]}]}"#,
        #"{"candidates": [{"finishMessage": "why", "tokenCount": 3, "continuationToken": "abc"}]}"#,
        #"{"candidates": [{"content": {"parts": [{"text": "x", "partMetadata": {"a": [1, 2.5, null]}}]}}]}"#,
        #"{"usageMetadata": {"promptTokenCount": 4.0}}"#,
        #"{"usageMetadata": {"promptTokenCount": "12", "totalTokenCount": [], "thoughtsTokenCount": 1e30}}"#,
        #"{"usageMetadata": {"promptTokenCount": 99999999999999999999}}"#,
        #"{"modelStatus": {"modelStage": "PREVIEW"}, "modelVersion": null, "responseId": 5}"#,
    ]

    @Test(arguments: usual)
    func theScannerReadsTheUsualChunk(json: String) throws {
        #expect(scanned(json) == (try full(json)))
        #expect(scanned(json) != nil)
    }

    @Test(arguments: unusual)
    func theScannerLeavesTheRestAlone(json: String) throws {
        #expect(scanned(json) == nil)
        #expect(try ResponseDecoder.decode(ByteBuffer(string: json)).first?.get() == (try full(json)))
    }

    /// Every single damaged byte of a chunk: the scanner gives up, or reads what the full decoder reads.
    @Test(arguments: usual)
    func aDamagedChunkIsNeverReadDifferently(json: String) throws {
        let bytes = Array(json.utf8)
        var read = 0
        for index in bytes.indices {
            for damage in [
                [], Array("\"".utf8), Array("0".utf8), [0x00], [0xFF], Array(",".utf8), Array("\\".utf8),
                Array("}".utf8),
            ] {
                let damaged = Array(bytes[..<index]) + damage + Array(bytes[(index + 1)...])
                guard let scanned = ResponseDecoder.scan(ByteBuffer(bytes: damaged)) else { continue }
                read += 1
                let full = try? JSONDecoder().decode(GenerateContentResponse.self, from: Data(damaged))
                #expect(scanned == full, "\(String(decoding: damaged, as: UTF8.self))")
            }
            let isCut = !bytes[index...].allSatisfy { $0 <= 0x20 }
            #expect(isCut == (ResponseDecoder.scan(ByteBuffer(bytes: bytes[..<index])) == nil), "cut at \(index)")
        }
        #expect(read > 0 || json.utf8.count < 10, "no damage left the chunk readable: the test shows nothing")
    }

    @Test func brokenTextIsRepaired() throws {
        let broken =
            Array(#"{"candidates":[{"content":{"parts":[{"text":"a"#.utf8) + [0xFF, 0xC3]
            + Array(#"b \ud83d c \\ud83d \uDE00 \ud83d\ude00 \u00e9"}]}}]}"#.utf8)
        #expect(ResponseDecoder.scan(ByteBuffer(bytes: broken)) == nil)
        let parts = try ResponseDecoder.decode(ByteBuffer(bytes: broken)).first?.get().candidates?.first?.content?.parts
        #expect(parts?.first?.text == "a\u{FFFD}\u{FFFD}b \u{FFFD} c \\ud83d \u{FFFD} 😀 é")
    }

    @Test func errorsAndArraysAreTakenApart() throws {
        let error = #"{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}"#
        let single = try ResponseDecoder.decode(ByteBuffer(string: error))
        #expect(throws: GeminiError.self) { try single.first?.get() }
        let array = try ResponseDecoder.decode(
            ByteBuffer(string: #"[{"responseId": "a"}, \#(error), {"responseId": "b"}]"#)
        )
        #expect(array.count == 2)
        #expect(try array.first?.get().responseId == "a")
        #expect(throws: GeminiError.self) { try array.last?.get() }
        #expect(try ResponseDecoder.decode(ByteBuffer(string: " \n")).isEmpty)
        #expect(try ResponseDecoder.decode(ByteBuffer(string: "[DONE]")).isEmpty)
        #expect(try ResponseDecoder.decode(ByteBuffer(string: "[]")).isEmpty)
        #expect(try ResponseDecoder.decode(ByteBuffer(string: #"{"error": null, "responseId": "c"}"#)).count == 1)
    }

    @Test(arguments: [
        "5", "\"x\"", "null", "{", "[1]", #"{"candidates": {}}"#, #"{"candidates": [{"content": []}]}"#, "nope",
    ])
    func whatIsNoAnswerIsMalformed(json: String) {
        let error = #expect(throws: GeminiError.self) { try ResponseDecoder.decode(ByteBuffer(string: json)) }
        #expect(error?.kind == .malformedResponse)
    }

    @Test func deepNestingDoesNotTrap() {
        for depth in [100, 600, 100_000] {
            let opening = String(repeating: #"{"a":["#, count: depth)
            let closing = String(repeating: "]}", count: depth)
            let json = #"{"candidates":[{"content":{"parts":[{"partMetadata":"# + opening + closing + "}]}}]}"
            // Read or refused: what matters is to be here afterwards.
            _ = try? ResponseDecoder.decode(ByteBuffer(string: json))
        }
    }
}
