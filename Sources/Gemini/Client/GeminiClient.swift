public import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// A client of the Gemini API: streamed and whole answers, token counts, the list of models.
///
/// It makes each call exactly once: retries are the caller's decision. It may be used by any number of tasks at once.
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
/// for try await chunk in stream {
///     for part in chunk.candidates?.first?.content?.parts ?? [] where part.thought != true {
///         print(part.text ?? "", terminator: "")
///     }
/// }
/// ```
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
    /// - Parameter model: `gemini-…`, with or without `models/` before it.
    public func streamGenerateContent(
        model: String,
        request: GenerateContentRequest
    ) async throws(GeminiError) -> GenerateContentStream {
        let path = try ModelPath(model).path + ":streamGenerateContent?alt=sse"
        let call = try post(path, request)
        let reply = try await open(call, headLimit: configuration.timeouts.responseHead)
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
    public func countTokens(
        model: String,
        request: GenerateContentRequest
    ) async throws(GeminiError) -> CountTokensResponse {
        let path = try ModelPath(model).path
        let call = try post(path + ":countTokens", CountTokensRequest(model: path, request: request))
        return try await decoded(call)
    }
}
