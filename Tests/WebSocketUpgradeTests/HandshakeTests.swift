import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing

@testable import WebSocketUpgrade

struct HandshakeTests {
    private static let correct: [(String, String)] = [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    /// A request with the correct fields, but for those replaced (nil: left out) or added.
    private func request(
        _ method: HTTPRequest.Method = .get,
        replacing name: String = "",
        by value: String? = nil,
        adding more: [(String, String)] = []
    ) throws -> HTTPRequest {
        var request = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: "/")
        for (field, usual) in Self.correct + more {
            let value = field == name ? value : usual
            guard let value else { continue }
            request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(field)), value: value))
        }
        return request
    }

    @Test func exampleOfTheSpecificationIsAnsweredAsThere() throws {
        let channel = EmbeddedChannel()
        let handshake = try #require(WebSocketHandshake(try request()))
        let response = try handshake.response(on: channel).wait()
        let lines = String(buffer: response).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == "HTTP/1.1 101 Switching Protocols")
        #expect(
            Set(lines.dropFirst().map { $0.lowercased() }) == [
                "upgrade: websocket", "connection: upgrade", "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=", "",
            ]
        )
        #expect(lines.contains { $0.hasSuffix("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") })
        #expect(lines.suffix(2) == ["", ""])
    }

    @Test(arguments: [
        ("Connection", "keep-alive, Upgrade"), ("Connection", "UPGRADE"), ("Connection", "a,\tupgrade ,b"),
        ("Upgrade", "WebSocket"), ("Upgrade", "h2c, websocket"),
    ])
    func listsAndCasesAreUnderstood(field: String, value: String) throws {
        #expect(WebSocketHandshake(try request(replacing: field, by: value)) != nil)
    }

    @Test(
        arguments: [
            ("Connection", nil), ("Connection", "keep-alive"), ("Connection", "upgraded"), ("Connection", "up grade"),
            ("Upgrade", nil), ("Upgrade", "h2c"), ("Upgrade", "websocket/13"), ("Sec-WebSocket-Version", nil),
            ("Sec-WebSocket-Version", "8"), ("Sec-WebSocket-Version", "13, 8"), ("Sec-WebSocket-Version", ""),
            ("Sec-WebSocket-Key", nil), ("Sec-WebSocket-Key", ""), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZQ=="),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQAA"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q=="),
        ] as [(String, String?)]
    )
    func wrongFieldsAreNoHandshake(field: String, value: String?) throws {
        #expect(WebSocketHandshake(try request(replacing: field, by: value)) == nil)
    }

    @Test func doubledFieldsMethodsAndBodiesAreNoHandshake() throws {
        #expect(WebSocketHandshake(try request()) != nil)
        #expect(WebSocketHandshake(try request(.post)) == nil)
        #expect(WebSocketHandshake(try request(.head)) == nil)
        for field in [Self.correct[2], Self.correct[3], ("Content-Length", "5"), ("Transfer-Encoding", "chunked")] {
            #expect(WebSocketHandshake(try request(adding: [field])) == nil)
        }
        #expect(WebSocketHandshake(try request(adding: [("Content-Length", "0")])) != nil)
    }
}
