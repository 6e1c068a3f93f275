import Gemini
import Testing

/// Replies with another status than 200, streamed and unary.
@Suite struct ErrorTests {
    /// The error that both kinds of call give for this reply; they must agree.
    private func error(
        _ status: String,
        type: String = "application/json; charset=UTF-8",
        headers: String = "",
        _ body: String
    ) async throws -> GeminiError {
        let (streamed, whole) = try await withClient { connection in
            try await connection.request()
            try await connection.reply(body, status: status, type: type, headers: headers)
        } run: { client, _ in
            let streamed = await client.ask()
            #expect(streamed.chunks.isEmpty)
            let whole = await #expect(throws: GeminiError.self) {
                try await client.generateContent(model: "m", request: .question("?"))
            }
            return (streamed.error, whole)
        }
        #expect(streamed == whole)
        return try #require(streamed)
    }

    private static func body(_ code: Int, _ status: String, _ message: String, details: String = "[]") -> String {
        #"{"error": {"code": \#(code), "message": "\#(message)", "status": "\#(status)", "details": \#(details)}}"#
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let line: String
        let body: String
        let kind: GeminiError.Kind
        let isRetryable: Bool
        var testDescription: String { line }
    }

    @Test(arguments: [
        Case(
            line: "400 Bad Request",
            body: body(400, "INVALID_ARGUMENT", "no"),
            kind: .invalidArgument,
            isRetryable: false
        ),
        Case(
            line: "400 Bad Request",
            body: body(
                400,
                "INVALID_ARGUMENT",
                "no",
                details: #"[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]"#
            ),
            kind: .invalidKey,
            isRetryable: false
        ),
        Case(
            line: "400 Bad Request",
            body: body(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
            kind: .invalidKey,
            isRetryable: false
        ),
        Case(
            line: "400 Bad Request",
            body: body(400, "FAILED_PRECONDITION", "User location is not supported"),
            kind: .failedPrecondition,
            isRetryable: false
        ),
        Case(line: "401 Unauthorized", body: body(401, "UNAUTHENTICATED", "no"), kind: .invalidKey, isRetryable: false),
        Case(
            line: "403 Forbidden",
            body: body(403, "PERMISSION_DENIED", "no"),
            kind: .permissionDenied,
            isRetryable: false
        ),
        Case(line: "404 Not Found", body: body(404, "NOT_FOUND", "no"), kind: .notFound, isRetryable: false),
        Case(line: "408 Request Timeout", body: "", kind: .timedOut, isRetryable: true),
        Case(line: "413 Payload Too Large", body: "", kind: .tooLarge, isRetryable: false),
        Case(line: "418 I'm a teapot", body: "{}", kind: .unexpectedStatus, isRetryable: false),
        Case(line: "499 Client Closed", body: body(499, "CANCELLED", "no"), kind: .cancelled, isRetryable: false),
        Case(line: "500 Oops", body: body(500, "INTERNAL", "no"), kind: .internalError, isRetryable: true),
        Case(line: "502 Bad Gateway", body: "", kind: .internalError, isRetryable: true),
        Case(line: "503 Busy", body: body(503, "UNAVAILABLE", "no"), kind: .overloaded, isRetryable: true),
        Case(line: "504 Late", body: body(504, "DEADLINE_EXCEEDED", "no"), kind: .deadlineExceeded, isRetryable: true),
        Case(line: "204 No Content", body: "", kind: .unexpectedStatus, isRetryable: false),
        Case(line: "307 Temporary Redirect", body: "", kind: .unexpectedStatus, isRetryable: false),
    ])
    func statusesMeanKinds(_ reply: Case) async throws {
        let error = try await error(reply.line, reply.body)
        #expect(error.kind == reply.kind)
        #expect(error.isRetryable == reply.isRetryable)
        #expect(error.httpStatus == Int(reply.line.prefix(3)))
        #expect(error.quota == nil)
        #expect(error.retryDelay == nil)
    }

    private static let quotaFailure = "type.googleapis.com/google.rpc.QuotaFailure"
    private static let retryInfo = "type.googleapis.com/google.rpc.RetryInfo"

    private static func quota(_ ids: String...) -> String {
        let violations = ids.map {
            #"{"quotaMetric":"m","quotaId":"\#($0)","quotaDimensions":{"model":"x"},"quotaValue":"10"}"#
        }
        return #"{"@type":"\#(quotaFailure)","violations":[\#(violations.joined(separator: ","))]}"#
    }

    struct Limit: Sendable {
        let message: String
        let details: String
        let quota: GeminiError.Quota
        let delay: Duration?
        let isRetryable: Bool
    }

    @Test(
        "12.19: the limits behind a 429 are told apart, and the delay is read",
        arguments: [
            Limit(
                message: "You exceeded your current quota. Please retry in 34.07s.",
                details:
                    "[\(quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier")),{\"@type\":\"\(retryInfo)\",\"retryDelay\":\"34.5s\"}]",
                quota: .perMinute,
                delay: .milliseconds(34_500),
                isRetryable: true
            ),
            Limit(
                message: "Quota. Please retry in 34.07s.",
                details: "[\(quota("GenerateContentInputTokensPerModelPerMinute-FreeTier"))]",
                quota: .perMinute,
                delay: .milliseconds(34_070),
                isRetryable: true
            ),
            Limit(
                message: "Quota.",
                details: "[\(quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"))]",
                quota: .perDay,
                delay: nil,
                isRetryable: false
            ),
            Limit(
                message: "Quota.",
                details:
                    "[\(quota("GenerateRequestsPerMinutePerProjectPerModel", "GenerateRequestsPerDayPerProjectPerModel"))]",
                quota: .perDay,
                delay: nil,
                isRetryable: false
            ),
            Limit(
                message:
                    "Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: x. Please retry in 5s.",
                details: "[\(quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"))]",
                quota: .limitZero,
                delay: .seconds(5),
                isRetryable: false
            ),
            Limit(message: "Quota exceeded, limit: 0.5", details: "[]", quota: .unknown, delay: nil, isRetryable: true),
            Limit(
                message: "Quota exceeded, limit: 0",
                details: "[]",
                quota: .limitZero,
                delay: nil,
                isRetryable: false
            ),
            Limit(
                message:
                    "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio",
                details: "[]",
                quota: .spend,
                delay: nil,
                isRetryable: false
            ),
            Limit(
                message: "Your prepayment credits are depleted.",
                details: "[]",
                quota: .spend,
                delay: nil,
                isRetryable: false
            ),
            Limit(
                message: "Quota.",
                details: "[\(quota("GenerateContentSpendPerTenMinutesPerProject"))]",
                quota: .spend,
                delay: nil,
                isRetryable: false
            ),
            Limit(
                message: "Resource has been exhausted (e.g. check quota).",
                details: "[]",
                quota: .unknown,
                delay: nil,
                isRetryable: true
            ),
            Limit(
                message: "x",
                details: #"[7, "y", {"@type":"\#(retryInfo)","retryDelay":"-1s"}, {"@type":"\#(quotaFailure)"}]"#,
                quota: .unknown,
                delay: nil,
                isRetryable: true
            ),
        ]
    )
    func limitsAreToldApart(_ limit: Limit) async throws {
        let body = Self.body(429, "RESOURCE_EXHAUSTED", limit.message, details: limit.details)
        let error = try await error("429 Too Many Requests", body)
        #expect(error.kind == .rateLimited)
        #expect(error.quota == limit.quota)
        #expect(error.retryDelay == limit.delay)
        #expect(error.isRetryable == limit.isRetryable)
        #expect(error.status == "RESOURCE_EXHAUSTED")
    }

    @Test func aModelWithoutCapacityIsOverloadedWhateverTheStatus() async throws {
        let details = #"[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"MODEL_CAPACITY_EXHAUSTED"}]"#
        let body = Self.body(429, "RESOURCE_EXHAUSTED", "No capacity available for model x", details: details)
        let error = try await error("429 Too Many Requests", body)
        #expect(error.kind == .overloaded)
        #expect(error.quota == nil)
        #expect(error.isRetryable)
    }

    @Test(
        "12.20: what only the operator can mend is told apart, in Google's own words",
        arguments: [
            (400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", .invalidKey),
            (400, "FAILED_PRECONDITION", "User location is not supported for the API use.", .failedPrecondition),
            (401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", .invalidKey),
            (403, "PERMISSION_DENIED", "Your API key was reported as leaked.", .permissionDenied),
        ] as [(Int, String, String, GeminiError.Kind)]
    )
    func operatorProblems(code: Int, status: String, message: String, kind: GeminiError.Kind) async throws {
        let error = try await error("\(code) No", Self.body(code, status, message))
        #expect(error.kind == kind)
        #expect(error.message == message)
        #expect(error.status == status)
        #expect(error.blames == nil)
        #expect(!error.isRetryable)
    }

    @Test func theHeaderTellsTheDelayWhenNothingElseDoes() async throws {
        let error = try await error("429 Too Many Requests", headers: "Retry-After: 12\r\n", "")
        #expect(error.retryDelay == .seconds(12))
        #expect(error.quota == .unknown)
    }

    /// The forms in which an error body comes; a recorded 404 said `text/event-stream`.
    @Test(arguments: ["plain", "in an array", "as an event", "pretty"])
    func theReasonIsFoundInAnyForm(form: String) async throws {
        let plain = Self.body(404, "NOT_FOUND", "models/x is not found")
        let body =
            switch form {
            case "in an array": "[\(plain)\n]"
            case "as an event": "data: \(plain)\r\n\r\n"
            case "pretty": plain.replacing(", ", with: ",\n  ")
            default: plain
            }
        let error = try await error("404 Not Found", type: "text/event-stream", body)
        #expect(error.kind == .notFound)
        #expect(error.message == "models/x is not found")
        #expect(error.status == "NOT_FOUND")
    }

    @Test(arguments: [
        "<!DOCTYPE html>\n<html><body>502 <b>secret</b></body></html>", "", "null", "{\"error\": null}", "[]",
        "{\"error\": {\"code\": \"x\", \"message\": [], \"details\": {}}}", "\u{0}\u{1}",
    ])
    func otherBodiesGiveACleanError(body: String) async throws {
        let error = try await error("502 Bad Gateway", type: "text/html", body)
        #expect(error.kind == .internalError)
        #expect(error.message == "HTTP 502 with \(body.utf8.count) bytes of text/html")
    }

    @Test func wordsInPlaceOfAnErrorObjectAreKept() async throws {
        let error = try await error("500 Oops", #"{"error": "the backend is away"}"#)
        #expect(error.message == "the backend is away")
    }

    @Test func aHugeErrorBodyIsNotReadToItsEnd() async throws {
        let huge = #"{"error": {"message": ""# + String(repeating: "x", count: 3_000_000) + #""}}"#
        let error = try await error("503 Busy", huge)
        #expect(error.kind == .overloaded)
        #expect(error.message.count < 200)
    }

    @Test("12.1: the key is taken out of whatever the upstream echoes")
    func theKeyIsTakenOutOfWhatTheUpstreamEchoes() async throws {
        let echo = "Consumer 'api_key:\(testKey)' at https://x/?key=\(testKey) is suspended"
        let error = try await error("403 Forbidden", Self.body(403, "DENIED_\(testKey)", echo))
        #expect(error.message == "Consumer 'api_key:[key]' at https://x/?key=[key] is suspended")
        #expect(!"\(error)".contains(testKey))
        #expect(error.description.contains("403"))
        // Inside a stream, in an unreadable event, in what is no event at all.
        for body in [
            "data: " + Self.body(403, "PERMISSION_DENIED", echo) + "\n\n", "data: {\(testKey)\n\n", "<\(testKey)>\n",
        ] {
            let outcome = try await withClient { connection in
                try await connection.request()
                try await connection.reply(body)
            } run: { client, _ in
                await client.ask()
            }
            #expect(outcome.error != nil, "\(body)")
            // What is unreadable is not quoted at all, what Google says is, without the key.
            if body.contains("Consumer") { #expect(outcome.error?.message.contains("[key]") == true, "\(body)") }
            #expect(outcome.error?.message.contains(testKey) == false)
        }
    }
}
