package import NIOCore

/// A frame of RFC 6455 as a test sends or receives it, right or wrong.
package struct ClientFrame: Sendable, Equatable {
    /// The opcodes of RFC 6455; others can be sent by number.
    package enum Opcode {
        package static let continuation: UInt8 = 0
        package static let text: UInt8 = 1
        package static let binary: UInt8 = 2
        package static let close: UInt8 = 8
        package static let ping: UInt8 = 9
        package static let pong: UInt8 = 10
    }

    package var opcode: UInt8
    package var payload: ByteBuffer
    package var isFinal = true
    /// The three reserved bits, 0 to 7.
    package var reserved: UInt8 = 0
    package var isMasked = true

    /// A final, masked frame without reserved bits.
    package init(_ opcode: UInt8, _ payload: ByteBuffer = ByteBuffer(), isFinal: Bool = true) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
    }

    /// The payload as text; invalid UTF-8 is repaired.
    package var text: String { String(buffer: payload) }

    /// The code of a Close frame; nil without one.
    package var closeCode: UInt16? { payload.getInteger(at: payload.readerIndex) }

    /// The reason of a Close frame.
    package var closeReason: String {
        String(buffer: payload.getSlice(at: payload.readerIndex + 2, length: payload.readableBytes - 2) ?? ByteBuffer())
    }

    /// The frame's bytes on the wire.
    package var bytes: ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeInteger((isFinal ? 0x80 : 0) | reserved << 4 | opcode)
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.readableBytes {
        case ...125: bytes.writeInteger(mask | UInt8(payload.readableBytes))
        case ...0xFFFF:
            bytes.writeInteger(mask | 126)
            bytes.writeInteger(UInt16(payload.readableBytes))
        default:
            bytes.writeInteger(mask | 127)
            bytes.writeInteger(UInt64(payload.readableBytes))
        }
        guard isMasked else {
            bytes.writeImmutableBuffer(payload)
            return bytes
        }
        guard payload.readableBytes <= 4096 else {
            // Masking takes long in a debug build, and this key changes nothing.
            bytes.writeBytes([0, 0, 0, 0])
            bytes.writeImmutableBuffer(payload)
            return bytes
        }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        bytes.writeBytes(key)
        bytes.writeBytes(payload.readableBytesView.enumerated().map { $0.element ^ key[$0.offset % 4] })
        return bytes
    }

    /// Takes the first frame out of `bytes`; nil when it is not there as a whole.
    package static func read(from bytes: inout ByteBuffer) -> ClientFrame? {
        var rest = bytes
        guard let (first, second) = rest.readMultipleIntegers(as: (UInt8, UInt8).self) else { return nil }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let word = rest.readInteger(as: UInt16.self) else { return nil }
            length = Int(word)
        } else if length == 127 {
            guard let word = rest.readInteger(as: UInt64.self) else { return nil }
            length = Int(clamping: word)
        }
        guard let payload = rest.readSlice(length: length) else { return nil }
        var frame = ClientFrame(first & 0x0F, payload, isFinal: first & 0x80 != 0)
        frame.reserved = first >> 4 & 7
        frame.isMasked = second & 0x80 != 0
        bytes = rest
        return frame
    }
}
