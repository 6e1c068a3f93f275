internal import Foundation

/// One JSON value of which anything may be asked: what is missing or of another kind is `nil`, never an error.
enum JSONTree: Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONTree])
    case object([Member])

    struct Member: Equatable {
        let name: String
        let value: JSONTree
    }

    /// The member with this name: the first, if there are several.
    subscript(_ name: StaticString) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { member in
            name.withUTF8Buffer { member.name.utf8.elementsEqual($0) }
        }?.value
    }

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var array: [JSONTree] { if case .array(let values) = self { values } else { [] } }
    var members: [Member] { if case .object(let members) = self { members } else { [] } }
    var isNull: Bool { self == .null }

    /// A whole number.
    var integer: Int64? { number.flatMap { Int64(exactly: $0) } }
}

/// Reads one JSON value (RFC 8259).
///
/// Strict about structure, generous about text: invalid UTF-8, lone surrogates and NUL become U+FFFD, as they do in answers.
struct JSONParser {
    static let maximumDepth = JSONItems.maximumDepth
    static let maximumValues = 1_000_000

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var values = 0

    /// Throws `ImportFailure`.
    static func parse(_ bytes: [UInt8]) throws(ImportFailure) -> JSONTree {
        let result: Result<JSONTree, ImportFailure> = bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(ImportFailure) in
                var parser = JSONParser(bytes: bytes)
                let value = try parser.value(depth: 0)
                parser.skipSpace()
                guard parser.position == bytes.count else { throw parser.broken }
                return value
            }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private var broken: ImportFailure { ImportFailure("the JSON is broken") }

    private mutating func value(depth: Int) throws(ImportFailure) -> JSONTree {
        values += 1
        guard depth <= Self.maximumDepth else { throw ImportFailure("it is nested too deeply", isOfOne: true) }
        guard values <= Self.maximumValues else { throw ImportFailure("it has too many values", isOfOne: true) }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(ImportFailure) -> JSONTree {
        var members: [JSONTree.Member] = []
        position += 1
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw broken }
            let name = try string()
            skipSpace()
            guard take(":") else { throw broken }
            members.append(JSONTree.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw broken }
        return .object(members)
    }

    private mutating func list(depth: Int) throws(ImportFailure) -> JSONTree {
        var items: [JSONTree] = []
        position += 1
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw broken }
        return .array(items)
    }

    private mutating func word(_ word: StaticString, _ value: JSONTree) throws(ImportFailure) -> JSONTree {
        let isThere = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard isThere else { throw broken }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(ImportFailure) -> Double {
        let start = position
        while let byte = peek, Self.isOfNumber(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        // Swift reads all that JSON allows; what it reads besides begins otherwise.
        let first = text.utf8.first ?? 0
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        guard text.utf8.count <= 400, isDigit || first == UInt8(ascii: "-"), let value = Double(text) else {
            throw broken
        }
        return value.isFinite ? value : 0
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
    }

    private mutating func string() throws(ImportFailure) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        // Most strings stand for themselves.
        if peek == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while true {
            guard let byte = peek else { throw broken }
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0x00..<0x20: throw broken
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(ImportFailure) {
        guard let byte = peek else { throw broken }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try scalar()).utf8))
        default: throw broken
        }
    }

    private mutating func scalar() throws(ImportFailure) -> Character {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return first == 0 ? "\u{FFFD}" : Character(scalar) }
        let mark = position
        if first < 0xDC00, take("\\"), take("u") {
            let second = try fourDigits()
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return Character(scalar)
            }
        }
        position = mark
        return "\u{FFFD}"
    }

    private mutating func fourDigits() throws(ImportFailure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw broken }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }
}
