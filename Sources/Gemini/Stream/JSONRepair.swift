/// Makes JSON readable whose text is not valid: broken UTF-8 and lone halves of surrogate pairs become U+FFFD, and control
/// characters that stand in a string as they are become escapes.
///
/// `JSONDecoder` refuses all three, and a whole answer would be lost over half an emoji.
enum JSONRepair {
    static func repaired(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let valid = Array(String(decoding: bytes, as: UTF8.self).utf8)
        var result: [UInt8] = []
        result.reserveCapacity(valid.count)
        var at = 0
        var isInString = false
        while at < valid.count {
            let length = valid[at] == UInt8(ascii: "\\") ? escapeLength(valid, at) : 1
            if valid[at] == UInt8(ascii: "\"") { isInString.toggle() }
            if length == 6, isSurrogate(valid, at) {
                result += "\\ufffd".utf8
            } else if isInString, valid[at] < 0x20 {
                result += "\\u00".utf8
                result += [valid[at] >> 4, valid[at] & 0x0F].map { UInt8(ascii: "0") + $0 + ($0 > 9 ? 39 : 0) }
            } else {
                result += valid[at..<at + length]
            }
            at += length
        }
        return result
    }

    /// 12 for a proper pair of surrogates, 6 for any other `\u` escape, 2 for a short one; never beyond the end.
    private static func escapeLength(_ bytes: [UInt8], _ at: Int) -> Int {
        guard let high = codeUnit(bytes, at) else { return min(2, bytes.count - at) }
        guard UTF16.isLeadSurrogate(high), let low = codeUnit(bytes, at + 6), UTF16.isTrailSurrogate(low) else {
            return 6
        }
        return 12
    }

    private static func isSurrogate(_ bytes: [UInt8], _ at: Int) -> Bool {
        codeUnit(bytes, at).map { UTF16.isLeadSurrogate($0) || UTF16.isTrailSurrogate($0) } ?? false
    }

    /// The value of the escape `\u0000` to `\uffff` that begins here.
    private static func codeUnit(_ bytes: [UInt8], _ at: Int) -> UInt16? {
        guard at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            return nil
        }
        let digits = bytes[at + 2..<at + 6]
        // `UInt16("+123", radix: 16)` would be a number too.
        guard digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
