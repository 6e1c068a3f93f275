internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
package import NIOHTTP1
internal import Synchronization

/// One person's browser as far as the server can tell: a cookie, the right `Origin`, and the page's commands.
package final class TestBrowser: Sendable {
    package let server: TestServer

    private struct State {
        var cookie: String?
        var bearer: String?
        var seen: [String] = []
    }

    private let state = Mutex(State())

    package init(_ server: TestServer) {
        self.server = server
    }

    /// The session's cookie as the browser sends it, such as `pollux_session=…`; `nil` before signing in.
    package var cookie: String? {
        get { state.withLock { $0.cookie } }
        set { state.withLock { $0.cookie = newValue } }
    }

    /// An access token; with one it is a program, which says nothing of where a command comes from.
    package var bearer: String? {
        get { state.withLock { $0.bearer } }
        set { state.withLock { $0.bearer = newValue } }
    }

    /// The bodies of all replies so far, as they came.
    package var seen: [String] { state.withLock { $0.seen } }

    // MARK: Requests

    /// Sends a request as the page does.
    ///
    /// - Parameters:
    ///   - path: below `/api/v1/`, or from the root when it begins with a slash.
    ///   - body: as it is to go over the wire; `nil`: none.
    ///   - adjust: changes the header fields, to send what the page would not.
    package func send(
        _ method: HTTPMethod,
        _ path: String,
        body: String? = nil,
        adjust: (inout HTTPHeaders) -> Void = { _ in }
    ) async throws -> Reply {
        try await send(method, path, bytes: body.map(ByteBuffer.init(string:)), adjust: adjust)
    }

    /// Sends bytes that need not be text.
    package func send(
        _ method: HTTPMethod,
        _ path: String,
        bytes: [UInt8],
        adjust: (inout HTTPHeaders) -> Void = { _ in }
    ) async throws -> Reply {
        try await send(method, path, bytes: ByteBuffer(bytes: bytes), adjust: adjust)
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        bytes body: ByteBuffer?,
        adjust: (inout HTTPHeaders) -> Void
    ) async throws -> Reply {
        let host = "127.0.0.1:\(try server.port)"
        var headers = HTTPHeaders([("Origin", "http://\(host)"), ("Sec-Fetch-Site", "same-origin")])
        if let bearer { headers = ["Authorization": "Bearer \(bearer)"] }
        if let cookie { headers.add(name: "Cookie", value: cookie) }
        if body != nil { headers.add(name: "Content-Type", value: "application/json") }
        adjust(&headers)
        var request = HTTPClientRequest(url: "http://\(host)" + (path.hasPrefix("/") ? path : "/api/v1/" + path))
        request.method = method
        request.headers = headers
        if let body { request.body = .bytes(body) }
        let response = try await server.client.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let reply = Reply(
            status: Int(response.status.code),
            headers: response.headers,
            text: String(buffer: bytes),
            bytes: Array(buffer: bytes)
        )
        take(reply)
        return reply
    }

    package func get(_ path: String) async throws -> Reply {
        try await send(.GET, path)
    }

    package func post(_ path: String, _ body: JSON) async throws -> Reply {
        try await send(.POST, path, body: body.encoded)
    }

    /// A command without a body.
    package func post(_ path: String) async throws -> Reply {
        try await send(.POST, path)
    }

    package func put(_ path: String, _ body: JSON) async throws -> Reply {
        try await send(.PUT, path, body: body.encoded)
    }

    package func patch(_ path: String, _ body: JSON) async throws -> Reply {
        try await send(.PATCH, path, body: body.encoded)
    }

    package func delete(_ path: String) async throws -> Reply {
        try await send(.DELETE, path)
    }

    /// Sends a file's bytes as the page does.
    ///
    /// - Parameter name: percent-encoded.
    package func upload(
        _ bytes: [UInt8],
        as id: String = newID(),
        name: String = "file",
        type: String = "application/octet-stream"
    ) async throws -> Reply {
        try await send(.PUT, "attachments/\(id)?name=\(name)", bytes: ByteBuffer(bytes: bytes)) {
            $0.replaceOrAdd(name: "Content-Type", value: type)
        }
    }

    private func take(_ reply: Reply) {
        let cookie = reply.headers["Set-Cookie"].first { $0.contains("pollux_session=") }?
            .split(separator: ";").first.map(String.init)
        state.withLock { state in
            state.seen.append(reply.text)
            if let cookie { state.cookie = cookie.hasSuffix("=") ? nil : cookie }
        }
    }
}

/// A new id as a browser makes one.
package func newID() -> String {
    UUID().uuidString.lowercased()
}
