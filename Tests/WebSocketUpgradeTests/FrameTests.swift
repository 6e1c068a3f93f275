import NIOCore
import NIOWebSocket
import Testing

@testable import WebSocketUpgrade

/// The frames that a server sends.
struct FrameTests {
    @Test(
        arguments: [
            (0, [0x81, 0]), (125, [0x81, 125]), (126, [0x81, 126, 0, 126]), (65_535, [0x81, 126, 255, 255]),
            (65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])]
    )
    func lengthTakesTheFewestBytes(length: Int, bytes: [UInt8]) {
        var buffer = ByteBuffer()
        buffer.write(FrameHeader(opcode: .text, length: length))
        #expect(buffer == ByteBuffer(bytes: bytes))
    }

    @Test func closeCarriesItsCodeAndReason() {
        let payload = WebSocketClose(code: 4430, reason: "too slow").payload
        #expect(payload == ByteBuffer(bytes: [0x11, 0x4E] + Array("too slow".utf8)))
    }

    @Test func closeCodeThatMayNotBeSentIsReplaced() {
        for code in [0, 1005, 1006, 1015, 65_535] as [UInt16] {
            #expect(WebSocketClose(code: code).payload == ByteBuffer(integer: 1011 as UInt16))
        }
    }

    @Test func longReasonEndsWithAWholeCharacter() {
        // Two bytes of code and 123 of reason at most: 61 characters of two bytes.
        let payload = WebSocketClose(code: 1000, reason: String(repeating: "é", count: 100)).payload
        #expect(payload.readableBytes == 124)
        #expect(
            String(buffer: payload.getSlice(at: 2, length: 122) ?? ByteBuffer()) == String(repeating: "é", count: 61)
        )
        #expect(WebSocketClose(code: 1000, reason: String(repeating: "a", count: 500)).payload.readableBytes == 125)
    }
}
