import NIOCore
import NIOWebSocket
import Testing

@testable import WebSocketUpgrade

struct MessageAssemblerTests {
    private func frame(
        _ opcode: WebSocketOpcode,
        _ payload: ByteBuffer = ByteBuffer(),
        fin: Bool = true,
        isMasked: Bool = true
    ) -> WebSocketFrame {
        guard isMasked else { return WebSocketFrame(fin: fin, opcode: opcode, data: payload) }
        let key: WebSocketMaskingKey = [1, 2, 3, 4]
        var masked = payload
        masked.webSocketMask(key)
        return WebSocketFrame(fin: fin, opcode: opcode, maskKey: key, data: masked)
    }

    private func text(_ text: String, fin: Bool = true) -> WebSocketFrame {
        frame(.text, ByteBuffer(string: text), fin: fin)
    }

    private func close(_ bytes: [UInt8]) -> WebSocketFrame {
        frame(.connectionClose, ByteBuffer(bytes: bytes))
    }

    /// The close code of the first violation among these frames; nil when there is none.
    private func violation(_ frames: [WebSocketFrame], maximum: Int = 65_536) -> UInt16? {
        var settings = WebSocketSettings()
        settings.maximumMessageBytes = maximum
        settings.tooLargeCloseCode = 4444
        var assembler = MessageAssembler(settings: settings)
        do throws(ProtocolViolation) {
            for frame in frames { _ = try assembler.receive(frame) }
            return nil
        } catch {
            return error.close.code
        }
    }

    @Test func messagesComeOutWhole() throws {
        var assembler = MessageAssembler(settings: WebSocketSettings())
        #expect(try assembler.receive(text("héllo")) == .message(.text(ByteBuffer(string: "héllo"))))
        #expect(try assembler.receive(text("")) == .message(.text(ByteBuffer())))
        let bytes = ByteBuffer(bytes: [0xFF, 0x00])
        #expect(try assembler.receive(frame(.binary, bytes)) == .message(.binary(bytes)))
    }

    @Test func fragmentsAreJoinedAroundControlFrames() throws {
        var assembler = MessageAssembler(settings: WebSocketSettings())
        #expect(try assembler.receive(text("one ", fin: false)) == .nothing)
        #expect(try assembler.receive(frame(.ping, ByteBuffer(string: "p"))) == .ping(ByteBuffer(string: "p")))
        #expect(try assembler.receive(frame(.continuation, ByteBuffer(string: "two "), fin: false)) == .nothing)
        #expect(try assembler.receive(frame(.pong)) == .message(.pong))
        #expect(try assembler.receive(frame(.continuation, fin: false)) == .nothing)
        let whole = ByteBuffer(string: "one two three")
        #expect(try assembler.receive(frame(.continuation, ByteBuffer(string: "three"))) == .message(.text(whole)))
        // And the next message starts afresh.
        #expect(try assembler.receive(text("four")) == .message(.text(ByteBuffer(string: "four"))))
    }

    @Test func characterMayBeCutBetweenFragmentsButNotAtTheEnd() {
        let euro: [UInt8] = [0xE2, 0x82, 0xAC]
        let head = frame(.text, ByteBuffer(bytes: euro[..<2]), fin: false)
        #expect(violation([head, frame(.continuation, ByteBuffer(bytes: euro[2...]))]) == nil)
        #expect(violation([head, frame(.continuation)]) == 1007)
        #expect(violation([frame(.text, ByteBuffer(bytes: euro[..<2]))]) == 1007)
    }

    @Test func wrongTextFailsWithItsFragmentAndBinaryDoesNot() {
        let wrong = ByteBuffer(bytes: [0x61, 0xFF])
        #expect(violation([frame(.text, wrong, fin: false)]) == 1007)
        #expect(violation([frame(.binary, wrong, fin: false), frame(.continuation, wrong)]) == nil)
    }

    @Test func reservedBitsUnmaskedFramesAndUnknownOpcodesAreViolations() throws {
        for bit in 0..<3 {
            var wrong = text("a")
            if bit == 0 { wrong.rsv1 = true } else if bit == 1 { wrong.rsv2 = true } else { wrong.rsv3 = true }
            #expect(violation([wrong]) == 1002)
        }
        #expect(violation([frame(.text, isMasked: false)]) == 1002)
        for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8] {
            let opcode = try #require(WebSocketOpcode(encodedWebSocketOpcode: opcode))
            #expect(violation([frame(opcode)]) == 1002)
        }
    }

    @Test func continuationNeedsAMessageAndAMessageNeedsTheOneBeforeToEnd() {
        #expect(violation([frame(.continuation)]) == 1002)
        #expect(violation([text("a"), frame(.continuation)]) == 1002)
        #expect(violation([text("a", fin: false), text("b")]) == 1002)
        #expect(violation([text("a", fin: false), frame(.binary)]) == 1002)
    }

    @Test func sizeIsThatOfTheWholeMessage() {
        #expect(violation([text("12345")], maximum: 5) == nil)
        #expect(violation([text("123456")], maximum: 5) == 4444)
        let more = frame(.continuation, ByteBuffer(string: "345"), fin: false)
        #expect(violation([text("12", fin: false), more, frame(.continuation)], maximum: 5) == nil)
        #expect(violation([text("123", fin: false), more], maximum: 5) == 4444)
        // The limit is for messages: control frames between are free.
        #expect(violation([frame(.ping, ByteBuffer(string: "123456"))], maximum: 5) == nil)
    }

    @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1014, 3000, 4400, 4999] as [UInt16])
    func closeCodesThatMayBeSent(code: UInt16) throws {
        var assembler = MessageAssembler(settings: WebSocketSettings())
        let payload = [UInt8(code >> 8), UInt8(code & 0xFF)] + Array("schön".utf8)
        #expect(try assembler.receive(close(payload)) == .close(code))
    }

    @Test(arguments: [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16])
    func closeCodesThatMayNot(code: UInt16) {
        #expect(violation([close([UInt8(code >> 8), UInt8(code & 0xFF)])]) == 1002)
    }

    @Test func closeMayBeEmptyButNotOneByteNorWrongText() throws {
        var assembler = MessageAssembler(settings: WebSocketSettings())
        #expect(try assembler.receive(close([])) == .close(nil))
        #expect(violation([close([3])]) == 1002)
        #expect(violation([close([3, 232, 0xFF])]) == 1007)
        #expect(violation([close([3, 232, 0xC3])]) == 1007)
    }
}
