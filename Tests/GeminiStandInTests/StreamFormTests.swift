import Foundation
import GeminiStandIn
import Testing

/// Scenarios whose streams look or read otherwise than Google's usual ones.
@Suite(.timeLimit(.minutes(3)))
struct StreamFormTests {
    private static let story = "The tide comes in twice a day, 🌊 and goes out again, naïvely put. That is all."

    @Test(arguments: [
        "lf", "cr", "mixed", "bytes", "at-once", "comments", "bom", "done", "unended", "unended-line", "no-space",
        "lines", "blank-lines",
    ])
    func anotherFramingHoldsTheSameAnswer(name: String) async throws {
        try await withStandIn { _, client in
            let outcome = await client.call("stand-in-frame-\(name)")
            #expect(outcome.isComplete && outcome.headers["content-type"] == "text/event-stream")
            #expect(Self.answer(in: outcome.text) == Self.story, "\(outcome.text)")
        }
    }

    @Test func framingsDifferWhereTheySay() async throws {
        try await withStandIn { _, client in
            func text(_ name: String) async -> String { await client.call("stand-in-frame-\(name)").text }
            let (lf, cr) = (await text("lf"), await text("cr"))
            #expect(!lf.utf8.contains(13) && lf.hasSuffix("\n\n"))
            #expect(!cr.utf8.contains(10) && cr.hasSuffix("\r\r"))
            #expect(await client.call("stand-in-frame-bom").body.starts(with: [0xEF, 0xBB, 0xBF]))
            #expect(await text("done").hasSuffix("data: [DONE]\r\n\r\n"))
            #expect(await text("unended").hasSuffix("}\r\n"))
            #expect(await text("unended-line").hasSuffix("}"))
            #expect(await text("comments").hasPrefix(": welcome\r\n"))
            #expect(await text("lines").hasPrefix("data: {\r\ndata:   \"candidates\": ["))
            let array = await client.call("stand-in-frame-array")
            #expect(array.headers["content-type"]?.hasPrefix("application/json") == true && array.text.hasPrefix("[{"))
        }
    }

