/// Looks at JSON from outside before a decoder does.
///
/// Swift compares and hashes strings in their normalised form, which takes seconds for a hostile key of 128 kB; a deep nesting
/// costs a decoder its stack, and a list of half a million zeros costs it seconds again. No library looks for these, so this pass
/// over the bytes does: names of members are short, plain ASCII and each there once, numbers are short, nesting is shallow, values
/// are few. Whether it is JSON at all is the decoder's to say.
package enum JSONScan {
    package static let maximumDepth = 16
    /// Bytes.
    package static let maximumNameLength = 64
    package static let maximumValues = 1000

    /// Bytes.
    package static let maximumNumberLength = 40

    package static func isHarmless(_ bytes: some Sequence<UInt8>, values: Int = maximumValues) -> Bool {
        var state = State(maximumValues: values)
        return bytes.allSatisfy { state.take($0) }
    }

    private struct State {
        let maximumValues: Int
        var depth = 0
        var values = 1
        var isInString = false
        var isEscaped = false
        /// Of the string or the number that is being read, or was last.
        var length = 0
        /// Of the string that is being read, or was last: a name, if a colon follows.
        var name: [UInt8] = []
        var isPlain = true
        /// The names in each object that is open. Decoders differ in which of two members with the same name they take.
        var names: [Set<[UInt8]>] = []

        mutating func take(_ byte: UInt8) -> Bool {
            if isInString {
                takeInString(byte)
                return true
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                length = 0
                isPlain = true
                name.removeAll(keepingCapacity: true)
                return true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                length = 0
                depth += 1
                names.append([])
                return depth <= maximumDepth
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                length = 0
                depth -= 1
                _ = names.popLast()
                return true
            case UInt8(ascii: ","):
                length = 0
                values += 1
                return values <= maximumValues
            case UInt8(ascii: ":"):
                defer { length = 0 }
                guard isPlain, length <= maximumNameLength else { return false }
                return names.isEmpty || names[names.count - 1].insert(name).inserted
            case 0x20, 0x09, 0x0A, 0x0D:
                return true
            default:
                // A number, or one of three words.
                length += 1
                return length <= maximumNumberLength
            }
        }

        private mutating func takeInString(_ byte: UInt8) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
                isPlain = false
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            } else {
                length += 1
                if byte >= 0x80 { isPlain = false }
                if length <= maximumNameLength { name.append(byte) }
            }
        }
    }
}
