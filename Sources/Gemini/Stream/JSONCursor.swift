/// A position in the bytes of a JSON text, with the steps that ``TextChunkScanner`` takes.
///
/// The bytes come along as a parameter of every step: a `Span` cannot be stored in a struct without an experimental
/// feature of the language (Swift 6.3).
struct JSONCursor {
    /// Something that this cursor does not read: broken JSON, or JSON that it leaves to a full decoder.
    struct Unusual: Error {}

    private var at = 0
    /// Right after an opening bracket no comma is due.
    private var isFirst = false

    /// Steps over white space and the bracket that opens an object or array.
    mutating func open(_ bracket: Unicode.Scalar, _ bytes: Span<UInt8>) throws(Unusual) {
        try expect(UInt8(ascii: bracket), bytes)
        isFirst = true
    }

    /// Steps over the next key of an object and its colon, and gives the bytes of the key; nil at the closing brace.
    mutating func nextKey(_ bytes: Span<UInt8>) throws(Unusual) -> Range<Int>? {
        guard try stepIn(UInt8(ascii: "}"), bytes) else { return nil }
        try expect(UInt8(ascii: "\""), bytes)
        let start = at
        let end = try endOfKey(bytes)
        try expect(UInt8(ascii: ":"), bytes)
        return start..<end
    }

    /// Steps before the next item of an array; false at the closing bracket.
    mutating func nextItem(_ bytes: Span<UInt8>) throws(Unusual) -> Bool {
        try stepIn(UInt8(ascii: "]"), bytes)
    }

    func key(_ range: Range<Int>, is name: StaticString, _ bytes: Span<UInt8>) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            for offset in 0..<name.count where bytes[range.lowerBound + offset] != name[offset] {
                return false
            }
            return true
        }
    }

    mutating func bool(_ bytes: Span<UInt8>) throws(Unusual) -> Bool {
        skipSpace(bytes)
        if matches("true", bytes) {
            at += 4
            return true
        }
        guard matches("false", bytes) else { throw Unusual() }
        at += 5
        return false
    }

    /// A whole number of at most 18 digits, so that it cannot overflow. The rarer forms of a number are unusual.
    mutating func integer(_ bytes: Span<UInt8>) throws(Unusual) -> Int {
        skipSpace(bytes)
        let isNegative = peek(bytes) == UInt8(ascii: "-")
        if isNegative { at += 1 }
        let start = at
        var value = 0
        while let digit = peek(bytes), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), at - start < 18 {
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            at += 1
        }
        let hasLeadingZero = at - start > 1 && bytes[start] == UInt8(ascii: "0")
        guard at > start, !hasLeadingZero, endsValue(bytes) else { throw Unusual() }
        return isNegative ? -value : value
    }

    /// Steps over a value of any kind.
    mutating func skipValue(_ bytes: Span<UInt8>) throws(Unusual) {
        skipSpace(bytes)
        switch peek(bytes) {
        case UInt8(ascii: "\""): _ = try string(bytes)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool(bytes)
        case .some(0x2D), .some(0x30...0x39): _ = try integer(bytes)
        default: throw Unusual()
        }
    }

    /// True when only white space is left.
    mutating func isAtEnd(_ bytes: Span<UInt8>) -> Bool {
        skipSpace(bytes)
        return at == bytes.count
    }
}

extension JSONCursor {
    /// A string with its escapes resolved.
    mutating func string(_ bytes: Span<UInt8>) throws(Unusual) -> String {
        try expect(UInt8(ascii: "\""), bytes)
        let start = at
        while let byte = peek(bytes) {
            if byte == UInt8(ascii: "\"") {
                at += 1
                return try text(bytes.extracting(start..<at - 1))
            }
            if byte == UInt8(ascii: "\\") { return try stringWithEscapes(start, bytes) }
            guard byte >= 0x20 else { throw Unusual() }
            at += 1
        }
        throw Unusual()
    }

    private mutating func stringWithEscapes(_ start: Int, _ bytes: Span<UInt8>) throws(Unusual) -> String {
        var unescaped: [UInt8] = []
        for index in start..<at {
            unescaped.append(bytes[index])
        }
        while let byte = peek(bytes) {
            at += 1
            if byte == UInt8(ascii: "\"") { return try text(unescaped.span) }
            guard byte >= 0x20 else { throw Unusual() }
            if byte == UInt8(ascii: "\\") {
                try appendEscape(to: &unescaped, bytes)
            } else {
                unescaped.append(byte)
            }
        }
        throw Unusual()
    }

    private mutating func appendEscape(to text: inout [UInt8], _ bytes: Span<UInt8>) throws(Unusual) {
        guard let letter = peek(bytes) else { throw Unusual() }
        at += 1
        switch letter {
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try unicodeScalar(bytes))).utf8)
        default: throw Unusual()
        }
    }

    /// The scalar of one `\u` escape or a pair of them; half a pair is unusual.
    private mutating func unicodeScalar(_ bytes: Span<UInt8>) throws(Unusual) -> Unicode.Scalar {
        let first = try codeUnit(bytes)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard peek(bytes) == UInt8(ascii: "\\") else { throw Unusual() }
        at += 1
        guard peek(bytes) == UInt8(ascii: "u") else { throw Unusual() }
        at += 1
        let second = try codeUnit(bytes)
        guard UTF16.isLeadSurrogate(UInt16(first)), (0xDC00...0xDFFF).contains(second) else { throw Unusual() }
        guard let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) else {
            throw Unusual()
        }
        return scalar
    }

    /// Four hexadecimal digits.
    private mutating func codeUnit(_ bytes: Span<UInt8>) throws(Unusual) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek(bytes), let number = Character(Unicode.Scalar(digit)).hexDigitValue else {
                throw Unusual()
            }
            value = value << 4 | UInt32(number)
            at += 1
        }
        return value
    }

    private func text(_ bytes: Span<UInt8>) throws(Unusual) -> String {
        guard let text = bytes.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) else {
            throw Unusual()
        }
        return text
    }

    /// Steps over the rest of a string of plain ASCII, as keys are; gives where its text ends.
    private mutating func endOfKey(_ bytes: Span<UInt8>) throws(Unusual) -> Int {
        while let byte = peek(bytes), (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\\") {
            at += 1
            if byte == UInt8(ascii: "\"") { return at - 1 }
        }
        throw Unusual()
    }

    /// Before the next item or key: over the comma that is due. False over the closing bracket.
    private mutating func stepIn(_ closing: UInt8, _ bytes: Span<UInt8>) throws(Unusual) -> Bool {
        skipSpace(bytes)
        defer { isFirst = false }
        if peek(bytes) == closing {
            at += 1
            return false
        }
        if !isFirst { try expect(UInt8(ascii: ","), bytes) }
        return true
    }

    private mutating func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(Unusual) {
        skipSpace(bytes)
        guard peek(bytes) == byte else { throw Unusual() }
        at += 1
    }

    private func matches(_ word: StaticString, _ bytes: Span<UInt8>) -> Bool {
        let end = at + word.utf8CodeUnitCount
        return end <= bytes.count && key(at..<end, is: word, bytes)
    }

    private func endsValue(_ bytes: Span<UInt8>) -> Bool {
        switch peek(bytes) {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: " "), .lineFeed, .carriageReturn:
            true
        default: false
        }
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while let byte = peek(bytes), byte <= 0x20, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { at += 1 }
    }

    private func peek(_ bytes: Span<UInt8>) -> UInt8? {
        at < bytes.count ? bytes[at] : nil
    }
}
