import NIOCore
import NIOHTTP1
import PolluxTesting
import WebSocketTesting

/// A request as bytes, for what no proper client would send.
struct RawRequest {
    let method: HTTPMethod
    let path: String
    let body: [UInt8]

    init(_ method: HTTPMethod, _ path: String, body: [UInt8] = []) {
        (self.method, self.path, self.body) = (method, path, body)
    }

    /// The fields that the page's requests have.
    static func fields(of browser: TestBrowser) -> [(String, String)] {
        [("Cookie", browser.cookie ?? ""), ("Origin", "http://localhost"), ("Content-Type", "application/json")]
    }

    /// Sends it on a connection of its own and gives the answer. `path` is below `/api/v1/` unless it begins with a slash.
    func send(as browser: TestBrowser) async throws -> HTTPAnswer {
        let path = path.hasPrefix("/") || path.hasPrefix("http") || path == "*" ? path : "/api/v1/" + path
        let fields = Self.fields(of: browser) + [("Content-Length", "\(body.count)")]
        let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + fields.map { "\($0.0): \($0.1)" }
        let head = ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n")
        return try await Self.send(ByteBuffer(bytes: head.readableBytesView + body), to: browser.server)
    }

    /// Sends bytes and gives what comes back.
    static func send(_ bytes: ByteBuffer, to server: TestServer) async throws -> HTTPAnswer {
        let connection = try await RawConnection.connect(port: server.port)
        let exchange = HTTPExchange(connection)
        try await connection.send(bytes)
        let answer = try await exchange.receive()
        try await connection.close()
        return answer
    }
}

extension HTTPAnswer {
    /// The word of a problem document; empty when it is none.
    var code: String {
        guard self["content-type"] == "application/problem+json", let json = try? JSON(body) else { return "" }
        return json.code.asString
    }
}
