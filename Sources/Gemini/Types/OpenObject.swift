/// A JSON object of which some fields have a name here, while all of them are kept.
///
/// The parts of a conversation go back to the API with the next question, so a field that this client has never heard
/// of must come out as it went in. The named properties of a conforming type read and write ``fields``.
public protocol OpenObject: Codable, Hashable, Sendable {
    /// Every field of the object by its JSON name.
    var fields: [String: JSONValue] { get set }

    init(fields: [String: JSONValue])
}

extension OpenObject {
    public init(from decoder: any Decoder) throws {
        self.init(fields: try [String: JSONValue](from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try fields.encode(to: encoder)
    }

    func text(_ name: String) -> String? { fields[name]?.string }

    /// Nil takes the field out.
    mutating func setText(_ name: String, _ value: String?) {
        fields[name] = value.map(JSONValue.string)
    }
}

/// The key of a JSON object whose names are not all known beforehand.
struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer {
    /// The value of a field that is welcome but not worth an answer: nil when it is absent, null or of another shape.
    func lenient<T: Decodable>(_ key: Key, as type: T.Type = T.self) -> T? {
        (try? decodeIfPresent(T.self, forKey: key)) ?? nil
    }

    /// A whole number written as a number or, as proto3 does with 64 bits, as a string; nil for anything else.
    func lenientInteger(_ key: Key) -> Int? {
        lenient(key, as: JSONValue.self)?.integer.flatMap { Int(exactly: $0) }
    }
}
