import GeminiStandIn
import Testing

/// What the API refuses, in the shape and words in which it does.
@Suite(.timeLimit(.minutes(3)))
struct RefusalTests {
    @Test func withoutAKeyNothingIsServed() async throws {
        try await withStandIn { _, client in
            var client = client
            client.key = nil
            for reply in [try await client.get("/v1beta/models"), try await client.answer(to: "hi")] {
                #expect(reply.status == 403)
                #expect(reply.json.string("error.status") == "PERMISSION_DENIED")
                #expect(reply.json.string("error.message")?.contains("unregistered callers") == true)
            }
        }
    }

    @Test func aBadKeyIsInvalidNotUnauthorized() async throws {
        try await withStandIn { _, client in
            var client = client
            client.key = "bad-key"
            let reply = try await client.answer(to: "hi")
            #expect(reply.status == 400)
            #expect(reply.json.string("error.status") == "INVALID_ARGUMENT")
            #expect(reply.json.string("error.details.0.@type") == "type.googleapis.com/google.rpc.ErrorInfo")
            #expect(reply.json.string("error.details.0.reason") == "API_KEY_INVALID")
        }
    }

    @Test func onlyTheConfiguredKeysAreAccepted() async throws {
        try await withStandIn(StandInConfiguration(pace: .none, keys: ["the-key"])) { _, client in
            expect(try await client.get("/v1beta/models"), 400)
            var client = client
            client.key = "the-key"
            expect(try await client.get("/v1beta/models"), 200)
            client.key = nil
            expect(try await client.get("/v1beta/models?key=the-key"), 200)
        }
    }

    private static let turn = #"{"role":"user","parts":[{"text":"hi"}]}"#

