internal import Foundation

/// Passwords that everybody tries first (ASVS 5.0, 6.2.4; NIST SP 800-63B-4, 3.1.1.2).
enum CommonPasswords {
    /// Whether the list holds a password, whatever the case of its letters. Looks through 130 kB, which takes microseconds.
    static func contains(_ password: String) -> Bool {
        var word: [UInt8] = []
        for byte in password.utf8 {
            // Words of the list have no other bytes, and white space parts them.
            guard byte > space, byte < 0x7F else { return false }
            word.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
        }
        guard word.count >= 8 else { return false }
        return list.withUTF8Buffer { list in
            // Both ends of the list are white space, so a word never touches them.
            var rest = UnsafeRawBufferPointer(list).dropFirst()
            while let start = find(word, in: rest) {
                let end = start + word.count
                if list[start - 1] <= space, end < list.count, list[end] <= space { return true }
                rest = rest[(start + 1)...]
            }
            return false
        }
    }

    private static func find(_ word: [UInt8], in list: Slice<UnsafeRawBufferPointer>) -> Int? {
        let bytes = UnsafeRawBufferPointer(rebasing: list)
        guard let base = bytes.baseAddress else { return nil }
        var start = 0
        while bytes.count - start >= word.count,
            let first = memchr(base + start, Int32(word[0]), bytes.count - start - word.count + 1)
        {
            start = base.distance(to: UnsafeRawPointer(first))
            if memcmp(base + start, word, word.count) == 0 { return list.startIndex + start }
            start += 1
        }
        return nil
    }

    private static let space = UInt8(ascii: " ")
}
