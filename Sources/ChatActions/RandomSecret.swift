internal import ChatDomain
internal import Crypto
internal import Foundation

/// A secret made here for somebody to keep: 256 random bits, base64url. The store keeps its SHA-256, which needs no slow
/// hashing: there is nothing to guess (OWASP ASVS 5.0, 11.5.1).
struct RandomSecret: Sendable {
    let text: String

    init(prefix: String = "") {
        let text = RandomBytes.make(32).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        self.text = prefix + text
    }

    var hash: Data { Self.hash(text) }

    static func hash(_ text: String) -> Data {
        Data(SHA256.hash(data: Data(text.utf8)))
    }
}

/// Bytes that nobody can foresee, from the system's generator.
enum RandomBytes {
    static func make(_ count: Int) -> Data {
        var random = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
}
