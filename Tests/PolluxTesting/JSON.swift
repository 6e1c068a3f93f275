internal import Foundation

/// A JSON value as a test writes or reads one: `reply.json.answer.status == "complete"`.
///
/// A member that is not there is `.absent`, and so is everything below it.
@dynamicMemberLookup
package enum JSON: Hashable, Sendable {
    case absent
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// Reads one value. Throws Foundation's errors when it is no JSON.
    package init(_ text: some StringProtocol) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    package subscript(dynamicMember name: String) -> JSON { self[name] }

    package subscript(name: String) -> JSON {
        guard case .object(let members) = self else { return .absent }
        return members[name] ?? .absent
    }

    /// The string; empty for anything else.
    package var asString: String {
        guard case .string(let value) = self else { return "" }
        return value
    }

    /// The number; -1 for anything else.
    package var asInt: Int {
        guard case .number(let value) = self else { return -1 }
        return Int(exactly: value) ?? -1
    }

    /// The elements of an array; none for anything else.
    package var elements: [JSON] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    /// The names of an object's members; none for anything else.
    package var names: Set<String> {
        guard case .object(let members) = self else { return [] }
        return Set(members.keys)
    }

    /// A copy of an object in which one member is another.
    package func with(_ name: String, _ value: JSON) -> JSON {
        guard case .object(var members) = self else { return self }
        members[name] = value
        return .object(members)
    }

    /// Compact, the members in the order of their names.
    package var encoded: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try? encoder.encode(self)  // fails for numbers that JSON cannot say, which no test writes
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    package init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(uniqueKeysWithValues: members.filter { $0.1 != .absent }))
    }
}

extension JSON: CustomStringConvertible {
    package var description: String { encoded }
}

extension JSON: Codable {
    package init(from decoder: any Decoder) throws {
        if let members = try? [String: JSON](from: decoder) {
            self = .object(members)
            return
        }
        let value = try decoder.singleValueContainer()
        // Each attempt says only what the value is not.
        if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if value.decodeNil() {
            self = .null
        } else {
            self = .array(try value.decode([JSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .absent, .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let integer = Int64(exactly: value) { try container.encode(integer) } else { try container.encode(value) }
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }
}
