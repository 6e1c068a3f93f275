internal import Foundation

/// Reads one JSON document (RFC 8259) from bytes.
///
/// Strict where Google is: no trailing commas, no comments, no lone surrogates, no invalid UTF-8, at most 100 levels deep
/// (the limit of Google's own parser). Time and memory grow with the number of bytes only.
struct JSONReader {
    /// Where and why a document could not be read; the offset counts bytes.
    struct Failure: Error, Equatable {
        let offset: Int
        let reason: String
    }

    private static let maximumDepth = 100
    /// What a run of a string's characters ends at, which C's search takes as a string.
    private static let runEnds: [CChar] = [0x22, 0x5C] + (1..<0x20) + [0]
    private let bytes: [UInt8]
    private var position = 0

    static func read(_ bytes: [UInt8]) throws(Failure) -> JSON {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Failure(offset: 0, reason: "Invalid UTF-8.")
        }
        // The NUL at the end stops every search.
        var reader = JSONReader(bytes: bytes + [0])
        let value = try reader.readValue(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.failure("Expected end of input.") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func readValue(depth: Int) throws(Failure) -> JSON {
        guard depth < Self.maximumDepth else { throw failure("Message too deep. Max recursion depth reached.") }
        skipSpace()
        guard let byte = peek else { throw failure("Unexpected end of string.") }
        switch byte {
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default: throw failure("Unexpected token.")
        }
    }

    private mutating func readObject(depth: Int) throws(Failure) -> JSON {
        var members: [JSON.Member] = []
        position += 1
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw failure("Expected an object key or }.") }
            let name = try readString()
            skipSpace()
            guard take(":") else { throw failure("Expected : between key:value pair.") }
            members.append(JSON.Member(name: name, value: try readValue(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw failure("Expected , or } after key:value pair.") }
        return .object(members)
    }

    private mutating func readArray(depth: Int) throws(Failure) -> JSON {
        var items: [JSON] = []
        position += 1
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            items.append(try readValue(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw failure("Expected , or ] after array value.") }
        return .array(items)
    }

    private mutating func readWord(_ word: StaticString, _ value: JSON) throws(Failure) -> JSON {
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("Unexpected token.") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func readNumber() throws(Failure) -> JSON {
        let start = position
        _ = take("-")
        if !take("0") { guard skipDigits() else { throw failure("Unexpected token.") } }
        if take(".") { guard skipDigits() else { throw failure("Unexpected token.") } }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard skipDigits() else { throw failure("Unexpected token.") }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Advances over at least one digit.
    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position > start
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func readString() throws(Failure) -> String {
        position += 1
        var text = ""
        while true {
            let run = position
            position += runLength
            text += String(decoding: bytes[run..<position], as: UTF8.self)
            if take("\"") { return text }
            guard take("\\") else { throw failure("Closing quote expected in string.") }
            text.unicodeScalars.append(try readEscape())
        }
    }

    /// How many bytes follow that stand for themselves. C's search, because pictures are millions of them.
    private var runLength: Int {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return 0 }
            return strcspn(start + position, Self.runEnds)
        }
    }

    private mutating func readEscape() throws(Failure) -> Unicode.Scalar {
        guard let byte = peek else { throw failure("Closing quote expected in string.") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readCodePoint()
        default: throw failure("Invalid escape sequence.")
        }
    }

    private mutating func readCodePoint() throws(Failure) -> Unicode.Scalar {
        let high = try readFourHexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, take("\\"), take("u") else { throw failure("Invalid unicode code point.") }
        let low = try readFourHexDigits()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure("Invalid unicode code point.") }
        return scalar
    }

    private mutating func readFourHexDigits() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("Illegal hex string.")
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }

    private var peek: UInt8? { position < bytes.count - 1 ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private func failure(_ reason: String) -> Failure { Failure(offset: position, reason: reason) }
}
