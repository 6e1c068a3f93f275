import Foundation

/// A JSON object as a reply holds it, with the paths that tests look at.
struct Object: @unchecked Sendable, CustomStringConvertible {
    // The dictionary is never changed after it was read, and nobody else holds it; hence the unchecked conformance.
    private let members: [String: Any]
    private let text: String

    init(_ bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
        members = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] ?? [:]
    }

    var description: String { text }
    var keys: Set<String> { Set(members.keys) }

    /// The value at a path such as `error.details.0.reason`; nil when there is none.
    func value(_ path: String) -> Any? {
        path.split(separator: ".").reduce(Optional(members as Any)) { value, step in
            if let index = Int(step), let items = value as? [Any] {
                return items.indices.contains(index) ? items[index] : nil
            }
            return (value as? [String: Any])?[String(step)]
        }
    }

    func string(_ path: String) -> String? { value(path) as? String }
    func int(_ path: String) -> Int? { value(path) as? Int }
    func count(_ path: String) -> Int { (value(path) as? [Any])?.count ?? 0 }

    /// The answer's text, thoughts left out.
    var answer: String { parts.filter { $0["thought"] as? Bool != true }.compactMap { $0["text"] as? String }.joined() }
    var thought: String {
        parts.filter { $0["thought"] as? Bool == true }.compactMap { $0["text"] as? String }.joined()
    }
    var finishReason: String? { string("candidates.0.finishReason") }
    var signature: String? { parts.compactMap { $0["thoughtSignature"] as? String }.first }

    private var parts: [[String: Any]] { value("candidates.0.content.parts") as? [[String: Any]] ?? [] }
}

extension [Object] {
    var answer: String { map(\.answer).joined() }
    var thought: String { map(\.thought).joined() }
}
