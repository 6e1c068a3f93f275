internal import ChatDomain
internal import Foundation

/// A password as it is hashed and compared: in Unicode's form C, whatever keyboard made it (NIST SP 800-63B-4, 3.1.1.2).
struct Password: Sendable {
    let text: String

    /// A password that somebody chooses. No rule of composition: length, and nothing that is guessed first.
    ///
    /// - Parameters:
    ///   - name: the user's own.
    ///   - field: of the body, to blame.
    /// - Throws: `bad_request` with the field.
    init(choosing text: String, name: String) throws(ChatError) {
        try TextRule.password.check(text)
        // Once, and after the length is known: normalising is slow on hostile text.
        self.text = text.precomposedStringWithCanonicalMapping
        let isGuessed =
            CommonPasswords.contains(self.text) || Self.isOneCharacter(self.text)
            || Self.isObvious(self.text, name: nameKey(name))
        guard !isGuessed else {
            throw .badRequest("This password is among the first that others would guess.", field: "password")
        }
    }

    /// A password that somebody signs in with; `nil`: nobody can have it.
    init?(entered text: String) {
        guard text.utf8.count <= TextRule.password.lengths.upperBound * 3 else { return nil }
        self.text = text.precomposedStringWithCanonicalMapping
    }

    private static func isOneCharacter(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return text.unicodeScalars.allSatisfy { $0 == first }
    }

    /// Words that only this server's users would choose (ASVS 5.0, 6.2.11): its own name, and theirs.
    private static func isObvious(_ text: String, name: String) -> Bool {
        let (whole, core) = (nameKey(text), core(text))
        return whole == name || !core.isEmpty && ["pollux", "gemini", Self.core(name)].contains(core)
    }

    /// What is left of a word without the figures and marks that people put around it.
    private static func core(_ text: String) -> String {
        let letters = nameKey(text).unicodeScalars
        let start = letters.drop { !$0.properties.isAlphabetic }
        return String(String.UnicodeScalarView(start.reversed().drop { !$0.properties.isAlphabetic }.reversed()))
    }
}
