/// Checks UTF-8 that arrives in pieces, cut anywhere.
///
/// The ranges are those of the Unicode Standard, table 3-7: no surrogates, no overlong forms, nothing above U+10FFFF.
struct UTF8Check {
    private var continuationsLeft = 0
    private var nextByte: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether the bytes so far end with a whole character.
    var isComplete: Bool { continuationsLeft == 0 }

    /// Whether the bytes so far, with these, can be the beginning of valid UTF-8. After a false, the check is over.
    mutating func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if continuationsLeft == 0, index + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            guard accepts(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private mutating func accepts(_ byte: UInt8) -> Bool {
        if continuationsLeft > 0 {
            guard nextByte.contains(byte) else { return false }
            continuationsLeft -= 1
            nextByte = 0x80...0xBF
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: expect(1)
        case 0xE0: expect(2, first: 0xA0...0xBF)
        case 0xED: expect(2, first: 0x80...0x9F)
        case 0xE1...0xEF: expect(2)
        case 0xF0: expect(3, first: 0x90...0xBF)
        case 0xF1...0xF3: expect(3)
        case 0xF4: expect(3, first: 0x80...0x8F)
        default: return false
        }
        return true
    }

    private mutating func expect(_ count: Int, first: ClosedRange<UInt8> = 0x80...0xBF) {
        continuationsLeft = count
        nextByte = first
    }
}
