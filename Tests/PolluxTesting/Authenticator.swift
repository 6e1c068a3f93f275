internal import Crypto
internal import Foundation

/// A program that makes codes by time (RFC 6238): at most three, each for another step, all good for half a minute at least.
package struct Authenticator: Sendable {
    private let key: SymmetricKey
    private var step = UInt64(Date().timeIntervalSince1970) / 30 - 1

    /// - Parameter secret: base32, as the server shows it.
    package init(secret: String) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = secret.compactMap { alphabet.firstIndex(of: $0) }.flatMap { value in
            (0..<5).reversed().map { value >> $0 & 1 }
        }
        key = SymmetricKey(
            data: stride(from: 0, to: bits.count - 7, by: 8).map { start in
                bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | UInt8($1) }
            }
        )
    }

    package mutating func next() -> String {
        defer { step += 1 }
        return code(step)
    }

    /// A code that is none of now.
    package var wrong: String {
        let good = (step - 3...step + 6).map(code)
        return (100_000...999_999).lazy.map { "\($0)" }.first { !good.contains($0) } ?? ""
    }

    private func code(_ step: UInt64) -> String {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: step >> UInt64(56 - 8 * $0)) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key))
        let start = Int(mac[19] & 15)
        let number = mac[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = "\(number % 1_000_000)"
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}
