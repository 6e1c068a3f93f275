internal import Foundation

/// The words of a text as the search knows them, one after another, each with its place in the text. The same for what is
/// looked through and what is looked for.
///
/// Words have lost case and accents. Each character of Chinese, Japanese, Korean, Thai and the like is a word, as is each emoji.
package struct SearchWords: Sequence, IteratorProtocol {
    /// A word: UTF-8 without white space and signs, never empty.
    package struct Word: Hashable, Sendable {
        package var text: [UInt8]
        /// Where it stands, in UTF-16 code units.
        package var range: Range<Int>
    }

    /// What a longer word has more, such as one of a file in base64, does not count. In bytes.
    package static let maximumLength = 64

    private var scalars: String.UnicodeScalarView.Iterator
    private var offset = 0
    /// Read, and the next word's beginning.
    private var pending: Unicode.Scalar?
    private var block: SearchFolding.Block?

    package init(_ text: String) {
        scalars = text.unicodeScalars.makeIterator()
    }

    package mutating func next() -> Word? {
        var word: [UInt8] = []
        var (start, end) = (0, 0)
        while let scalar = pending ?? scalars.next() {
            pending = nil
            let width = scalar.value > 0xFFFF ? 2 : 1
            switch role(of: scalar) {
            case .gap:
                offset += width
                if !word.isEmpty { return Word(text: word, range: start..<end) }
            case .nothing:
                offset += width
                if !word.isEmpty { end = offset }
            case .part(let folded):
                if word.isEmpty { start = offset }
                offset += width
                end = offset
                Self.append(scalar, folded, to: &word)
            case .word(let folded):
                guard word.isEmpty else {
                    pending = scalar
                    return Word(text: word, range: start..<end)
                }
                return single(scalar, folded, width)
            }
        }
        return word.isEmpty ? nil : Word(text: word, range: start..<end)
    }

    private mutating func single(_ scalar: Unicode.Scalar, _ folded: [UInt8]?, _ width: Int) -> Word {
        let start = offset
        offset += width
        var (whole, text) = (scalar, folded)
        // A letter that was sent in its parts, as file names of macOS have them, is the letter as everybody types it.
        while let part = scalars.next() {
            pending = part
            guard let composed = Self.composed(whole, part) else { break }
            (whole, text, pending) = (composed, nil, nil)
            offset += 1
        }
        return Word(text: text ?? Array(String(whole).utf8), range: start..<offset)
    }

    private mutating func role(of scalar: Unicode.Scalar) -> SearchFolding.Role {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "0"..."9", "A"..."Z": return .part(nil)
            default: return .gap
            }
        }
        if let block, block.number == scalar.value >> 8 { return block.role(scalar) }
        let found = SearchFolding.block(of: scalar)
        block = found
        return found.role(scalar)
    }

    private static func append(_ scalar: Unicode.Scalar, _ folded: [UInt8]?, to word: inout [UInt8]) {
        if let folded {
            if word.count + folded.count <= maximumLength { word += folded }
        } else if scalar.isASCII {
            guard word.count < maximumLength else { return }
            word.append(UInt8(scalar.value) | ((0x41...0x5A).contains(scalar.value) ? 0x20 : 0))
        } else {
            let bytes = UTF8.encode(scalar)
            if let bytes, word.count + bytes.count <= maximumLength { word += bytes }
        }
    }

    /// The sounding marks of Japanese, and the vowels and endings of a Korean syllable (Unicode, 3.12).
    private static func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        switch (first.value, second.value) {
        case (_, 0x3099...0x309A):
            let text = (String(first) + String(second)).precomposedStringWithCanonicalMapping.unicodeScalars
            return text.count == 1 ? text.first : nil
        case (0x1100...0x1112, 0x1161...0x1175):
            return Unicode.Scalar(0xAC00 + ((first.value - 0x1100) * 21 + second.value - 0x1161) * 28)
        case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first.value - 0xAC00).isMultiple(of: 28):
            return Unicode.Scalar(first.value + second.value - 0x11A7)
        default: return nil
        }
    }
}
