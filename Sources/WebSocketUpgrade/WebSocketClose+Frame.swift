internal import NIOCore

extension WebSocketClose {
    /// Whether a Close frame may carry this code: RFC 6455, section 7.4, and the codes registered since (1012 to 1014).
    static func isSendable(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// The payload of the Close frame, at most 125 bytes.
    var payload: ByteBuffer {
        var payload = ByteBuffer(integer: Self.isSendable(code) ? code : 1011)
        for character in reason.unicodeScalars {
            guard payload.readableBytes + UTF8.width(character) <= 125 else { break }
            payload.writeString(String(character))
        }
        return payload
    }
}
