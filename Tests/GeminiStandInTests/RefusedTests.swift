import GeminiStandIn
import Testing

/// Scenarios that refuse, in Google's words and in those of what stands before it.
@Suite(.timeLimit(.minutes(3)))
struct RefusedTests {
    static let words: [(id: String, word: String, message: String)] = [
        ("400-key", "INVALID_ARGUMENT", "API key not valid"),
        ("400-key-expired", "INVALID_ARGUMENT", "API_KEY_INVALID"),
        ("400-country", "FAILED_PRECONDITION", "User location is not supported"),
        ("400-billing", "FAILED_PRECONDITION", "enable billing"), ("400-unknown-field", "INVALID_ARGUMENT", "topZ"),
        ("400-too-long", "INVALID_ARGUMENT", "exceeds the maximum number of tokens allowed (1048576)."),
        ("400-mime", "INVALID_ARGUMENT", "Unsupported MIME type"),
        ("400-model-turn", "INVALID_ARGUMENT", "ending with a model turn"),
        ("400-signature-missing", "INVALID_ARGUMENT", "missing a thought_signature"),
        ("400-signature-corrupted", "INVALID_ARGUMENT", "Corrupted thought signature."),
        ("401", "UNAUTHENTICATED", "ACCESS_TOKEN_TYPE_UNSUPPORTED"), ("403-leaked", "PERMISSION_DENIED", "leaked"),
        ("403-blocked", "PERMISSION_DENIED", "API_KEY_SERVICE_BLOCKED"),
        ("403-api-off", "PERMISSION_DENIED", "SERVICE_DISABLED"), ("403-file", "PERMISSION_DENIED", "may not exist"),
        ("404", "NOT_FOUND", "is not found"), ("404-events", "NOT_FOUND", "is not found"),
        ("429-minute", "RESOURCE_EXHAUSTED", "0.05s"), ("429-day", "RESOURCE_EXHAUSTED", "PerDay"),
        ("429-zero", "RESOURCE_EXHAUSTED", "limit: 0"), ("429-later", "RESOURCE_EXHAUSTED", "45.2s"),
        ("429-plain", "RESOURCE_EXHAUSTED", "check quota"), ("429-spend", "RESOURCE_EXHAUSTED", "spending cap"),
        ("499", "CANCELLED", "cancelled"), ("504", "DEADLINE_EXCEEDED", "Deadline"),
    ]

    @Test func refusalsHaveGooglesWords() async throws {
        try await withStandIn { _, client in
            for (id, word, message) in Self.words {
                let outcome = await client.call("stand-in-" + id)
                #expect(outcome.json.string("error.status") == word, "\(id)")
                #expect(outcome.json.int("error.code") == outcome.status, "\(id)")
                #expect(outcome.text.contains(message), "\(id) \(outcome.text)")
            }
            let events = await client.call("stand-in-404-events")
            #expect(events.headers["content-type"] == "text/event-stream")
            #expect(await client.call("stand-in-429-plain").json.value("error.details") == nil)
        }
    }

    static let fields = [
        ("thinking-level", #""thinkingConfig":{"thinkingLevel":"LOW"}"#, "Thinking level"),
        ("thinking-level-unknown", #""thinkingConfig":{"thinkingLevel":"LOW"}"#, "Cannot find field"),
        ("thinking-budget", #""thinkingConfig":{"thinkingBudget":0}"#, "Budget 0 is invalid"),
        ("thoughts", #""thinkingConfig":{"includeThoughts":true}"#, "Thinking is not enabled"),
        ("temperature", #""temperature":0.5"#, "temperature"), ("top-p", #""topP":0.5"#, "top_p"),
    ]

    @Test func aBlamedFieldIsRefusedOnlyWhileItIsThere() async throws {
        try await withStandIn { _, client in
            let turn = #""contents":[{"role":"user","parts":[{"text":"hi"}]}]"#
            for (id, field, message) in Self.fields {
                let blamed = await client.call("stand-in-400-" + id, #"{\#(turn),"generationConfig":{\#(field)}}"#)
                #expect(blamed.status == 400 && blamed.text.contains(message), "\(id) \(blamed.text)")
                let without = await client.call("stand-in-400-" + id, "{\(turn)}")
                #expect(without.status == 200 && without.events.last?.finishReason == "STOP", "\(id)")
            }
        }
    }

    @Test func frontEndsAnswerWithPages() async throws {
        try await withStandIn { _, client in
            for (id, status) in [("413", 413), ("502", 502), ("503-page", 503), ("504-page", 504), ("page", 200)] {
                let outcome = await client.call("stand-in-" + id)
                #expect(outcome.status == status && outcome.text.hasPrefix("<!DOCTYPE html>"))
                #expect(outcome.headers["content-type"]?.hasPrefix("text/html") == true)
            }
        }
    }

    @Test(arguments: [301, 302, 307])
    func aRedirectLeadsToWhereItWouldShow(status: Int) async throws {
        try await withStandIn { standIn, client in
            let outcome = await client.call("stand-in-\(status)")
            let address = try #require(outcome.headers["location"])
            #expect(outcome.status == status && standIn.control.requestCount == 1)
            _ = try await client.post(address, APIClient.body("hi"))
            #expect(standIn.control.requests.last?.path.contains("redirected=\(status)") == true)
        }
    }

    @Test func whatIsCompressedIsTheAnswer() async throws {
        try await withStandIn { _, client in
            let raw = await client.call("stand-in-gzip")
            #expect(raw.headers["content-encoding"] == "gzip" && raw.body.starts(with: [0x1F, 0x8B]))
            // One stored block: its length, the bytes, their checksum and number.
            let length = Int(raw.body[11]) | Int(raw.body[12]) << 8
            let bytes = Array(raw.body[15..<15 + length])
            #expect(raw.body[10] == 1 && raw.body.count == 23 + length)
            let tail = [crc32(bytes), length].flatMap { number in (0..<4).map { UInt8(number >> ($0 * 8) & 255) } }
            #expect(Array(raw.body.suffix(8)) == tail)
            #expect(Outcome(body: bytes).events.answer.hasSuffix("That is all."))
        }
    }

    @Test func typesLieAboutRightAnswers() async throws {
        try await withStandIn { _, client in
            let types = [
                "html": "text/html; charset=UTF-8", "json": "application/json; charset=UTF-8",
                "octets": "application/octet-stream", "none": nil,
            ]
            for (name, type) in types {
                let outcome = await client.call("stand-in-type-" + name)
                #expect(outcome.headers["content-type"] == type)
                #expect(outcome.events.answer.hasSuffix("That is all."))
            }
        }
    }

    @Test func aSmallModelRefusesLongPromptsAndCountsThem() async throws {
        try await withStandIn { _, client in
            let long = APIClient.body(String(repeating: "word ", count: 2000))
            let reply = await client.call("stand-in-small", long)
            #expect(reply.json.string("error.message")?.hasPrefix("The input token count (2501) exceeds") == true)
            #expect(reply.json.string("error.message")?.hasSuffix("tokens allowed (2000).") == true)
            #expect(await client.call("stand-in-small").status == 200)
            #expect(try await client.get("/v1beta/models/stand-in-small").json.int("inputTokenLimit") == 2000)
            let count = try await client.post("/v1beta/models/stand-in-small:countTokens", long)
            #expect(count.json.int("totalTokens") == 2501)
        }
    }
}
