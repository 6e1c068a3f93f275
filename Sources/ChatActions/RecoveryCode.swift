internal import Crypto
internal import Foundation

/// What lets somebody in once who has lost their authenticator: 125 random bits in five groups of five characters.
struct RecoveryCode: Sendable {
    /// How many a user gets at once.
    static let count = 10

    /// Such as `abcde-fghij-klmno-pqrst-uvwxy`.
    let text: String

    static func makeAll() -> [RecoveryCode] {
        (0..<count).map { _ in RecoveryCode() }
    }

    init() {
        let letters = Array(Base32.encode(RandomBytes.make(16)).lowercased().prefix(25))
        text = stride(from: 0, to: 25, by: 5).map { String(letters[$0..<$0 + 5]) }.joined(separator: "-")
    }

    var hash: Data { Data(SHA256.hash(data: Data(text.utf8.filter { $0 != UInt8(ascii: "-") }))) }

    /// The hash of a code as somebody typed it: in any case, with any spaces and hyphens, and with the figures that letters are
    /// taken for; `nil`: it can be none.
    static func hash(ofTyped text: String) -> Data? {
        guard text.utf8.count <= 64 else { return nil }
        var letters: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"): continue
            case UInt8(ascii: "0"): letters.append(UInt8(ascii: "o"))
            case UInt8(ascii: "1"): letters.append(UInt8(ascii: "l"))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): letters.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "2")...UInt8(ascii: "7"): letters.append(byte)
            default: return nil
            }
        }
        return letters.count == 25 ? Data(SHA256.hash(data: Data(letters))) : nil
    }
}
