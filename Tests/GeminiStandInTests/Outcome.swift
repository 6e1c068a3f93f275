import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// How a call went on the wire, whatever its bytes are.
struct Outcome: Sendable {
    /// nil when the connection ended before the head.
    var status: Int?
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Whether the body came to a proper end.
    var isComplete = false

    var text: String { String(decoding: body, as: UTF8.self) }
    /// What behind `data: ` reads as an object, with the body's own line ends.
    var events: [Object] {
        text.components(separatedBy: "\r\n\r\n").filter { $0.hasPrefix("data: {") }.map {
            Object(Array($0.utf8.dropFirst(6)))
        }
    }
    var json: Object { Object(body) }
}

extension APIClient {
    static let methods = ["streamGenerateContent?alt=sse", "generateContent", "streamGenerateContent"]

    /// Calls a model and reads until the body ends, breaks, or meets the condition; then it goes away.
    func call(
        _ model: String,
        _ body: String = APIClient.body("Explain tides"),
        method: String = methods[0],
        until isEnough: (Outcome) -> Bool = { _ in false }
    ) async -> Outcome {
        var outcome = Outcome()
        do {
            var request = HTTPClientRequest(url: "\(baseURL)/v1beta/models/\(model):\(method)")
            request.method = .POST
            request.headers.add(name: "x-goog-api-key", value: key ?? "")
            request.body = .bytes(ByteBuffer(string: body))
            let response = try await http.execute(request, timeout: .minutes(2))
            outcome.status = Int(response.status.code)
            for header in response.headers { outcome.headers[header.name.lowercased()] = header.value }
            guard !isEnough(outcome) else { return outcome }
            for try await piece in response.body {
                outcome.body += piece.readableBytesView
                guard !isEnough(outcome) else { return outcome }
            }
            outcome.isComplete = true
        } catch {
            // How it ended is in the outcome.
        }
        return outcome
    }
}
