internal import ChatDomain
internal import Foundation
internal import Live
internal import NIOCore

/// The members of a command's body, taken out one by one. Whatever is wrong with one is a `bad_request` that names it.
struct CommandFields {
    private let members: [String: JSONValue]
    private let path: String
    /// What is to blame when no member is.
    private static let whole = "body"

    /// - Parameter allowed: the members the command knows; any other is refused.
    init(_ body: ByteBuffer, allowing allowed: Set<String>) throws(ChatError) {
        guard JSONScan.isHarmless(body.readableBytesView) else {
            let why =
                "The body is nested too deeply, or has too many values or names that are long, strange or there twice."
            throw .badRequest(why, field: Self.whole)
        }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView))
        } catch {
            throw .badRequest("The body is not valid JSON.", field: Self.whole)
        }
        guard case .object(let members) = value else {
            throw .badRequest("The body must be a JSON object.", field: Self.whole)
        }
        try self.init(members, path: "", allowing: allowed)
    }

    private init(_ members: [String: JSONValue], path: String, allowing allowed: Set<String>) throws(ChatError) {
        // A name comes back in the reply only if it is short and plain, which `JSONScan` has seen to.
        if let unknown = members.keys.sorted().first(where: { !allowed.contains($0) }) {
            throw .badRequest("No such member is known here.", field: path + unknown)
        }
        self.members = members
        self.path = path
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    func isNull(_ name: String) -> Bool { members[name] == .null }

    func string(_ name: String) throws(ChatError) -> String {
        guard case .string(let value)? = members[name] else { throw wrong(name, "a string") }
        return value
    }

    func id<Subject>(_ name: String) throws(ChatError) -> Identifier<Subject> {
        guard let id = Identifier<Subject>(try string(name)) else { throw wrong(name, "a UUID") }
        return id
    }

    func bool(_ name: String) throws(ChatError) -> Bool {
        guard case .bool(let value)? = members[name] else { throw wrong(name, "true or false") }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int64> = 0...Int64.max) throws(ChatError) -> Int64 {
        guard case .number(let value)? = members[name], let integer = Int64(exactly: value), range.contains(integer)
        else {
            let end = range.upperBound == .max ? "" : " and at most \(range.upperBound)"
            throw wrong(name, "an integer of at least \(range.lowerBound)\(end)")
        }
        return integer
    }

    func number(_ name: String, in range: ClosedRange<Double>) throws(ChatError) -> Double {
        guard case .number(let value)? = members[name], range.contains(value) else {
            throw wrong(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func ids<Subject>(_ name: String) throws(ChatError) -> [Identifier<Subject>] {
        guard case .array(let values)? = members[name] else { throw wrong(name, "a list of UUIDs") }
        var ids: [Identifier<Subject>] = []
        for value in values {
            guard case .string(let text) = value, let id = Identifier<Subject>(text) else {
                throw wrong(name, "a list of UUIDs")
            }
            ids.append(id)
        }
        return ids
    }

    func object(_ name: String, allowing allowed: Set<String>) throws(ChatError) -> CommandFields {
        guard case .object(let members)? = members[name] else { throw wrong(name, "an object") }
        return try CommandFields(members, path: path + name + ".", allowing: allowed)
    }

    /// A value that may be absent; `null` counts as absent.
    func optional<Value>(_ name: String, _ read: (String) throws(ChatError) -> Value) throws(ChatError) -> Value? {
        guard has(name), !isNull(name) else { return nil }
        return try read(name)
    }

    private func wrong(_ name: String, _ expected: String) -> ChatError {
        .badRequest("\(path)\(name) must be \(expected).", field: path + name)
    }
}

/// Any JSON.
enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            var object: [String: JSONValue] = [:]
            for key in members.allKeys { object[key.stringValue] = try members.decode(JSONValue.self, forKey: key) }
            self = .object(object)
            return
        }
        let container = try decoder.singleValueContainer()
        // Each attempt says only what the value is not.
        if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else {
            self = .array(try container.decode([JSONValue].self))
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }
}
