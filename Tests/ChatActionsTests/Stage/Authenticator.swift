import ChatDomain
import Foundation

@testable import ChatActions

/// A program that makes codes, each for another step.
struct Authenticator {
    private let totp: TOTP
    private var step = Timestamp.now.milliseconds / 30_000 - 1

    init?(base32: String) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, bits, count) = (Data(), UInt32(0), 0)
        for letter in base32 {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            bits = (bits << 5 | UInt32(value)) & 0xFFFF
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        totp = TOTP(secret: bytes)
    }

    /// A code that is good for ten seconds at least, of the earliest step that still counts; it waits where there is none.
    mutating func next() async throws -> String {
        while true {
            let seconds = Timestamp.now.milliseconds / 1000
            let (now, left) = (seconds / 30, 30 - seconds % 30)
            step = max(step, now - 1)
            if step <= now + 1, step >= now || left >= 10 { break }
            // Time is what the codes are made of: nothing else brings the next step.
            try await Task.sleep(for: .seconds(left))
        }
        defer { step += 1 }
        let code = String(totp.code(step: step))
        return String(repeating: "0", count: 6 - code.count) + code
    }

    /// A code that is none of now.
    var wrong: String {
        let good = (step - 3...step + 6).map { totp.code(step: $0) }
        let code = (100_000...999_999).first { !good.contains(UInt32($0)) } ?? 0
        return String(code)
    }
}
