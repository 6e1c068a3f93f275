package import NIOCore

/// Writes compact JSON with its members in the order in which they are written.
///
/// Foundation's encoder promises no order (`type` comes first in every frame) and costs more than everything else on the way of
/// a delta; hence our own.
package struct JSONWriter: Sendable {
    package private(set) var buffer: ByteBuffer
    private var needsComma = false

    package init(capacity: Int = 256) {
        buffer = ByteBufferAllocator().buffer(capacity: capacity)
    }

    /// The bytes of one object.
    package static func object(capacity: Int = 256, _ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var writer = JSONWriter(capacity: capacity)
        writer.object(members)
        return writer.buffer
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        open("{")
        members(&self)
        close("}")
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>,
        _ each: (inout JSONWriter, Element) -> Void
    ) {
        open("[")
        for element in elements { each(&self, element) }
        close("]")
    }

    /// The name of the member whose value is written next.
    package mutating func name(_ name: StaticString) {
        separate()
        buffer.writeInteger(UInt8(ascii: "\""))
        buffer.writeStaticString(name)
        buffer.writeStaticString("\":")
        needsComma = false
    }

    /// The same, of a name that is one of a closed set.
    package mutating func name<Name: RawRepresentable<String> & CaseIterable>(_ name: Name) {
        string(name.rawValue)
        buffer.writeInteger(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String) {
        separate()
        buffer.writeInteger(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { escape($0) }
        buffer.writeInteger(UInt8(ascii: "\""))
        needsComma = true
    }

    package mutating func integer(_ value: some BinaryInteger) {
        literal("\(value)")
    }

    package mutating func number(_ value: Double) {
        literal(value.isFinite ? "\(value)" : "null")
    }

    package mutating func bool(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    package mutating func null() {
        literal("null")
    }

    private mutating func literal(_ text: String) {
        separate()
        buffer.writeString(text)
        needsComma = true
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        buffer.writeInteger(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        buffer.writeInteger(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { buffer.writeInteger(UInt8(ascii: ",")) }
    }

    /// RFC 8259, 7: quotation mark, reverse solidus and control characters must be escaped; nothing else is.
    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
            buffer.writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<index]))
            start = index + 1
            switch byte {
            case 0x22: buffer.writeStaticString("\\\"")
            case 0x5C: buffer.writeStaticString("\\\\")
            case 0x0A: buffer.writeStaticString("\\n")
            case 0x0D: buffer.writeStaticString("\\r")
            case 0x09: buffer.writeStaticString("\\t")
            default:
                let digits = Array("0123456789abcdef".utf8)
                buffer.writeStaticString("\\u00")
                buffer.writeInteger(digits[Int(byte >> 4)])
                buffer.writeInteger(digits[Int(byte & 0x0F)])
            }
        }
        buffer.writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start...]))
    }
}

extension JSONWriter {
    package mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int) {
        self.name(name)
        integer(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    package mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    /// Leaves the member out when there is no value.
    package mutating func member(_ name: StaticString, ifPresent value: String?) {
        if let value { member(name, value) }
    }

    /// Leaves the member out when there is no value.
    package mutating func member(_ name: StaticString, ifPresent value: Int?) {
        if let value { member(name, value) }
    }
}
