import Gemini
import Testing

/// Streamed answers over a real connection.
@Suite struct StreamTests {
    /// The outcome of a stream whose reply is 200 with this body.
    private func outcome(of body: String, headers: String = "") async throws -> Outcome {
        try await withClient { connection in
            try await connection.request()
            try await connection.reply(body, headers: headers)
        } run: { client, _ in
            await client.ask()
        }
    }

    @Test("12.9: the end is the end of the body, whatever finish reasons come before")
    func textArrivesInOrderToTheEndOfTheBody() async throws {
        let body = event("Hello, ", finishReason: "STOP") + event("wor", finishReason: "STOP") + event("ld")
        let outcome = try await outcome(of: body)
        #expect(outcome.text == "Hello, world")
        #expect(outcome.error == nil)
        #expect(outcome.chunks.map { $0.candidates?.first?.finishReason?.rawValue } == ["STOP", "STOP", nil])
    }

    @Test func bytesMayBeCutAnywhereOnTheWire() async throws {
        let outcome = try await withClient { connection in
            try await connection.request()
            try await connection.reply("")
            for byte in (event("é😀\u{2028}x") + event("end")).utf8 {
                try await connection.send([byte])
            }
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.text == "é😀\u{2028}xend")
        #expect(outcome.error == nil)
    }

    @Test("12.11: an empty body is an empty stream")
    func anEmptyBodyIsAnEmptyStream() async throws {
        let outcome = try await outcome(of: "", headers: "content-length: 0\r\n")
        #expect(outcome.chunks.isEmpty)
        #expect(outcome.error == nil)
    }

    @Test("12.11: a blocked question has a reason and no candidates")
    func aBlockedQuestionHasNoCandidates() async throws {
        let outcome = try await outcome(
            of:
                "data: {\"promptFeedback\": {\"blockReason\": \"PROHIBITED_CONTENT\"},\"usageMetadata\": {\"promptTokenCount\": 8}}\n\n"
        )
        #expect(outcome.chunks.first?.promptFeedback?.blockReason == .prohibitedContent)
        #expect(outcome.chunks.first?.usageMetadata?.promptTokenCount == 8)
        #expect(outcome.chunks.first?.candidates == nil)
    }

    private static let overloaded = """
        {
          "error": {
            "code": 503,
            "message": "The model is overloaded. Please try again later.",
            "status": "UNAVAILABLE"
          }
        }
        """

    @Test(
        "12.10: an error inside a 200 is found with data:, without, and in an array",
        arguments: [
            overloaded.replacing("\n", with: "\r\n"), "data: " + overloaded.replacing("\n", with: "") + "\r\n\r\n",
            "[" + overloaded + "\n]\n", "data: [\(overloaded.replacing("\n", with: " "))]\r\n",
        ]
    )
    func anErrorInsideTheStreamEndsIt(error: String) async throws {
        let outcome = try await outcome(of: event("Half an ans") + error + "\r\n" + event("not this"))
        #expect(outcome.text == "Half an ans")
        #expect(outcome.error?.kind == .overloaded)
        #expect(outcome.error?.httpStatus == 503)
        #expect(outcome.error?.status == "UNAVAILABLE")
        #expect(outcome.error?.isRetryable == true)
        #expect(outcome.error?.message.contains("overloaded") == true)
    }

    @Test(arguments: ["data: {\"candidates\": nope}\n\n", "data: 7\n\n", "<html><body>Bad gateway</body></html>\n"])
    func whatIsNoAnswerIsMalformed(body: String) async throws {
        let outcome = try await outcome(of: event("Hi") + body)
        #expect(outcome.text == "Hi")
        #expect(outcome.error?.kind == .malformedResponse)
    }

