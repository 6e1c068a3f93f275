/// The formats around deflate, without any compression: what pictures and encoded bodies need to be valid.
///
/// Source: RFC 1950 (zlib), RFC 1951 (stored blocks), RFC 1952 (gzip).
enum Deflate {
    private static let longestBlock = 65_535

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        return head + stored(bytes) + crc32(bytes).littleEndianBytes
            + UInt32(truncatingIfNeeded: bytes.count)
            .littleEndianBytes
    }

    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        [0x78, 0x01] + stored(bytes) + adler32(bytes).littleEndianBytes.reversed()
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / longestBlock * 5 + 5)
        var start = 0
        repeat {
            let end = min(start + longestBlock, bytes.count)
            let length = UInt16(end - start)
            result.append(end == bytes.count ? 1 : 0)
            for half in [length, ~length] { result += [UInt8(truncatingIfNeeded: half), UInt8(half >> 8)] }
            result += bytes[start..<end]
            start = end
        } while start < bytes.count
        return result
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~crcTable.withUnsafeBufferPointer { table in
            bytes.withUnsafeBufferPointer { bytes in
                bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
            }
        }
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        let (low, high) = bytes.withUnsafeBufferPointer { bytes in
            bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
                let low = (sums.0 + UInt32(byte)) % 65_521
                return (low, (sums.1 + low) % 65_521)
            }
        }
        return high << 16 | low
    }
}

extension UInt32 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
