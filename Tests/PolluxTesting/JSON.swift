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
        self = JSON(parsed: try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed]))
    }

    private init(parsed value: Any) {
        switch value {
        case let string as String: self = .string(string)
        case let members as [String: Any]: self = .object(members.mapValues(JSON.init(parsed:)))
        case let values as [Any]: self = .array(values.map(JSON.init(parsed:)))
        case let number as NSNumber:
            // Foundation keeps apart `true` and 1 by the C type only.
            self = String(cString: number.objCType) == "c" ? .bool(number.boolValue) : .number(number.doubleValue)
        default: self = .null
        }
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

extension JSON: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .absent, .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let integer = Int64(exactly: value) {
                try container.encode(integer)
            } else {
                try container.encode(value)
            }
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }
}