    @Test func separatorsStandInStringsAsTheyAre() async throws {
        try await withStandIn { _, client in
            let outcome = await client.call("stand-in-frame-separators")
            for raw in ["\u{2028}", "\u{2029}", "\u{85}"] as [Unicode.Scalar] {
                #expect(outcome.text.unicodeScalars.contains(raw))
            }
            #expect(
                outcome.events.answer == "one\u{2028}two\u{2029}three\u{85}four\u{2028}\u{2028}five\u{B}\u{C}six\u{85}"
            )
        }
    }

    @Test(arguments: [429, 500, 503])
    func errorsComeInsideOfAStreamInThreeForms(status: Int) async throws {
        try await withStandIn { _, client in
            for (form, start) in [("plain", "{\n"), ("data", "data: {\"error\""), ("array", "[\n")] {
                for place in ["", "-first"] {
                    let outcome = await client.call("stand-in-error-\(status)-\(form)\(place)")
                    #expect(outcome.status == 200 && outcome.isComplete)
                    #expect(outcome.events.answer.isEmpty == (place == "-first"))
                    let error = place.isEmpty ? outcome.text.components(separatedBy: "\r\n\r\n")[2] : outcome.text
                    #expect(error.hasPrefix(start), "\(error)")
                    #expect(error.filter { !$0.isWhitespace }.contains("\"code\":\(status)"))
                }
            }
        }
    }

    static let answers: [(id: String, answer: String)] = [
        ("duplicate-chunks", "The tide comes inThe tide comes in"), ("empty-chunks", story), ("empty-text", story),
        ("no-parts", story), ("empty-content", story), ("thoughts-only", ""), ("stop-everywhere", story),
        ("stop-then-reason", story), ("usage-only", story), ("finish-alone", story),
        ("text-after-finish", story + " One more thing."), ("unknown-parts", "I have seen a hologram."),
        ("unknown-finish", story), ("unknown-fields", story), ("strings-for-numbers", story), ("nulls", story),
        ("totals-come-and-go", story), ("zero-width", "\u{200B}\u{200D}\u{2060}\u{FEFF}\u{200C}"), ("empty-stop", ""),
        ("other-model", story), ("nul", "before f\0g"),
    ]

    @Test func chunksHoldWhatTheySay() async throws {
        try await withStandIn { _, client in
            for (id, answer) in Self.answers {
                let outcome = await client.call("stand-in-\(id)")
                #expect(outcome.events.answer.hasPrefix(answer), "\(id) \(outcome.text)")
                if answer.isEmpty { #expect(outcome.events.answer.isEmpty, "\(id)") }
            }
            func events(_ id: String) async -> [Object] { await client.call("stand-in-\(id)").events }
            #expect(await events("stop-everywhere").allSatisfy { $0.finishReason == "STOP" })
            #expect(await events("stop-then-reason").last?.finishReason == "SAFETY")
            #expect(await events("unknown-finish").last?.finishReason == "MOON_PHASE")
            #expect(await events("usage-only").count { $0.value("candidates") == nil } == 150)
            #expect(await events("finish-alone").last?.value("candidates.0.content") == nil)
            #expect(await events("empty-content").first?.value("candidates.0.content") as? [String: String] == [:])
            #expect(await events("thoughts-only").thought.contains("moon"))
            #expect(await events("other-model").first?.string("modelVersion") == "gemini-9.9-nova")
            #expect(await events("strings-for-numbers").first?.string("usageMetadata.promptTokenCount") == "7")
            #expect(await events("candidates").allSatisfy { $0.count("candidates") == 2 })
        }
    }

    @Test func brokenTextsAreBroken() async throws {
        try await withStandIn { _, client in
            func call(_ id: String) async -> Outcome { await client.call("stand-in-\(id)") }
            #expect(String(validating: await call("invalid-utf8").body, as: UTF8.self) == nil)
            #expect(await call("lone-surrogates").text.contains(#"f\ud83c g"#))
            #expect(await call("split-pair").text.contains(#"\udf0a again"#))
            #expect(await call("nul").text.contains(#"f\u0000g"#))
            #expect(await call("nul-raw").body.contains(0))
            for id in ["invalid-json", "no-object", "wrong-types", "deep"] {
                let outcome = await call(id)
                #expect(outcome.text.hasSuffix("\r\n\r\n") && outcome.text.contains("That is all."), "\(id)")
            }
            #expect(await call("prose").text.contains("hold the line"))
        }
    }

    @Test func largeIsLarge() async throws {
        try await withStandIn { _, client in
            for id in ["large-text", "large-field", "large-comment", "large-error"] {
                #expect(await client.call("stand-in-\(id)").body.count > 5_000_000, "\(id)")
            }
            let text = await client.call("stand-in-large-text")
            #expect(text.events.answer.utf8.count > 5_000_000 && text.events.last?.finishReason == "STOP")
            #expect(
                await client.call("stand-in-large-array").events.last?.count("candidates.0.content.parts") == 100_001
            )
            #expect(await client.call("stand-in-many-chunks").events.count == 10_001)
        }
    }

    /// A reading of event streams that has nothing in common with the code that makes them.
    private static func answer(in text: String) -> String {
        let bytes = text.utf8.drop { [0xEF, 0xBB, 0xBF].contains($0) }
        let lines = String(Substring(bytes)).unicodeScalars.reduce(into: (lines: [""], wasReturn: false)) {
            state,
            scalar in
            if scalar == "\r" || (scalar == "\n" && !state.wasReturn) {
                state.lines.append("")
            } else if scalar != "\n" {
                state.lines[state.lines.count - 1].unicodeScalars.append(scalar)
            }
            state.wasReturn = scalar == "\r"
        }.lines
        var answer = ""
        var data = ""
        for line in lines + [""] {
            if line.hasPrefix("data:") { data += line.dropFirst(5) + "\n" }
            if line.isEmpty {
                answer += Object(Array(data.utf8)).answer
                data = ""
            }
        }
        return answer
    }
}
