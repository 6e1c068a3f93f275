internal import Foundation

/// RFC 4648, 6, without padding: what authenticator programs read, and people can type.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ data: Data) -> String {
        var result: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in data {
            bits = (bits << 8 | UInt32(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                result.append(alphabet[Int(bits >> UInt32(count)) & 31])
            }
        }
        if count > 0 { result.append(alphabet[Int(bits << UInt32(5 - count)) & 31]) }
        return String(decoding: result, as: UTF8.self)
    }
}
