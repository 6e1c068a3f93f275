import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Pollux, or what stands for Gemini, and a client for it.
struct Server: Sendable {
    let url: String
    let host: String
    let port: Int
    let client: HTTPClient

    /// `body` gets the server at a URL such as `http://127.0.0.1:8080`, with so many connections at once.
    static func with(_ url: String, connections: Int, _ body: (Server) async throws -> Void) async throws {
        guard let parts = URL(string: url), let host = parts.host(), let port = parts.port else {
            throw Failure(description: "not an address with a port: \(url)")
        }
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        configuration.timeout.connect = .seconds(60)
        configuration.httpVersion = .http1Only
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(Server(url: url, host: host, port: port, client: client))
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// A new guest's cookie.
    func signUp() async throws -> String {
        let headers = try await call(.POST, "guests", "{}", nil)
        guard let cookie = headers["set-cookie"].first?.prefix(while: { $0 != ";" }) else {
            throw Failure(description: "no cookie")
        }
        return String(cookie)
    }

    /// A new conversation's id.
    func converse(model: String, _ cookie: String) async throws -> String {
        let id = UUIDv7.make()
        try await call(.PUT, "conversations/\(id)", #"{"model":"\#(model)"}"#, cookie)
        return id
    }

    func ask(_ text: String, in conversation: String, _ cookie: String) async throws {
        let body = #"{"id":"\#(UUIDv7.make())","text":"\#(text)"}"#
        try await call(.POST, "conversations/\(conversation)/messages", body, cookie)
    }

    @discardableResult
    private func call(_ method: HTTPMethod, _ path: String, _ body: String, _ cookie: String?) async throws
        -> HTTPHeaders
    {
        var request = HTTPClientRequest(url: "\(url)/api/v1/\(path)")
        request.method = method
        request.headers = ["Content-Type": "application/json", "Origin": url]
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await client.execute(request, timeout: .seconds(120))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        guard (200..<300).contains(response.status.code) else {
            throw Failure(description: "\(method) \(response.status.code): \(text.prefix(200))")
        }
        return response.headers
    }
}

/// Ids as browsers make them. RFC 9562, 5.7.
private enum UUIDv7 {
    static func make() -> String {
        let milliseconds = UInt64(Date().timeIntervalSince1970 * 1000)
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index)) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { String(format: "%02x", $0) }.joined()
        let ends = [0, 8, 12, 16, 20, 32]
        return zip(ends, ends.dropFirst()).map { String(hex.dropFirst($0).prefix($1 - $0)) }.joined(separator: "-")
    }
}
