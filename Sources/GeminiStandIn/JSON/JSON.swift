/// A JSON value that keeps what it was read from: members in their order, numbers as they were written.
///
/// The stand-in shows callers what they sent, so nothing may be normalised on the way through. Not for large documents
/// that are looked up often: a member is found by walking the object.
enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The digits as written, such as `1.50`; valid by RFC 8259 when read by `JSONReader`.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: JSON
    }

    /// The last member of that name in camelCase; one sent in snake_case counts too, as it does for Google.
    subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name || $0.camelCaseName == name }?.value
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var items: [JSON]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// The value as an integer in the range of int32; Google also takes one in a string, or as `2.0`.
    var int32: Int32? {
        switch self {
        case .number(let digits): Int32(digits) ?? Double(digits).flatMap(Int32.init(exactly:))
        case .string(let digits): Int32(digits)
        default: nil
        }
    }

    var isTrue: Bool { self == .bool(true) }

    /// An object literal that leaves out members without a value.
    static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }
}

extension JSON.Member {
    /// `includeThoughts` for `include_thoughts`; a name without underscores as it is.
    var camelCaseName: String {
        guard name.utf8.dropFirst().contains(UInt8(ascii: "_")) else { return name }
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        return words.dropFirst().reduce(into: String(words.first ?? "")) { joined, word in
            joined += word.prefix(1).uppercased() + word.dropFirst()
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(_ value: Int) { self = .number(String(value)) }
}
