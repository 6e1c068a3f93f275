import GeminiStandIn
import Testing

@Suite(.timeLimit(.minutes(3)))
struct ModelsTests {
    @Test func firstModelOfTheListLooksLikeADefault() async throws {
        try await withStandIn { _, client in
            let reply = try await client.get("/v1beta/models")
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

    @Test(arguments: [1, 3, 7])
    func pagesHoldEveryModelOnce(size: Int) async throws {
        try await withStandIn { _, client in
            let everything = names(in: try await client.get("/v1beta/models").json)
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

    private func names(in page: Object) -> [String] {
        (0..<page.count("models")).compactMap { page.string("models.\($0).name") }
    }
}
