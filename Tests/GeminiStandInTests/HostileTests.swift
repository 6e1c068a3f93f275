import Foundation
import GeminiStandIn
import Testing

/// Whatever a question holds, it is answered, in time that grows no faster than its length.
@Suite(.timeLimit(.minutes(3)))
struct HostileTests {
    static let size = 100_000
    static let questions: [String: String] = [
        "letters": String(repeating: "a", count: size), "words": String(repeating: "word ", count: size / 5),
        "brackets": String(repeating: "[", count: size), "pairs": String(repeating: "[]", count: size / 2),
        "markers": String(repeating: "[canary:x]", count: size / 10),
        "open markers": String(repeating: "[canary:", count: size / 8),
        "parentheses": String(repeating: "(", count: size), "sum": String(repeating: "1+", count: size / 2) + "1",
        "deep sum": String(repeating: "(", count: 100) + "1" + String(repeating: ")", count: 100) + "*2",
        "powers": "9^9^9^9^9^9^9", "huge power": "10^999999999999", "zero": "0/0", "overflow": "9223372036854775807+1",
        "smallest": "0-9223372036854775807-1", "smallest divided": "(0-9223372036854775807-1)/(0-1)",
        "minus": String(repeating: "-", count: 150) + "1*2", "digits": String(repeating: "9", count: size) + "*2",
        "points": "1.2.3*4", "commas": "1,,2*3", "one character": "e" + String(repeating: "\u{301}", count: size),
        "family": String(repeating: "👨‍👩‍👧‍👦\u{200D}", count: size / 30),
        "line ends": String(repeating: "\r\n\u{2028}", count: size / 5),
        "backticks": String(repeating: "`", count: size), "control": "\u{0}\u{1}\u{7F}\u{85}",
        "bidi": "\u{202E}\u{2066}abc",
        "markup": "<script>alert(1)</script> ![x](javascript:alert(1)) | a | b |",
        "numbers in markers": "[chunks=0][chunks=99999999999999999999][delay=-1][hold=x]",
        "braces": "{subject} {Subject} {questions} {", "spaces": " \u{A0}\u{3000}\n", "name": "my name is",
        "count": "count from 1 to 999999999999",
        "count back": "count from 10 to 1", "noncharacter": "\u{FFFE}\u{10FFFD}",
    ]

    @Test(arguments: questions.keys.sorted())
    func isAnswered(kind: String) async throws {
        let question = try #require(Self.questions[kind])
        try await withStandIn { _, client in
            let events = try await client.stream(question)
            #expect(events.last?.finishReason == "STOP")
            #expect(!events.answer.isEmpty)
        }
    }

    @Test(arguments: ["stand-in-echo", "gemini-3.8-flash"])
    func aQuestionOfAMegabyteIsAnswered(model: String) async throws {
        let question = String(repeating: "Was 12*7 ? 😀 [", count: 1_048_576 / 17)
        try await withStandIn { _, client in
            let events = try await client.stream(question, model: model)
            #expect(events.last?.finishReason == "STOP")
            if model == "stand-in-echo" {
                #expect(Object(Array(events.answer.utf8)).string("contents.0.text") == question)
            }
        }
    }

    @Test func hostileContextIsRecalledInOneLineEach() async throws {
        let turns = Self.questions.values.sorted().filter { !$0.isEmpty }.flatMap { question in
            [["role": "user", "parts": [["text": question]]], ["role": "model", "parts": [["text": "hm"]]]]
                as [[String: Any]]
        }
        let last: [String: Any] = ["role": "user", "parts": [["text": "What did I ask you?"]]]
        let body = try JSONSerialization.data(withJSONObject: ["contents": turns + [last]])
        try await withStandIn { _, client in
            let reply = try await client.post("/v1beta/models/gemini-3.8-flash:generateContent", Array(body))
            expect(reply, 200)
            let lines = reply.json.answer.split(separator: "\n").filter { $0.first?.isNumber == true }
            #expect(lines.count == Self.questions.count)
        }
    }

    @Test func hostileBodiesAreRefused() async throws {
        let bodies = [
            String(repeating: "[", count: Self.size), String(repeating: #"{"contents":"#, count: 1000),
            #"{"contents":["# + String(repeating: "1,", count: 100_000) + "1]}",
            "{" + (0..<50_000).map { #""x\#($0)":1"# }.joined(separator: ",") + "}",
            #"{"contents":[{"parts":[{"text":"\u12"}]}]}"#, #"{"contents":[{"parts":[{"text":"\uDC00\uD800"}]}]}"#,
            "nul", "-", "1.", "\u{FEFF}{}",
        ]
        try await withStandIn { _, client in
            for body in bodies {
                let reply = try await client.post("/v1beta/models/gemini-3.8-flash:generateContent", body)
                #expect(reply.status == 400, "\(body.prefix(50))")
                #expect(reply.body.count < 100_000)
            }
            expect(try await client.answer(to: "hi"), 200)
        }
    }
}
