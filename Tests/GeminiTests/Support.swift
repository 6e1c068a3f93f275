import AsyncHTTPClient
import Gemini

/// The key of every test: it must show up in one header and nowhere else.
let testKey = "AIzaTest-Key_0123456789"

/// Runs `body` with a client that talks to a scripted server.
func withClient<Result: Sendable>(
    timeouts: GeminiConfiguration.Timeouts = .init(),
    maximumEventBytes: Int = 128 * 1024 * 1024,
    script: @escaping ScriptedServer.Script,
    run body: @Sendable (GeminiClient, ScriptedServer) async throws -> Result
) async throws -> Result {
    try await ScriptedServer.run(script) { server in
        let settings = GeminiClient.httpClientConfiguration(concurrentStreams: 64)
        return try await HTTPClient.withHTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: settings
        ) { http in
            let configuration = GeminiConfiguration(
                apiKey: testKey,
                baseURL: server.baseURL,
                timeouts: timeouts,
                maximumEventBytes: maximumEventBytes
            )
            return try await body(GeminiClient(configuration: configuration, httpClient: http), server)
        }
    }
}

/// Everything that a stream gave, and the error that ended it.
struct Outcome: Sendable {
    var chunks: [GenerateContentResponse] = []
    var error: GeminiError?

    /// The answer's text without thoughts.
    var text: String {
        chunks.flatMap { $0.candidates ?? [] }.flatMap { $0.content?.parts ?? [] }
            .filter { $0.thought != true }.compactMap(\.text).joined()
    }
}

extension GeminiClient {
    /// Asks and reads to the end.
    func ask(_ text: String = "Hello?", model: String = "gemini-test") async -> Outcome {
        var outcome = Outcome()
        do {
            for try await chunk in try await streamGenerateContent(model: model, request: .question(text)) {
                outcome.chunks.append(chunk)
            }
        } catch {
            outcome.error = error
        }
        return outcome
    }
}

extension GenerateContentRequest {
    static func question(_ text: String) -> GenerateContentRequest {
        GenerateContentRequest(contents: [Content(role: "user", parts: [Part(text: text)])])
    }
}

/// A `data:` event with one piece of text.
func event(_ text: String, finishReason: String? = nil) -> String {
    let reason = finishReason.map { #","finishReason": "\#($0)""# } ?? ""
    return
        #"data: {"candidates": [{"content": {"parts": [{"text": "\#(text)"}],"role": "model"}\#(reason),"index": 0}]}"#
        + "\r\n\r\n"
}

/// Lets everybody pass once so many have arrived: how the two ends of a test wait for each other without a clock.
actor Gate {
    private var missing: Int
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { missing = count }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            waiters.forEach { $0.resume() }
            waiters = []
            return
        }
        await withCheckedContinuation { waiters.append($0) }
    }
}

/// The longest time between two marks.
actor LongestGap {
    private var last: ContinuousClock.Instant?
    private(set) var longest = Duration.zero

    func mark() {
        let now = ContinuousClock.now
        if let last { longest = max(longest, now - last) }
        last = now
    }
}
