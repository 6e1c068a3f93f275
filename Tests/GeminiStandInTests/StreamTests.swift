import GeminiStandIn
import Testing

/// The form of streams, whatever they say.
@Suite(.timeLimit(.minutes(3)))
struct StreamTests {
    static let questions = [
        "hi", "Hallo", "¡Hola!", "Who are you?", "Wer bist du?", "¿Quién eres?", "12*7", "Write a poem about the sea",
        "Schreib ein Gedicht über den Herbst", "Escribe un poema sobre el mar", "Write a Python function",
        "Go code please",
        "Explain how photosynthesis works", "Was ist der Unterschied zwischen Tee und Kaffee?",
        "¿Cómo funciona un motor?",
        "Make a table of planets", "Give me a list of ideas", "How do I plant tomatoes?", "Should I learn piano?",
        "Tell me a joke",
        "A recipe for pancakes", "What did I ask you?", "What is my name?", "What time is it?", "Translate this",
        "thanks", "?",
        "😀😀😀", "你好，世界", "e\u{301}e\u{301}e\u{301}", "a\u{2028}b\u{2029}c\u{85}d", "x", "[chunks=17] hi",
        "[canary:zebra] hi", "[echo] hi",
    ]

    @Test(arguments: questions)
    func aStreamIsWellFormedAndSaysWhatTheWholeAnswerSays(question: String) async throws {
        try await withStandIn { _, client in
            let whole = try await client.answer(to: question)
            #expect(whole.status == 200)
            let events = try await client.stream(question)
            #expect(events.answer == whole.json.answer)
            #expect(!events.answer.isEmpty)
            try checkForm(events)
        }
    }

    private func checkForm(_ events: [Object]) throws {
        #expect(events.count > 1)
        #expect(events.dropLast().allSatisfy { $0.finishReason == nil })
        #expect(events.last?.finishReason == "STOP")
        #expect(Set(events.map { $0.string("responseId") }).count == 1)
        #expect(events.allSatisfy { $0.string("modelVersion") == "gemini-3.8-flash" })
        let totals = events.compactMap { $0.int("usageMetadata.candidatesTokenCount") }
        #expect(totals == totals.sorted() && totals.count == events.count)
        let last = try #require(events.last)
        let usage = ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"].map {
            last.int("usageMetadata." + $0) ?? 0
        }
        #expect(last.int("usageMetadata.totalTokenCount") == usage.reduce(0, +))
    }

    @Test func streamsOfDifferentRequestsHaveDifferentIDs() async throws {
        try await withStandIn { _, client in
            let first = try await client.stream("hi").first?.string("responseId")
            let second = try await client.stream("hi").first?.string("responseId")
            #expect(first != nil && first != second)
        }
    }

    @Test func manyQuestionsShowEveryFormOfLastChunk() async throws {
        try await withStandIn { _, client in
            var forms: Set<String> = []
            for number in 0..<60 {
                let last = try #require(try await client.stream("Question \(number)").last)
                let form =
                    last.value("candidates.0.content") == nil
                    ? "absent" : last.count("candidates.0.content.parts") == 0 ? "empty" : "parts"
                forms.insert(form + (last.answer.isEmpty ? "" : " with text"))
            }
            #expect(forms == ["absent", "empty", "parts", "parts with text"])
        }
    }

    @Test func withoutSSETheStreamIsOneArray() async throws {
        try await withStandIn { _, client in
            let reply = try await client.post("/v1/models/gemini-3.8-flash:streamGenerateContent", APIClient.body("hi"))
            #expect(reply.contentType.hasPrefix("application/json"))
            let chunks = Object(Array(#"{"chunks":"#.utf8) + reply.body + Array("}".utf8))
            #expect(chunks.count("chunks") > 1)
            let last = "chunks.\(chunks.count("chunks") - 1)"
            #expect(chunks.string(last + ".candidates.0.finishReason") == "STOP")
        }
    }

    @Test func theSameQuestionInTheSameContextGetsTheSameAnswerInTheSamePieces() async throws {
        try await withStandIn { _, client in
            let first = try await client.stream("Explain tides to me").map(\.answer)
            let second = try await client.stream("Explain tides to me").map(\.answer)
            #expect(first == second)
            let other = try await client.stream("Explain clouds to me").answer
            #expect(other != first.joined())
        }
    }

    @Test func chunksAndCanariesDoAsTheyAreTold() async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("[chunks=700][canary:zebra 7] hi")
            #expect(events.count == 700)
            #expect(events.allSatisfy { !$0.answer.isEmpty })
            #expect(events.answer.hasPrefix("Canary: zebra 7\n"))
        }
    }

    @Test func thoughtsComeOnlyWhenAskedForAndCountAlways() async throws {
        try await withStandIn { _, client in
            let turn = #""contents":[{"role":"user","parts":[{"text":"Think first."}]}]"#
            let asked = #"{\#(turn),"generationConfig":{"thinkingConfig":{"includeThoughts":true}}}"#
            for model in ["stand-in-think", "gemini-3.8-flash"] {
                let loud = try APIClient.events(in: try await client.stream(body: asked, model: model))
                let silent = try APIClient.events(in: try await client.stream(body: "{\(turn)}", model: model))
                #expect(!loud.thought.isEmpty && silent.thought.isEmpty)
                #expect(loud.answer == silent.answer)
                #expect(loud.first?.value("usageMetadata.candidatesTokenCount") == nil)
                for events in [loud, silent] {
                    #expect(events.last?.int("usageMetadata.thoughtsTokenCount") ?? 0 > 0)
                    #expect(events.compactMap(\.signature).count == 1)
                }
            }
        }
    }

    @Test func lengthAndStopSequencesAreKept() async throws {
        try await withStandIn { _, client in
            let turn = #""contents":[{"role":"user","parts":[{"text":"Explain tides to me"}]}]"#
            let short = #"{\#(turn),"generationConfig":{"maxOutputTokens":20}}"#
            let limited = try APIClient.events(in: try await client.stream(body: short, model: "gemma-4-31b-it"))
            #expect(limited.last?.finishReason == "MAX_TOKENS")
            #expect((1...80).contains(limited.answer.utf8.count))
            let none = try APIClient.events(in: try await client.stream(body: short, model: "gemini-3.8-flash"))
            #expect(none.answer.isEmpty && none.last?.finishReason == "MAX_TOKENS", "thinking counts against the limit")
            let stop = #"{\#(turn),"generationConfig":{"stopSequences":["ides"]}}"#
            let stopped = try APIClient.events(in: try await client.stream(body: stop, model: "gemma-4-31b-it"))
            #expect(stopped.answer.hasSuffix("T") || stopped.answer.hasSuffix("t"))
            #expect(stopped.last?.finishReason == "STOP")
        }
    }

    @Test func thePaceOfPeopleTakesItsTime() async throws {
        let start = ContinuousClock.now
        try await withStandIn(StandInConfiguration(pace: .scaled(0.2))) { _, client in
            _ = try await client.stream("hi")
        }
        #expect(start.duration(to: .now) >= .milliseconds(60))
    }
}
