internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// An acceptable opening handshake of a client (RFC 6455, section 4.2.1).
struct WebSocketHandshake {
    private let key: String

    /// The handshake that this request is, or nil when it is none or not a correct one.
    init?(_ request: HTTPRequest) {
        let fields = request.headerFields
        let keys = fields[values: .secWebSocketKey]
        guard request.method == .get,
            Self.hasToken("websocket", in: fields[values: .upgrade]),
            Self.hasToken("upgrade", in: fields[values: .connection]),
            fields[values: .secWebSocketVersion] == ["13"],
            keys.count == 1, Self.isKey(keys[0]),
            // A body would have to be read before the first frame.
            fields[.transferEncoding] == nil, fields[.contentLength] ?? "0" == "0"
        else { return nil }
        key = keys[0]
    }

    /// The whole "101 Switching Protocols" response. `NIOWebSocket` has SHA-1 but keeps it to its upgrader, so that is asked.
    func response(on channel: any Channel) -> EventLoopFuture<ByteBuffer> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Void>(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
        let headers: HTTPHeaders = ["Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"]
        let request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: headers)
        return upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: request, initialResponseHeaders: [:])
            .map { headers in
                var response = ByteBuffer(string: "HTTP/1.1 101 Switching Protocols\r\n")
                for (name, value) in headers { response.writeString("\(name): \(value)\r\n") }
                response.writeString("\r\n")
                return response
            }
    }

    /// Whether NIO's HTTP decoder stops behind this request, because llhttp takes it for an upgrade; one too many is harmless.
    static func stopsDecoder(_ request: HTTPRequest) -> Bool {
        guard request.method != .connect else { return true }
        return request.headerFields[.upgrade] != nil
            && request.headerFields[values: .connection].contains { $0.lowercased().contains("upgrade") }
    }

    /// Whether one of these comma-separated lists has the token, given in lower-case letters, in any case.
    private static func hasToken(_ token: String, in lists: [String]) -> Bool {
        lists.contains { list in
            list.utf8.split(separator: UInt8(ascii: ",")).contains { item in
                let item = item.drop { $0 == 0x20 || $0 == 0x09 }
                let word = item.prefix { $0 != 0x20 && $0 != 0x09 }
                // Only the two cases of a letter become that letter.
                return word.count == token.utf8.count && zip(word, token.utf8).allSatisfy { $0 | 0x20 == $1 }
                    && item.dropFirst(word.count).allSatisfy { $0 == 0x20 || $0 == 0x09 }
            }
        }
    }

    /// Whether this is 16 bytes in Base64.
    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes.hasSuffix("==")
            && bytes.dropLast(2).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
                default: false
                }
            }
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ end: StaticString) -> Bool {
        end.withUTF8Buffer { suffix(end.utf8CodeUnitCount).elementsEqual($0) }
    }
}
