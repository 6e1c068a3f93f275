internal import NIOCore

extension JSON {
    /// The value as JSON text; `pretty` puts each member on a line of its own, as Google does outside of event streams.
    func encoded(pretty: Bool = false) -> String {
        var buffer = ByteBuffer()
        write(to: &buffer, indentation: pretty ? 0 : nil)
        return String(buffer: buffer)
    }

    /// Appends the value; without an indentation (in levels of two spaces) on one line and without white space.
    func write(to buffer: inout ByteBuffer, indentation: Int? = nil) {
        switch self {
        case .null: buffer.writeStaticString("null")
        case .bool(let value): buffer.writeString(value ? "true" : "false")
        case .number(let digits): buffer.writeString(digits)
        case .string(let text):
            buffer.writeStaticString("\"")
            buffer.writeJSONEscaped(text)
            buffer.writeStaticString("\"")
        case .array(let items):
            buffer.writeList(items, open: "[", close: "]", indentation: indentation) { item, buffer, inner in
                item.write(to: &buffer, indentation: inner)
            }
        case .object(let members):
            buffer.writeList(members, open: "{", close: "}", indentation: indentation) { member, buffer, inner in
                JSON.string(member.name).write(to: &buffer)
                buffer.writeString(inner == nil ? ":" : ": ")
                member.value.write(to: &buffer, indentation: inner)
            }
        }
    }
}

extension ByteBuffer {
    /// Appends what stands between the quotes of a JSON string.
    ///
    /// `<`, `>` and `&` become `\u003c`, `\u003e` and `\u0026` as in Google's replies; everything beyond ASCII stays as
    /// it is, U+2028 and its like included, which is valid JSON and a known trap for clients that split at line ends.
    mutating func writeJSONEscaped(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() where Self.needsEscape(byte) {
                writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<index]))
                writeEscape(of: byte)
                start = index + 1
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...]))
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "<")
            || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
    }

    private mutating func writeEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): writeStaticString("\\\"")
        case UInt8(ascii: "\\"): writeStaticString("\\\\")
        case UInt8(ascii: "\n"): writeStaticString("\\n")
        case UInt8(ascii: "\r"): writeStaticString("\\r")
        case UInt8(ascii: "\t"): writeStaticString("\\t")
        default:
            let digits = String(byte, radix: 16)
            writeString("\\u00" + (digits.utf8.count == 1 ? "0" : "") + digits)
        }
    }

    fileprivate mutating func writeList<Item>(
        _ items: [Item],
        open: StaticString,
        close: StaticString,
        indentation: Int?,
        writeItem: (Item, inout ByteBuffer, Int?) -> Void
    ) {
        writeStaticString(open)
        let inner = indentation.map { $0 + 1 }
        for (index, item) in items.enumerated() {
            if index > 0 { writeStaticString(",") }
            writeLineBreak(indentation: inner)
            writeItem(item, &self, inner)
        }
        if !items.isEmpty { writeLineBreak(indentation: indentation) }
        writeStaticString(close)
    }

    private mutating func writeLineBreak(indentation: Int?) {
        guard let indentation else { return }
        writeString("\n" + String(repeating: "  ", count: indentation))
    }
}