    @Test("12.9: a body that ends inside an event was cut")
    func aBodyThatEndsInsideAnEventWasCut() async throws {
        let outcome = try await outcome(of: event("Hi") + #"data: {"candidates": [{"cont"#)
        #expect(outcome.text == "Hi")
        #expect(outcome.error?.kind == .connectionLost)
    }

    @Test(arguments: ["content-length: 5000\r\n", "transfer-encoding: chunked\r\n"])
    func aConnectionThatBreaksIsAnError(framing: String) async throws {
        let first = event("Hi")
        let outcome = try await outcome(
            of: framing.hasPrefix("t") ? String(first.utf8.count, radix: 16) + "\r\n" + first + "\r\n" : first,
            headers: framing
        )
        #expect(outcome.text == "Hi")
        #expect(outcome.error?.kind == .connectionLost)
        #expect(outcome.error?.isRetryable == true)
    }

    @Test("12.16: a picture of nine megabytes comes on one line")
    func aPictureOfNineMegabytesIsOneLine() async throws {
        let picture = String(repeating: "iVBORw0KGgo=", count: 800_000)
        let line =
            #"data: {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png","data": ""#
            + picture + #""}}]}}]}"#
        let outcome = try await outcome(of: event("Here: ") + line + "\r\n\r\n" + event("done"))
        #expect(outcome.error == nil)
        #expect(outcome.text == "Here: done")
        let parts = outcome.chunks.flatMap { $0.candidates?.first?.content?.parts ?? [] }
        #expect(parts.count == 3)
        #expect(parts.compactMap(\.inlineData).first?.data == picture)
    }

    @Test func anEventAboveTheLimitIsRefused() async throws {
        let outcome = try await withClient(maximumEventBytes: 10_000) { connection in
            try await connection.request()
            try await connection.reply(event("Hi") + "data: " + String(repeating: "x", count: 20_000))
            await connection.waitForClose()
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.text == "Hi")
        #expect(outcome.error?.kind == .tooLarge)
    }

    @Test("12.4: unknown fields, parts and words survive")
    func fieldsAndWordsThatAreNewSurvive() async throws {
        let outcome = try await outcome(
            of: #"data: {"candidates": [{"content": {"parts": [{"text": "a","mood": {"level": 3}},{"hologram": [1]}]},"#
                + #""finishReason": "DAYDREAM","novelty": {}}],"turnToken": "t"}"# + "\n\n"
        )
        let candidate = outcome.chunks.first?.candidates?.first
        #expect(candidate?.finishReason == FinishReason(rawValue: "DAYDREAM"))
        #expect(candidate?.content?.parts?.first?.other == ["mood": ["level": 3]])
        #expect(candidate?.content?.parts?.last?.other == ["hologram": [1]])
    }

    @Test("12.23: who answered, under which number, why it ended and what it cost come with the chunks")
    func whatSupportAsksForIsThere() async throws {
        let last =
            #"data: {"candidates": [{"finishReason": "STOP"}],"usageMetadata": {"totalTokenCount": 9,"#
            + #""thoughtsTokenCount": 4},"modelVersion": "gemini-3.8-flash-002","responseId": "r-1"}"#
        let outcome = try await outcome(of: event("Hi") + last + "\n\n")
        #expect(outcome.chunks.last?.modelVersion == "gemini-3.8-flash-002")
        #expect(outcome.chunks.last?.responseId == "r-1")
        #expect(outcome.chunks.last?.candidates?.first?.finishReason == .stop)
        #expect(outcome.chunks.last?.usageMetadata?.thoughtsTokenCount == 4)
    }

    @Test("12.22: twenty streams run side by side")
    func twentyStreamsRunSideBySide() async throws {
        let count = 20
        // Every connection waits for all of them: with fewer connections than streams this would not end.
        let gate = Gate(count)
        let texts = try await withClient { connection in
            let request = try await connection.request()
            try await connection.reply(event("first "))
            await gate.arrive()
            try await connection.send(event(request.body.contains("Question 7\"") ? "seven" : "other"))
        } run: { client, _ in
            await withTaskGroup(of: String.self) { group in
                for number in 0..<count {
                    group.addTask { await client.ask("Question \(number)").text }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(texts.count == count)
        #expect(texts.filter { $0 == "first seven" }.count == 1)
        #expect(texts.filter { $0 == "first other" }.count == count - 1)
    }
}
