import NIOCore

/// What a line of an event stream is.
enum EventLine {
    /// Ends an event.
    case blank
    /// The value of a `data` field.
    case data(ByteBuffer)
    /// A comment, or a field that means nothing here: the standard has clients ignore those they do not know.
    case ignored
    /// The beginning of JSON that stands in the stream without a field name.
    case json
    /// Anything else, such as a proxy's HTML page.
    case foreign

    init(_ line: ByteBuffer) {
        let bytes = line.readableBytesView
        guard let first = bytes.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
            self = .blank
            return
        }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            self = .json
            return
        }
        let name = bytes.prefix { $0 != UInt8(ascii: ":") }
        if name.elementsEqual("data".utf8) {
            var value = line
            value.moveReaderIndex(forwardBy: min(name.count + 1, value.readableBytes))
            if value.getInteger(at: value.readerIndex, as: UInt8.self) == UInt8(ascii: " ") {
                value.moveReaderIndex(forwardBy: 1)
            }
            self = .data(value)
        } else if name.isEmpty || (name.count < bytes.count && name.allSatisfy(Self.isNameByte)) {
            self = .ignored
        } else {
            self = .foreign
        }
    }

    /// Lower case only: `Error: …` is no field but a proxy's complaint.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
