import AsyncHTTPClient
import Foundation
import GeminiStandIn
import NIOCore
import NIOHTTP1
import Testing

/// A plain client of the API, which decodes with Foundation so that it shares no code with what it tests.
struct APIClient: Sendable {
    struct Reply: Sendable {
        let status: Int
        let contentType: String
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        /// Traps on nothing: what is no JSON object reads as an empty one.
        var json: Object { Object(body) }
    }

    let http: HTTPClient
    let baseURL: String
    var key: String? = "test-key"

    func get(_ path: String) async throws -> Reply { try await send(path, method: .GET, body: nil) }

    func post(_ path: String, _ body: String) async throws -> Reply { try await post(path, Array(body.utf8)) }

    func post(_ path: String, _ body: [UInt8]) async throws -> Reply {
        try await send(path, method: .POST, body: body)
    }

    /// The answer to a question, whole.
    func answer(to question: String, model: String = "gemini-3.8-flash") async throws -> Reply {
        try await post("/v1beta/models/\(model):generateContent", Self.body(question))
    }

    /// The events of a stream, read to its end.
    func stream(_ question: String, model: String = "gemini-3.8-flash") async throws -> [Object] {
        try Self.events(in: try await stream(body: Self.body(question), model: model))
    }

    func stream(body: String, model: String = "gemini-3.8-flash") async throws -> Reply {
        try await post("/v1beta/models/\(model):streamGenerateContent?alt=sse", body)
    }

    /// A stream as it comes: the response's head is there, its body is not read.
    func open(_ question: String, model: String = "gemini-3.8-flash") async throws -> HTTPClientResponse {
        let path = "/v1beta/models/\(model):streamGenerateContent?alt=sse"
        return try await http.execute(
            request(path, method: .POST, body: Array(Self.body(question).utf8)),
            timeout: .minutes(4)
        )
    }

    static func body(_ question: String) -> String {
        let question = try? JSONSerialization.data(withJSONObject: question, options: .fragmentsAllowed)
        return
            #"{"contents":[{"role":"user","parts":[{"text":\#(String(decoding: question ?? Data(), as: UTF8.self))}]}]}"#
    }

    /// Checks the framing on the way: `data: `, one JSON object, CRLF CRLF, nothing else.
    static func events(in reply: Reply) throws -> [Object] {
        guard reply.status == 200, reply.contentType.hasPrefix("text/event-stream") else {
            throw Malformed(what: "\(reply.status) \(reply.contentType) \(reply.text.prefix(300))")
        }
        guard let text = String(validating: reply.body, as: UTF8.self) else { throw Malformed(what: "invalid UTF-8") }
        var blocks = text.components(separatedBy: "\r\n\r\n")
        guard blocks.removeLast().isEmpty else { throw Malformed(what: "no blank line at the end") }
        return try blocks.map { block in
            guard block.hasPrefix("data: {"), !block.contains("\n"), !block.contains("\r") else {
                throw Malformed(what: block)
            }
            return Object(Array(block.utf8.dropFirst(6)))
        }
    }

    struct Malformed: Error { let what: String }

    private func send(_ path: String, method: HTTPMethod, body: [UInt8]?) async throws -> Reply {
        let response = try await http.execute(request(path, method: method, body: body), timeout: .minutes(4))
        let bytes = try await response.body.collect(upTo: 100 * 1024 * 1024)
        return Reply(
            status: Int(response.status.code),
            contentType: response.headers.first(name: "content-type") ?? "",
            body: Array(bytes.readableBytesView)
        )
    }

    private func request(_ path: String, method: HTTPMethod, body: [UInt8]?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = method
        if let key { request.headers.add(name: "x-goog-api-key", value: key) }
        request.headers.add(name: "content-type", value: "application/json")
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        return request
    }
}

/// A stand-in with a client for it, both for as long as the body runs.
func withStandIn<Result: Sendable>(
    _ configuration: StandInConfiguration = StandInConfiguration(pace: .none),
    _ body: (_ standIn: StandIn, _ client: APIClient) async throws -> Result
) async throws -> Result {
    try await StandIn.running(configuration) { standIn, baseURL in
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 100
        configuration.redirectConfiguration = .disallow
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(standIn, APIClient(http: http, baseURL: baseURL))
            try await http.shutdown()
            return result
        } catch {
            try await http.shutdown()
            throw error
        }
    }
}

/// Expects a reply to have that status, and shows it when it has not.
func expect(_ reply: APIClient.Reply, _ status: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(reply.status == status, "\(reply.text)", sourceLocation: sourceLocation)
}
