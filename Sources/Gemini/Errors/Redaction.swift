/// Takes the API key out of texts that go to a log.
struct Redaction: Sendable {
    /// The key as it is, and as it looks in a URL.
    private let secrets: [String]

    static let longest = 2_000

    init(key: String) {
        let encoded = key.utf8.map { byte -> String in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(character) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
        secrets = key.isEmpty ? [] : [key, encoded]
    }

    /// One line without the key, without control characters, cut to ``longest``. The key goes first, so that the cut
    /// cannot leave half of it standing.
    func clean(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets {
            bytes = Self.replace(Array(secret.utf8), in: bytes)
        }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        let line = String(String.UnicodeScalarView(scalars.prefix(Self.longest).map { Self.isControl($0) ? " " : $0 }))
        return scalars.dropFirst(Self.longest).isEmpty ? line : line + "…"
    }

    func clean(_ error: GeminiError) -> GeminiError {
        var error = error
        error.message = clean(error.message)
        error.status = error.status.map(clean)
        return error
    }

    /// By bytes: `String` compares characters, and a combining mark after the key would hide it.
    private static func replace(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = secret.first, bytes.count >= secret.count else { return bytes }
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if bytes[at] == first, bytes[at...].starts(with: secret) {
                kept += "[key]".utf8
                at += secret.count
            } else {
                kept.append(bytes[at])
                at += 1
            }
        }
        return kept
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || [0x2028, 0x2029].contains(scalar.value)
    }
}
