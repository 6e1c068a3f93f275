import GeminiStandIn
import Testing

@Suite(.timeLimit(.minutes(3)))
struct ModelsTests {
    @Test func firstModelOfTheListLooksLikeADefault() async throws {
        try await withStandIn { _, client in
            let reply = try await client.get("/v1beta/models?pageSize=1000")
            #expect(reply.status == 200)
            #expect(reply.contentType.hasPrefix("application/json"))
            #expect(reply.json.string("models.0.name") == "models/gemini-3.8-flash")
            #expect(reply.json.int("models.0.inputTokenLimit") == 1_048_576)
            #expect(reply.json.int("models.0.outputTokenLimit") == 65_536)
            #expect(
                (reply.json.value("models.0.supportedGenerationMethods") as? [String])?.contains("generateContent")
                    == true
            )
            #expect(reply.json.value("models.0.thinking") as? Bool == true)
            #expect(reply.json.value("nextPageToken") == nil)
        }
    }

    @Test(arguments: [1, 7, 100])
    func pagesHoldEveryModelOnce(size: Int) async throws {
        try await withStandIn { _, client in
            let everything = names(in: try await client.get("/v1beta/models?pageSize=1000").json)
            var paged: [String] = []
            var token = ""
            repeat {
                let page = try await client.get("/v1beta/models?pageSize=\(size)&pageToken=\(token)").json
                #expect(page.count("models") <= size)
                paged += names(in: page)
                token = page.string("nextPageToken") ?? ""
            } while !token.isEmpty
            #expect(paged == everything)
            #expect(Set(paged).count == paged.count)
        }
    }

    @Test(arguments: [
        "pageSize=-1", "pageSize=many", "pageToken=nonsense", "pageToken=Ch0", "pageSize=99999999999999999999",
    ])
    func wrongPagesAreRefused(query: String) async throws {
        try await withStandIn { _, client in
            let reply = try await client.get("/v1beta/models?\(query)")
            #expect(reply.status == 400)
            #expect(reply.json.string("error.status") == "INVALID_ARGUMENT")
        }
    }

    @Test(arguments: ["v1", "v1beta", "v1alpha"])
    func aModelIsFoundInEveryVersion(version: String) async throws {
        try await withStandIn { _, client in
            let reply = try await client.get("/\(version)/models/gemini-4-argon")
            #expect(reply.status == 200)
            #expect(reply.json.string("name") == "models/gemini-4-argon")
        }
    }

    @Test func anAliasIsOfThePreviewVersionsOnlyAndNamesWhoServesIt() async throws {
        try await withStandIn { _, client in
            expect(try await client.get("/v1/models/gemini-flash-latest"), 404)
            expect(try await client.get("/v1beta/models/gemini-flash-latest"), 200)
            let answer = try await client.answer(to: "hi", model: "gemini-flash-latest")
            #expect(answer.json.string("modelVersion") == "gemini-3.8-flash")
        }
    }

    @Test func anUnknownModelIsNotFoundInGooglesWords() async throws {
        try await withStandIn { _, client in
            let replies = [
                try await client.get("/v1beta/models/no-such-model"),
                try await client.answer(to: "hi", model: "no-such-model"),
                try await client.stream(body: APIClient.body("hi"), model: "no-such-model"),
                try await client.answer(to: "hi", model: "gemini-embedding-001"),
            ]
            for reply in replies {
                #expect(reply.status == 404)
                #expect(reply.json.int("error.code") == 404)
                #expect(reply.json.string("error.status") == "NOT_FOUND")
                #expect(reply.json.string("error.message")?.contains("is not found for API version v1beta") == true)
            }
        }
    }

    @Test func scenariosAnswerEvenWhenTheyAreNotListed() async throws {
        try await withStandIn(StandInConfiguration(pace: .none, listsScenarios: false)) { _, client in
            let names = names(in: try await client.get("/v1beta/models").json)
            #expect(!names.contains { $0.contains("stand-in") })
            expect(try await client.answer(to: "hi", model: "stand-in-echo"), 200)
        }
    }

    @Test func knobsAreMissingWhereTheyAreIgnored() async throws {
        try await withStandIn { _, client in
            for (id, temperature) in [
                ("gemini-3.8-flash", nil), ("gemini-3.6-flash", nil), ("gemini-3.5-flash-lite", nil),
                ("gemini-3.5-flash", 1), ("gemini-2.5-pro", 1), ("gemma-4-31b-it", 1),
            ] as [(String, Double?)] {
                let model = try await client.get("/v1beta/models/\(id)").json
                #expect(model.value("temperature") as? Double == temperature, "\(id)")
                #expect(model.value("maxTemperature") as? Double == temperature.map { _ in 2 }, "\(id)")
            }
        }
    }

    @Test func theListMixesInWhatIsNoChatModel() async throws {
        try await withStandIn(StandInConfiguration(pace: .none, listsScenarios: false)) { _, client in
            let page = try await client.get("/v1beta/models").json
            let names = names(in: page)
            for name in ["gemini-3.1-flash-image", "gemini-3.1-flash-tts-preview", "veo-3.1-generate-preview"] {
                #expect(names.contains("models/" + name))
            }
            let answering = (0..<page.count("models")).filter {
                (page.value("models.\($0).supportedGenerationMethods") as? [String])?.contains("generateContent")
                    == true
            }
            #expect(answering.count > 10 && answering.count < names.count)
            expect(try await client.answer(to: "hi", model: "veo-3.1-generate-preview"), 404)
        }
    }

    static let thinking: [(model: String, field: String, message: String?)] = [
        ("gemini-3.8-flash", #""thinkingLevel":"low""#, nil),
        ("gemini-3.8-flash", #""thinkingLevel":"MINIMAL""#, "Thinking level MINIMAL is not supported"),
        ("gemini-4-hydrogen", #""thinkingLevel":"XHIGH""#, nil),
        ("gemini-4-argon", #""thinkingLevel":"XHIGH""#, "Thinking level XHIGH is not supported"),
        ("gemini-2.5-pro", #""thinkingLevel":"LOW""#, "Thinking level is not supported"),
        ("gemini-2.5-pro", #""thinkingBudget":0"#, "Budget 0 is invalid. This model only works in thinking mode."),
        ("gemini-2.5-pro", #""thinkingBudget":-1"#, nil), ("gemini-2.5-flash", #""thinkingBudget":0"#, nil),
        ("gemini-2.5-flash", #""thinkingBudget":99999"#, "is invalid"),
        ("gemini-2.5-flash-image", #""includeThoughts":true"#, "Thinking is not enabled"),
        ("gemini-3-pro-image", #""thinkingLevel":"HIGH""#, nil),
    ]

    @Test func eachModelTakesItsOwnThinking() async throws {
        try await withStandIn { _, client in
            for (model, field, message) in Self.thinking {
                let body =
                    #"{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"thinkingConfig":{\#(field)}}}"#
                let reply = try await client.post("/v1beta/models/\(model):generateContent", body)
                #expect(reply.status == (message == nil ? 200 : 400), "\(model) \(field)")
                if let message { #expect(reply.text.contains(message), "\(model) \(field)") }
            }
        }
    }

    private func names(in page: Object) -> [String] {
        (0..<page.count("models")).compactMap { page.string("models.\($0).name") }
    }
}
