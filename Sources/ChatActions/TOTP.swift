internal import Crypto
internal import Foundation

/// One-time codes by time: RFC 6238 over RFC 4226, with what every authenticator program understands (SHA-1, 30 s, 6 digits).
///
/// No library: the package listing has none for Swift, and over swift-crypto's HMAC it is the dozen lines below.
struct TOTP: Sendable {
    static let seconds: Int64 = 30
    /// A code of the step before or after counts, too: clocks differ, and people type slowly (RFC 6238, 5.2).
    private static let tolerance: Int64 = 1
    /// Steps that a clock may have been ahead without being wrong: five minutes.
    private static let longestLead: Int64 = 10

    /// 160 bits, the length that RFC 4226, 4 recommends.
    let secret: Data

    init(secret: Data = RandomBytes.make(20)) {
        self.secret = secret
    }

    /// The step of time whose code this is; `nil`: it is none of now, or an older one than `lastStep` allows.
    ///
    /// - Parameter lastStep: of the last code that was accepted; no code of it or before it counts again.
    func step(of code: String, at seconds: Int64, after lastStep: Int64) -> Int64? {
        guard let number = Self.number(code) else { return nil }
        let now = seconds / Self.seconds
        // A step that is far from being reached was noted while the clock was wrong. It must not lock anybody out until then.
        let lastStep = lastStep > now + Self.longestLead ? .min : lastStep
        var found: Int64?
        // All of them in any case, so that the time taken says nothing.
        for step in (now - Self.tolerance)...(now + Self.tolerance) where self.code(step: step) == number {
            if step > lastStep { found = step }
        }
        return found
    }

    /// RFC 4226, 5.3: an HMAC of the step, dynamically truncated.
    func code(step: Int64, digits: Int = 6) -> UInt32 {
        let counter = withUnsafeBytes(of: UInt64(bitPattern: step).bigEndian) { Data($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[mac.count - 1] & 0x0F)
        let word = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return word % (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
    }

    /// For an authenticator program, as text or as a picture that the page draws.
    ///
    /// Source: github.com/google/google-authenticator, wiki "Key Uri Format".
    func uri(name: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
        )
        let account = name.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        return "otpauth://totp/Pollux:\(account)?secret=\(base32)&issuer=Pollux&algorithm=SHA1&digits=6&period=30"
    }

    var base32: String { Base32.encode(secret) }

    /// Six digits, perhaps in two groups.
    private static func number(_ code: String) -> UInt32? {
        guard code.utf8.count <= 16 else { return nil }
        let digits = code.utf8.filter { $0 != UInt8(ascii: " ") }
        guard digits.count == 6, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return digits.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
    }
}