    static let wrongBodies: [(body: String, message: String)] = [
        ("", "Invalid JSON payload received."),
        ("{", "Invalid JSON payload received."),
        ("[]", "Invalid JSON payload received."),
        (#"{"contents":[\#(turn)],}"#, "Invalid JSON payload received."),
        (#"{"contents":[{"parts":[{"text":"\ud800"}]}]}"#, "Invalid unicode code point."),
        (#"{"contents":[\#(turn)],"temperature":1}"#, #"Unknown name "temperature": Cannot find field."#),
        (
            #"{"contents":[{"role":"user","parts":[{"text":"hi","txt":1}]}]}"#,
            #"Unknown name "txt" at 'contents[0].parts[0]': Cannot find field."#
        ),
        (
            #"{"contents":[\#(turn)],"generationConfig":{"thinkingConfig":{"level":1}}}"#,
            #"Unknown name "level" at 'generation_config.thinking_config': Cannot find field."#
        ),
        (#"{"contents":[{"parts":[{"text":7}]}]}"#, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 7"),
        (#"{"contents":"hi"}"#, "Invalid value at 'contents'"),
        (#"{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"%%%"}}]}]}"#, "(TYPE_BYTES)"),
        (#"{"contents":[\#(turn)],"safetySettings":[{"category":"NONSENSE"}]}"#, "(TYPE_ENUM)"),
        (#"{"contents":[\#(turn)],"generationConfig":{"maxOutputTokens":1e99}}"#, "(TYPE_INT32)"),
        ("{}", "contents is not specified"),
        (#"{"contents":[]}"#, "contents is not specified"),
        (#"{"contents":[{"role":"user"}]}"#, "contents.parts must not be empty"),
        (#"{"contents":[{"role":"user","parts":[]}]}"#, "contents.parts must not be empty"),
        (#"{"contents":[{"role":"user","parts":[{}]}]}"#, "must have one initialized field"),
        (#"{"contents":[{"role":"user","parts":[{"text":""}]}]}"#, "must have one initialized field"),
        (#"{"contents":[{"role":"assistant","parts":[{"text":"hi"}]}]}"#, "Please use a valid role: user, model."),
        (#"{"contents":[{"role":"model","parts":[{"text":"hi"}]},\#(turn)]}"#, "start with a user turn"),
        (
            #"{"contents":[\#(turn),{"role":"model","parts":[{"text":"ho"}]}]}"#,
            "Requests ending with a model turn are not supported."
        ),
        (#"{"contents":[\#(turn)],"systemInstruction":{"parts":[]}}"#, "contents.parts must not be empty"),
        (#"{"contents":[\#(turn)],"generationConfig":{"maxOutputTokens":-1}}"#, "must be positive"),
        (
            #"{"contents":[\#(turn)],"generationConfig":{"thinkingConfig":{"thinkingBudget":1,"thinkingLevel":"LOW"}}}"#,
            "thinking budget and thinking level"
        ),
        (#"{"contents":[\#(turn)],"generationConfig":{"stopSequences":["1","2","3","4","5","6"]}}"#, "at most 5"),
    ]

    @Test func wrongBodiesAreInvalidArguments() async throws {
        try await withStandIn { _, client in
            for (body, message) in Self.wrongBodies {
                for method in ["generateContent", "streamGenerateContent?alt=sse"] {
                    let reply = try await client.post("/v1beta/models/gemini-3.8-flash:\(method)", body)
                    #expect(reply.status == 400, "\(body)")
                    #expect(reply.contentType.hasPrefix("application/json"))
                    #expect(reply.json.string("error.status") == "INVALID_ARGUMENT", "\(body)")
                    #expect(reply.json.string("error.message")?.contains(message) == true, "\(reply.text)")
                }
            }
        }
    }

    @Test func bytesThatAreNoTextAreRefused() async throws {
        try await withStandIn { _, client in
            let body = Array(#"{"contents":[{"parts":[{"text":"a"#.utf8) + [0xC3, 0x28] + Array(#""}]}]}"#.utf8)
            let reply = try await client.post("/v1beta/models/gemini-3.8-flash:generateContent", body)
            #expect(reply.status == 400)
        }
    }

    @Test func whatTheAPIAcceptsIsAccepted() async throws {
        let bodies = [
            #"{"contents":[{"parts":[{"text":"no role"}]}]}"#,
            #"{"contents":[\#(Self.turn),\#(Self.turn)],"system_instruction":{"parts":[{"text":"x"}]}}"#,
            #"{"contents":[\#(Self.turn)],"generation_config":{"max_output_tokens":"500","thinking_config":{"include_thoughts":true}}}"#,
            #"{"contents":[\#(Self.turn)],"tools":[{"googleSearch":{}},{"urlContext":{}},{"codeExecution":{}}]}"#,
            #"{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]}]}"#,
            #"{"contents":[\#(Self.turn),{"role":"model","parts":[{"text":"","thoughtSignature":"AAAA"}]},\#(Self.turn)]}"#,
            #"{"contents":[\#(Self.turn)],"safetySettings":null,"generationConfig":{"temperature":1}}"#,
        ]
        try await withStandIn { _, client in
            for body in bodies {
                let reply = try await client.post("/v1beta/models/gemini-3.8-flash:generateContent", body)
                #expect(reply.status == 200, "\(body) \(reply.text)")
            }
        }
    }

    @Test(arguments: ["/v1beta/models/gemini-3.8-flash:makeTea", "/v1beta/models/gemini-3.8-flash", "/v1beta/models/"])
    func otherMethodsAreNotFound(path: String) async throws {
        try await withStandIn { _, client in
            expect(try await client.post(path, "{}"), 404)
        }
    }

    @Test func tokensAreCountedInBothForms() async throws {
        try await withStandIn { _, client in
            let path = "/v1beta/models/gemini-3.8-flash:countTokens"
            let short = try await client.post(path, #"{"contents":[\#(Self.turn)]}"#)
            let inner =
                #"{"model":"models/gemini-3.8-flash","contents":[\#(Self.turn)],"systemInstruction":{"parts":[{"text":"x"}]}}"#
            let long = try await client.post(path, #"{"generateContentRequest":\#(inner)}"#)
            let (few, more) = (try #require(short.json.int("totalTokens")), try #require(long.json.int("totalTokens")))
            #expect(few > 0 && more > few)
            expect(
                try await client.post(path, #"{"contents":[\#(Self.turn)],"generateContentRequest":\#(inner)}"#),
                400
            )
            expect(try await client.post(path, "{}"), 400)
        }
    }
}
