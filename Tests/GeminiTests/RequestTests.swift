import AsyncHTTPClient
import Foundation
import Gemini
import Testing

/// What the client sends, as the server receives it.
@Suite struct RequestTests {
    /// Everything that a chat may send in one request.
    private static let rich: GenerateContentRequest = {
        var config = GenerationConfig(
            temperature: 0.5,
            maxOutputTokens: 2048,
            thinkingConfig: ThinkingConfig(includeThoughts: true, thinkingLevel: "LOW")
        )
        config.stopSequences = ["END"]
        var answer = Part(text: "Sure.", thoughtSignature: "Q3BRQg==")
        answer.other["partMetadata"] = ["kept": true]
        return GenerateContentRequest(
            contents: [
                Content(
                    role: "user",
                    parts: [
                        Part(text: "Look at \"this\" / é 😀\n"),
                        Part(inlineData: Blob(mimeType: "image/png", data: "iVBORw0KGgo=")),
                    ]
                ),
                Content(role: "model", parts: [answer]),
                Content(role: "user", parts: [Part(text: "And now?")]),
            ],
            systemInstruction: Content(role: nil, parts: [Part(text: "Be brief.")]),
            generationConfig: config,
            tools: [.googleSearch, .urlContext, .codeExecution],
            safetySettings: [SafetySetting(category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_ONLY_HIGH")]
        )
    }()

    /// Plays the right reply for each of the client's calls.
    private static let api: ScriptedServer.Script = { connection in
        let request = try await connection.request()
        let json = "application/json"
        if request.target.contains(":stream") {
            try await connection.reply(event("Hi"))
        } else if request.target.contains(":generateContent") {
            try await connection.reply(#"{"candidates": [{"content": {"parts": [{"text": "whole"}]}}]}"#, type: json)
        } else if request.target.contains(":countTokens") {
            try await connection.reply(#"{"totalTokens": 31, "contentTokens": 20}"#, type: json)
        } else {
            try await connection.reply(#"{"models": [{"name": "models/a"}]}"#, type: json)
        }
    }

    @Test("12.1: the key is in one header and nowhere else")
    func theKeyIsInOneHeaderOnly() async throws {
        let requests = try await withClient(script: Self.api) { client, server in
            #expect(await client.ask().error == nil)
            _ = try await client.generateContent(model: "models/a", request: Self.rich)
            _ = try await client.countTokens(model: "a", request: Self.rich)
            _ = try await client.models()
            _ = try await client.model("a")
            return server.requests
        }
        #expect(
            requests.map(\.line) == [
                "POST /v1beta/models/gemini-test:streamGenerateContent?alt=sse HTTP/1.1",
                "POST /v1beta/models/a:generateContent HTTP/1.1", "POST /v1beta/models/a:countTokens HTTP/1.1",
                "GET /v1beta/models?pageSize=1000 HTTP/1.1", "GET /v1beta/models/a HTTP/1.1",
            ]
        )
        for request in requests {
            #expect(request.header("x-goog-api-key") == testKey)
            #expect(request.headers.filter { $0.contains(testKey) }.count == 1)
            #expect(!request.line.contains(testKey) && !request.body.contains(testKey))
            #expect(request.header("content-type") == (request.line.hasPrefix("POST") ? "application/json" : nil))
        }
    }

    @Test("12.18: the body is what the schema says, and a count takes instructions and tools along")
    func theBodyIsWhatTheSchemaSays() async throws {
        let requests = try await withClient(script: Self.api) { client, server in
            _ = try await client.generateContent(model: "gemini-3-flash", request: Self.rich)
            _ = try await client.countTokens(model: "gemini-3-flash", request: Self.rich)
            return server.requests
        }
        let body = #"""
            {"contents":[{"parts":[{"text":"Look at \"this\" / é 😀\n"},{"inlineData":{"data":"iVBORw0KGgo=","mimeType":"image/png"}}],"role":"user"},{"parts":[{"partMetadata":{"kept":true},"text":"Sure.","thoughtSignature":"Q3BRQg=="}],"role":"model"},{"parts":[{"text":"And now?"}],"role":"user"}],"generationConfig":{"maxOutputTokens":2048,"stopSequences":["END"],"temperature":0.5,"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"LOW"}},"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"}],"systemInstruction":{"parts":[{"text":"Be brief."}]},"tools":[{"googleSearch":{}},{"urlContext":{}},{"codeExecution":{}}]}
            """#
        #expect(requests.first?.body == body)
        // The same bytes each time: Google's implicit cache lives on that.
        let inner = body.dropLast().replacing(
            #","safetySettings""#,
            with: #","model":"models/gemini-3-flash","safetySettings""#
        )
        #expect(requests.last?.body == #"{"generateContentRequest":\#(inner)}}"#)
        try write(requests)
    }

    /// Where a check of the requests against the API's schema wants them: one JSON object on each line.
    private func write(_ requests: [ScriptedRequest]) throws {
        guard let file = ProcessInfo.processInfo.environment["GEMINI_REQUESTS_FILE"] else { return }
        let lines = requests.map { #"{"method":"POST","path":"\#($0.target)","body":\#($0.body)}"# }
        try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    }

    @Test func aWholeAnswerAndACountAreRead() async throws {
        try await withClient(script: Self.api) { client, _ in
            let answer = try await client.generateContent(model: "a", request: .question("?"))
            #expect(answer.candidates?.first?.content?.parts?.first?.text == "whole")
            #expect(try await client.countTokens(model: "a", request: .question("?")).totalTokens == 31)
        }
    }

    @Test func aWholeAnswerMayBeAnythingButEmpty() async throws {
        for (body, kind) in [
            ("", .malformedResponse), ("[]", .malformedResponse), ("nope", .malformedResponse), ("{}", nil),
            (#"{"error": {"code": 503, "message": "busy"}}"#, .overloaded),
        ] as [(String, GeminiError.Kind?)] {
            try await withClient { connection in
                try await connection.request()
                try await connection.reply(body, type: "application/json")
            } run: { client, _ in
                do {
                    _ = try await client.generateContent(model: "a", request: .question("?"))
                    #expect(kind == nil, "\(body)")
                } catch {
                    #expect((error as? GeminiError)?.kind == kind, "\(body)")
                }
            }
        }
    }

    @Test("12.3: models are read page by page, and a bad record costs no other")
    func modelsAreReadPageByPage() async throws {
        let (models, targets) = try await withClient { connection in
            let request = try await connection.request()
            let body =
                request.target.contains("pageToken=")
                ? #"{"models": [{"name": "models/b", "topK": 64, "new": 1}, {"displayName": "nameless"}, 7]}"#
                : #"{"models": [{"name": "models/a", "inputTokenLimit": 1048576, "thinking": true}], "nextPageToken": "a b&c/=é"}"#
            try await connection.reply(body, type: "application/json")
        } run: { client, server in
            (try await client.models(), server.requests.map(\.target))
        }
        #expect(models.map(\.id) == ["a", "b"])
        #expect(models.first?.inputTokenLimit == 1_048_576)
        #expect(models.first?.thinking == true)
        #expect(models.last?.topK == 64)
        #expect(
            targets == [
                "/v1beta/models?pageSize=1000", "/v1beta/models?pageSize=1000&pageToken=a%20b%26c%2F%3D%C3%A9",
            ]
        )
    }

    @Test(arguments: [0, 1])
    func pagesThatNeverEndAreLeft(step: Int) async throws {
        let count = try await withClient { connection in
            let request = try await connection.request()
            let page = Int(request.target.split(separator: "=").last ?? "") ?? 0
            let body = #"{"models": [{"name": "models/a"}], "nextPageToken": "\#(page + step)"}"#
            try await connection.reply(body, type: "application/json")
        } run: { client, server in
            let models = try await client.models()
            #expect(models.count == server.requests.count)
            return models.count
        }
        // A token that repeats is seen at once; one that is new each time, after a hundred pages.
        #expect(count == (step == 0 ? 2 : 100))
    }

    @Test("12.2: base address and version are what the configuration says, for uploads too")
    func addressAndVersionAreSettings() async throws {
        try await ScriptedServer.run(Self.api) { server in
            try await HTTPClient.withHTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup) { http in
                let configuration = GeminiConfiguration(
                    apiKey: testKey,
                    baseURL: server.baseURL + "/gate/way/",
                    apiVersion: "v1"
                )
                let client = GeminiClient(configuration: configuration, httpClient: http)
                _ = try await client.models()
                await #expect(throws: GeminiError.self) {
                    try await client.uploadFile(Buffers([]), size: 0, mimeType: "text/plain")
                }
            }
            #expect(
                server.requests.map(\.target) == ["/gate/way/v1/models?pageSize=1000", "/gate/way/upload/v1/files"]
            )
        }
    }

    @Test(
        "12.1: a key of any look is sent as it is",
        arguments: ["AIzaSy0123", "AQ.Ab8RN6-_x", "gsk_{not}\"Google's\"", "x"]
    )
    func theLookOfAKeyIsNotChecked(key: String) async throws {
        try await withKey(key) { client, server in
            #expect(await client.ask().error == nil)
            #expect(server.requests.first?.header("x-goog-api-key") == key)
        }
    }

    @Test func compressionIsNotAskedForAndNotTaken() async throws {
        try await withClient { connection in
            try await connection.request()
            try await connection.reply("\u{1F}\u{8B}", headers: "content-encoding: gzip\r\n")
        } run: { client, server in
            let error = await client.ask().error
            #expect(error?.kind == .malformedResponse)
            #expect(error?.message.contains("gzip") == true)
            #expect(server.requests.first?.header("accept-encoding") == nil)
        }
    }

    /// A redirect would take the key along to wherever it points.
    @Test("12.1: a redirect is not followed")
    func aRedirectIsNotFollowed() async throws {
        try await withClient { connection in
            let request = try await connection.request()
            let target = "http://\(request.header("host") ?? "")/elsewhere"
            try await connection.reply("", status: "302 Found", headers: "location: \(target)\r\n")
        } run: { client, server in
            let error = await client.ask().error
            #expect(error?.kind == .unexpectedStatus)
            #expect(error?.httpStatus == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test func aConnectionServesOneCallAfterTheOther() async throws {
        try await withClient { connection in
            while true {
                try await connection.request()
                let body = event("Hi")
                try await connection.send("HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body)
            }
        } run: { client, server in
            for _ in 0..<3 {
                #expect(await client.ask().text == "Hi")
            }
            #expect(server.requests.count == 3)
            #expect(server.connections == 1)
        }
    }

    @Test func anUnfitModelNameMakesNoCall() async throws {
        let requests = try await withClient(script: Self.api) { client, server in
            for name in ["../files/x", "a?key=1", "", "a b"] {
                #expect(await client.ask(model: name).error?.kind == .invalidArgument)
                await #expect(throws: GeminiError.self) { try await client.model(name) }
                await #expect(throws: GeminiError.self) {
                    try await client.countTokens(model: name, request: .question("?"))
                }
            }
            return server.requests
        }
        #expect(requests.isEmpty)
    }

    @Test func anUnfitKeyMakesNoCall() async throws {
        try await withKey("AIza\r\nx-evil: 1") { client, server in
            let error = await client.ask().error
            #expect(error?.kind == .invalidKey)
            #expect(error?.message.contains("AIza") == false)
            #expect(server.requests.isEmpty)
        }
        // A stand-in asks for no key, and gets no header.
        try await withKey("") { client, server in
            #expect(await client.ask().error == nil)
            #expect(server.requests.first?.header("x-goog-api-key") == nil)
        }
    }

    private func withKey(_ key: String, _ body: @Sendable (GeminiClient, ScriptedServer) async throws -> Void)
        async throws
    {
        try await ScriptedServer.run(Self.api) { server in
            try await HTTPClient.withHTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup) { http in
                let configuration = GeminiConfiguration(apiKey: key, baseURL: server.baseURL + "//", apiVersion: "v1")
                try await body(GeminiClient(configuration: configuration, httpClient: http), server)
                #expect(server.requests.allSatisfy { $0.target.hasPrefix("/v1/models/") })
            }
        }
    }
}
