internal import NIOCore
internal import NIOWebSocket

/// What one frame of a client comes to.
enum ReceivedFrame: Equatable {
    /// A fragment: its message is not whole yet.
    case nothing
    case message(WebSocketMessage)
    case ping(ByteBuffer)
    /// The client's Close: the code to send back, or nil when it gave none.
    case close(UInt16?)
}

/// A client broke the protocol; the close that tells it so.
struct ProtocolViolation: Error, Equatable {
    let close: WebSocketClose

    init(_ code: UInt16, _ reason: String) {
        close = WebSocketClose(code: code, reason: reason)
    }
}

/// The rules of RFC 6455 for what a server receives, and the reassembly of messages. No I/O.
///
/// `WebSocketFrameDecoder` has checked before that control frames are short and unfragmented. After a violation, or a Close,
/// no further frame may be given.
struct MessageAssembler {
    private struct Unfinished {
        let isText: Bool
        var bytes: ByteBuffer
        var utf8 = UTF8Check()
    }

    private let settings: WebSocketSettings
    private var unfinished: Unfinished?

    init(settings: WebSocketSettings) {
        self.settings = settings
    }

    /// Takes the next frame.
    mutating func receive(_ frame: WebSocketFrame) throws(ProtocolViolation) -> ReceivedFrame {
        guard frame.reservedBits.isEmpty else { throw ProtocolViolation(1002, "reserved bits") }
        guard frame.maskKey != nil else { throw ProtocolViolation(1002, "unmasked frame") }
        switch frame.opcode {
        case .text: return try begin(frame, isText: true)
        case .binary: return try begin(frame, isText: false)
        case .continuation: return try go(on: frame)
        case .ping: return .ping(frame.unmaskedData)
        case .pong: return .message(.pong)
        case .connectionClose: return .close(try closeCode(frame.unmaskedData))
        default: throw ProtocolViolation(1002, "unknown opcode")
        }
    }

    private mutating func begin(_ frame: WebSocketFrame, isText: Bool) throws(ProtocolViolation) -> ReceivedFrame {
        guard unfinished == nil else { throw ProtocolViolation(1002, "message within a message") }
        guard frame.length <= settings.maximumMessageBytes else { throw tooLarge }
        var message = Unfinished(isText: isText, bytes: frame.unmaskedData)
        try check(&message, piece: message.bytes, isLast: frame.fin)
        return finish(message, isLast: frame.fin)
    }

    private mutating func go(on frame: WebSocketFrame) throws(ProtocolViolation) -> ReceivedFrame {
        guard var message = unfinished else { throw ProtocolViolation(1002, "continuation of nothing") }
        // Otherwise the append below would copy what is there.
        unfinished = nil
        guard frame.length <= settings.maximumMessageBytes - message.bytes.readableBytes else { throw tooLarge }
        let piece = frame.unmaskedData
        message.bytes.writeImmutableBuffer(piece)
        try check(&message, piece: piece, isLast: frame.fin)
        return finish(message, isLast: frame.fin)
    }

    private func check(_ message: inout Unfinished, piece: ByteBuffer, isLast: Bool) throws(ProtocolViolation) {
        guard message.isText else { return }
        var utf8 = message.utf8
        let isAccepted = piece.withUnsafeReadableBytes { utf8.accepts($0) }
        message.utf8 = utf8
        guard isAccepted, utf8.isComplete || !isLast else { throw ProtocolViolation(1007, "text is not UTF-8") }
    }

    private mutating func finish(_ message: Unfinished, isLast: Bool) -> ReceivedFrame {
        guard isLast else {
            unfinished = message
            return .nothing
        }
        return .message(message.isText ? .text(message.bytes) : .binary(message.bytes))
    }

    private func closeCode(_ payload: ByteBuffer) throws(ProtocolViolation) -> UInt16? {
        guard payload.readableBytes > 0 else { return nil }
        guard let code = payload.getInteger(at: payload.readerIndex, as: UInt16.self), WebSocketClose.isSendable(code)
        else { throw ProtocolViolation(1002, "close code") }
        var utf8 = UTF8Check()
        let isReasonValid = payload.withUnsafeReadableBytes {
            utf8.accepts(UnsafeRawBufferPointer(rebasing: $0.dropFirst(2)))
        }
        guard isReasonValid, utf8.isComplete else { throw ProtocolViolation(1007, "close reason is not UTF-8") }
        return code
    }

    private var tooLarge: ProtocolViolation {
        ProtocolViolation(settings.tooLargeCloseCode, "message above \(settings.maximumMessageBytes) bytes")
    }
}
