internal import NIOCore
internal import NIOWebSocket

/// The beginning of a frame that a server sends: final, without extensions, unmasked.
struct FrameHeader {
    let opcode: WebSocketOpcode
    /// Bytes of payload.
    let length: Int
}

extension ByteBuffer {
    /// Appends the 2, 4 or 10 bytes of the header (RFC 6455, section 5.2).
    mutating func write(_ header: FrameHeader) {
        writeInteger(0x80 | UInt8(webSocketOpcode: header.opcode))
        switch header.length {
        case ...125:
            writeInteger(UInt8(truncatingIfNeeded: header.length))
        case ...0xFFFF:
            writeInteger(126 as UInt8)
            writeInteger(UInt16(truncatingIfNeeded: header.length))
        default:
            writeInteger(127 as UInt8)
            writeInteger(UInt64(header.length))
        }
    }
}
