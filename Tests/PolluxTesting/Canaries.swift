internal import Foundation

/// Texts that belong to one user each, and must never be seen by another.
package enum Canaries {
    private static let mark = "canary-"
    private static let length = 12

    /// A new one, whose hexadecimal digits appear nowhere else.
    package static func make() -> String {
        mark + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased().prefix(length)
    }

    /// All that a text holds. One that is cut off, at the end of a delta for instance, is told as far as it goes.
    package static func found(in text: String) -> Set<String> {
        Set(text.components(separatedBy: mark).dropFirst().map { mark + $0.prefix(length).prefix { $0.isHexDigit } })
    }

    /// Those of others that somebody has seen whose own one is `own`.
    package static func leaked(into texts: some Sequence<String>, own: String?) -> Set<String> {
        var leaked: Set<String> = []
        for text in texts { leaked.formUnion(found(in: text)) }
        guard let own else { return leaked }
        return leaked.filter { !own.hasPrefix($0) }
    }
}
