internal import ChatDomain
internal import Crypto
internal import Foundation

/// What conversations from elsewhere have in common.
enum Foreign {
    /// An id that follows from the foreign ones, so that importing again finds what is there: a UUID of version 8 (RFC 9562, 5.8)
    /// from SHA-256.
    static func id(_ parts: String...) -> UUID {
        var hash = SHA256()
        for part in parts {
            // Lengths keep ("a", "bc") and ("ab", "c") apart.
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: Data(part.utf8))
        }
        return uuid(Array(hash.finalize()))
    }

    /// One that follows from a content.
    static func id(of bytes: some DataProtocol) -> UUID { uuid(Array(SHA256.hash(data: bytes))) }

    private static func uuid(_ hash: [UInt8]) -> UUID {
        UUID(
            uuid: (
                hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6] & 0x0F | 0x80, hash[7],
                hash[8] & 0x3F | 0x80, hash[9], hash[10], hash[11], hash[12], hash[13], hash[14], hash[15]
            )
        )
    }

    /// A time in seconds since 1970, or in milliseconds or nanoseconds, as programs have it; `nil` when it is none of our age.
    static func time(_ value: JSONTree?, now: Timestamp = .now) -> Timestamp? {
        guard var number = value?.number, number > 0 else { return nil }
        if number < 1e11 {
            number *= 1000
        } else if number > 1e17 {
            number /= 1_000_000
        } else if number > 1e14 {
            number /= 1000
        }
        return limited(Timestamp(milliseconds: Int64(number)), now: now)
    }

    /// Clocks differ; what claims to be of next year would stand first for ever.
    static func limited(_ time: Timestamp, now: Timestamp = .now) -> Timestamp? {
        guard time.milliseconds >= 0 else { return nil }
        return min(time, Timestamp(milliseconds: now.milliseconds + 86_400_000))
    }

    static func model(_ name: String?) -> String? {
        guard let name else { return nil }
        let cleaned = TextRule.model.cleaned(name)
        return cleaned.isEmpty ? nil : cleaned
    }

    static func fileName(_ name: String?) -> String {
        let cleaned = TextRule.fileName.cleaned(name ?? "")
        return cleaned.isEmpty ? "file" : cleaned
    }

    /// A page that an answer rests on; `nil` when it is none of the web's.
    static func source(title: String?, uri: String?) -> Source? {
        guard let uri, uri.hasPrefix("https://") || uri.hasPrefix("http://"), uri.utf8.count <= 2000 else { return nil }
        guard !uri.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else { return nil }
        let name = TextRule.title.cleaned(title ?? "")
        return Source(title: name.isEmpty ? String(uri.prefix(100)) : name, uri: uri, segments: [])
    }

    static let maximumSources = 100
}
