public import AsyncHTTPClient
import FoundationEssentials
public import NIOCore
import NIOHTTP1

/// A client of the Gemini API: streamed and whole answers, token counts, files, the list of models.
///
/// It may be used by any number of tasks at once.
///
/// ## A streamed answer
///
/// ```swift
/// let settings = GeminiClient.httpClientConfiguration(concurrentStreams: 200)
/// let httpClient = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
/// let client = GeminiClient(configuration: GeminiConfiguration(apiKey: key), httpClient: httpClient)
/// let question = Content(role: "user", parts: [Part(text: "Why is the sky blue?")])
/// let stream = try await client.streamGenerateContent(
///     model: "gemini-flash-latest",
///     request: GenerateContentRequest(contents: [question])
/// )
/// var finishReason: FinishReason?
/// for try await chunk in stream {
///     let candidate = chunk.candidates?.first
///     for part in candidate?.content?.parts ?? [] where part.thought != true {
///         print(part.text ?? "", terminator: "")
///     }
///     finishReason = candidate?.finishReason ?? finishReason
/// }
/// // nil: the answer was cut off.
/// ```
///
/// A stream ends with its body and with nothing else. Cancelling the task that reads it closes the connection to Google,
/// and so does leaving the loop. The network is read only as fast as the chunks are taken.
///
/// ## What is the caller's
///
/// - **Retries.** Each call is made exactly once: nobody pays twice without having asked for it. A ``GeminiError`` says
///   whether the same call may do better later (``GeminiError/isRetryable``), how long the upstream asks to wait
///   (``GeminiError/retryDelay``), and which part of the request it blames (``GeminiError/blames-swift.property``).
/// - **Meaning.** An empty stream, a blocked question, `STOP` without text: they come as they are.
/// - **History.** Turns go back with the next question. ``Part`` keeps every field and every signature as it came, also
///   those that are newer than this client; ``Part/restJSON`` helps to store them.
/// - **What a model takes.** ``Model/takesSampling``, ``Model/thinkingLevels`` and ``Model/makesPictures`` tell what is
///   known. Best send what somebody has set, and nothing else.
///
/// ## Pictures, documents, sound
///
/// What is small goes inside the request (`Part(inlineData: Blob(mimeType: "image/png", bytes: bytes))`), up to 100 MB
/// with all its base64. What is large goes to the Files API first:
///
/// ```swift
/// let uploaded = try await client.uploadFile(atPath: "talk.pdf", mimeType: "application/pdf")
/// let part = Part(fileData: try await client.waitUntilActive(uploaded).fileData)
/// ```
///
/// ## The key
///
/// It stands in one header of each call, `x-goog-api-key`, and nowhere else: in no URL and in no error, not even where
/// the upstream repeats it. It goes to the base address only. Redirects are not followed, and an upload stays with the
/// base address whatever host Google names for it.
public struct GeminiClient: Sendable {
    let configuration: GeminiConfiguration
    let httpClient: HTTPClient
    let redaction: Redaction

    /// - Parameter httpClient: stays the caller's, who shuts it down. Two of its settings matter here, and
    ///   ``httpClientConfiguration(concurrentStreams:)`` has them right:
    ///   - `connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit` must be at least the number of answers that
    ///     stream at once. With its default of 8, twenty streams run eight at a time wherever HTTP/1.1 is spoken.
    ///   - `redirectConfiguration` must be `.disallow`: a redirect would take the API key along to another host. A 3xx
    ///     is then an `unexpectedStatus`.
    public init(configuration: GeminiConfiguration, httpClient: HTTPClient) {
        self.configuration = configuration
        self.httpClient = httpClient
        redaction = Redaction(key: configuration.apiKey)
    }

    /// Settings for the `HTTPClient` of a ``GeminiClient``.
    ///
    /// - Parameter concurrentStreams: how many answers may stream at once, at least 1.
    public static func httpClientConfiguration(concurrentStreams: Int) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, concurrentStreams)
        // A refused connection is an answer; by default it is tried again and again until the connect time-out.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Asks a model and opens the stream of its answer: `streamGenerateContent?alt=sse`.
    ///
    /// Returns as soon as the head of the reply is there and says 200. Cancelling the calling task cancels the call.
    ///
    /// - Parameters:
    ///   - model: `gemini-…`, with or without `models/` before it.
    ///   - eventLoop: where the reply is handed over, and the connection is if one there is free; nil: any. A task that runs on
    ///     it reads the stream without changing threads.
    public func streamGenerateContent(
        model: String,
        request: GenerateContentRequest,
        on eventLoop: (any EventLoop)? = nil
    ) async throws(GeminiError) -> GenerateContentStream {
        let path = try ModelPath(model).path + ":streamGenerateContent?alt=sse"
        let call = try post(path, request)
        let reply = try await open(call, headLimit: configuration.timeouts.responseHead, on: eventLoop)
        return GenerateContentStream(
            body: reply.body,
            events: EventDecoder(maximumEventBytes: configuration.maximumEventBytes),
            redaction: redaction
        )
    }

    /// Asks a model and waits for the whole answer.
    public func generateContent(
        model: String,
        request: GenerateContentRequest
    ) async throws(GeminiError) -> GenerateContentResponse {
        let call = try post(try ModelPath(model).path + ":generateContent", request)
        let body = try await whole(call, headLimit: configuration.timeouts.total)
        switch try redacted({ () throws(GeminiError) in try ResponseDecoder.decode(body) }).first {
        case .success(let response): return response
        case .failure(let error): throw redaction.clean(error)
        case nil: throw GeminiError(.malformedResponse, message: "an empty body", httpStatus: 200)
        }
    }

    /// Counts the tokens of a request, system instruction and tools included. Free of charge.
    ///
    /// The request goes there whole: with its inline data, and with fields that do not matter to the count.
    public func countTokens(
        model: String,
        request: GenerateContentRequest
    ) async throws(GeminiError) -> CountTokensResponse {
        let path = try ModelPath(model).path
        let call = try post(path + ":countTokens", CountTokensRequest(model: path, request: request))
        return try await decoded(call)
    }
}
