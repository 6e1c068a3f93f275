/// Looks at JSON from outside before a decoder does.
///
/// Swift compares and hashes strings in their normalised form, which takes seconds for a hostile key of 128 kB; a deep nesting
/// costs a decoder its stack, and a list of half a million zeros costs it seconds again. No library looks for these, so this pass
/// over the bytes does: names of members are short and plain ASCII, nesting is shallow, values are few. Whether it is JSON at
/// all is the decoder's to say.
package enum JSONScan {
    package static let maximumDepth = 16
    /// Bytes.
    package static let maximumNameLength = 64
    package static let maximumValues = 1000

    package static func isHarmless(_ bytes: some Sequence<UInt8>) -> Bool {
        var depth = 0
        var values = 1
        var isInString = false
        var isEscaped = false
        var length = 0
        var isPlain = true
        var lastStringIsName = true
        for byte in bytes {
            if isInString {
                length += 1
                if isEscaped {
                    isEscaped = false
                    isPlain = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    lastStringIsName = isPlain && length <= maximumNameLength + 1
                } else if byte >= 0x80 {
                    isPlain = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                length = 0
                isPlain = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > maximumDepth { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
            case UInt8(ascii: ","):
                values += 1
                if values > maximumValues { return false }
            case UInt8(ascii: ":"):
                if !lastStringIsName { return false }
            default:
                break
            }
        }
        return true
    }
}
