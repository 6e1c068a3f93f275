import NIOCore

/// JSON over several lines, collected until its brackets balance.
struct BareJSON {
    private(set) var bytes = ByteBuffer()
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    init(_ firstLine: ByteBuffer) {
        append(firstLine)
    }

    /// True when every bracket that was opened is closed again.
    var isBalanced: Bool { depth <= 0 && !isInString }

    mutating func append(_ line: ByteBuffer) {
        for byte in line.readableBytesView {
            take(byte)
        }
        bytes.writeImmutableBuffer(line)
        bytes.writeInteger(UInt8.lineFeed)
    }

    private mutating func take(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if isInString {
            isEscaped = byte == UInt8(ascii: "\\")
            isInString = byte != UInt8(ascii: "\"")
        } else {
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
    }
}

extension ByteBuffer {
    /// The standard allows one at the very beginning of a stream.
    mutating func skipByteOrderMark() {
        if readableBytesView.starts(with: [0xEF, 0xBB, 0xBF]) { moveReaderIndex(forwardBy: 3) }
    }

    /// What may be said of it in a log: how long it is and how it begins. The rest may be somebody's text.
    var excerpt: String {
        "\(readableBytes) bytes beginning with \(readableBytesView.first.map { "0x" + String($0, radix: 16) } ?? "nothing")"
    }
}
