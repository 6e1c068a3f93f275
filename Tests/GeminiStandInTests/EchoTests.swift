import Foundation
import GeminiStandIn
import Testing

@Suite(.timeLimit(.minutes(3)))
struct EchoTests {
    private static let request = #"""
        {"systemInstruction":{"parts":[{"text":"Be \"brief\"\n"},{"text":"and kind"}]},
         "contents":[{"role":"user","parts":[{"text":"one "},{"text":"two"}]},
                     {"role":"model","parts":[{"text":"hm","thought":true},{"text":"three \u0001\u2028 </b> 😀 e\u0301"}]},
                     {"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"text":"four \\ ``` {}"}]}],
         "generationConfig":{"temperature":1.50,"thinkingConfig":{"includeThoughts":false}}}
        """#

    @Test func theEchoIsExactlyWhatWasAsked() async throws {
        try await withStandIn { _, client in
            let events = try APIClient.events(in: try await client.stream(body: Self.request, model: "stand-in-echo"))
            let echo = Object(Array(events.answer.utf8))
            #expect(echo.string("model") == "stand-in-echo")
            #expect(echo.string("systemInstruction") == "Be \"brief\"\n\nand kind")
            #expect(echo.count("contents") == 3)
            #expect((0..<3).map { echo.string("contents.\($0).role") } == ["user", "model", "user"])
            let texts = (0..<3).map { echo.string("contents.\($0).text") }
            #expect(texts == ["one two", "three \u{1}\u{2028} </b> 😀 e\u{301}", "four \\ ``` {}"])
            #expect(echo.value("contents.2.attachments") as? [String] == ["image/png"])
            #expect(events.answer.contains(#""temperature": 1.50"#), "numbers as they were written")
        }
    }

    @Test func theMarkerEchoesInsideAFenceThatHolds() async throws {
        try await withStandIn { _, client in
            let answer = try await client.stream("[echo] ```` ```").answer
            #expect(answer.hasPrefix("`````json\n") && answer.hasSuffix("\n`````"))
            let echo = Object(Array(answer.dropFirst(10).dropLast(6).utf8))
            #expect(echo.string("contents.0.text") == "[echo] ```` ```")
        }
    }
}
