internal import Crypto
internal import Foundation

/// A program that makes codes by time (RFC 6238), each for another step.
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

    /// A code that is good for ten seconds at least, of the earliest step that the server still takes; it waits where there is none.
    package mutating func next() async throws -> String {
        while true {
            let seconds = UInt64(Date().timeIntervalSince1970)
            let (now, left) = (seconds / 30, 30 - seconds % 30)
            step = max(step, now - 1)
            if step <= now + 1, step >= now || left >= 10 { break }
            // Time is what the codes are made of: nothing else brings the next step.
            try await Task.sleep(for: .seconds(left))
        }
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
