internal import Crypto
package import Foundation

/// Random words that open something: a session's or an access token, a link. Whoever has one may; a store keeps its hash.
package enum Secret {
    /// 256 random bits, base64url without padding: 43 characters.
    package static func make() -> String {
        base64URL(randomBytes(32))
    }

    /// What a store keeps of a secret. A fast hash will do: nobody guesses 256 bits.
    package static func hash(_ secret: String) -> Data {
        Data(SHA256.hash(data: Data(secret.utf8)))
    }

    static func randomBytes(_ count: Int) -> Data {
        var random = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    private static func base64URL(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
