internal import Foundation
internal import Synchronization

/// What each character is to the search: a part of a word without its case and accents, a word of its own, a gap, or nothing.
///
/// The index holds what this made of a text, and taking a text out again must make the same of it. So what it says of a
/// character must not change: whoever changes it adds a migration that fills the index anew. Characters that Unicode does not
/// know yet are gaps. Once they are known, words with them in texts of before stay in the index when the text goes, and lead
/// nowhere.
enum SearchFolding {
    enum Role: Sendable {
        case gap
        /// As if it were not there: accents, marks without width.
        case nothing
        /// UTF-8; `nil`: the character itself.
        case part([UInt8]?)
        /// Of a script without gaps between words, or a picture. A word of its own, so that each one can be looked for.
        case word([UInt8]?)
    }

    /// The roles of 256 neighbours in Unicode.
    struct Block: Sendable {
        let number: UInt32
        private let roles: [Role]

        fileprivate init(number: UInt32) {
            self.number = number
            roles = (0..<256).map { Unicode.Scalar(number << 8 | $0).map(SearchFolding.role) ?? .gap }
        }

        func role(_ scalar: Unicode.Scalar) -> Role { roles[Int(scalar.value & 0xFF)] }
    }

    /// Hostile texts can touch all 4,352 of them; a language touches a few, Chinese about a hundred.
    private static let maximumBlocks = 512
    private static let blocks = Mutex<[UInt32: Block]>([:])

    static func block(of scalar: Unicode.Scalar) -> Block {
        let number = scalar.value >> 8
        return blocks.withLock { blocks in
            if let block = blocks[number] { return block }
            if blocks.count >= maximumBlocks { blocks.removeAll() }
            let block = Block(number: number)
            blocks[number] = block
            return block
        }
    }

    private static func role(_ scalar: Unicode.Scalar) -> Role {
        if isAccent(scalar) { return .nothing }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark, .privateUse:
            if isWordOfItsOwn(scalar.value) { return .word(written(scalar, compatible(scalar))) }
            let folded = folded(scalar)
            return folded.isEmpty ? .nothing : .part(written(scalar, folded))
        case .otherSymbol: return .word(nil)
        case .format: return .nothing
        // The skin tones of emoji. The others are accents that stand alone.
        case .modifierSymbol: return (0x1F3FB...0x1F3FF).contains(scalar.value) ? .nothing : .gap
        default: return .gap
        }
    }

    private static func written(_ scalar: Unicode.Scalar, _ text: String) -> [UInt8]? {
        // Not `==`, to which the same letter in another form is the same.
        text.utf8.elementsEqual(String(scalar).utf8) ? nil : Array(text.utf8)
    }

    /// Halves and wholes of width are the same (`ｶ` and `カ`).
    private static func compatible(_ scalar: Unicode.Scalar) -> String {
        String(scalar).precomposedStringWithCompatibilityMapping.filter { !$0.isWhitespace }
    }

    /// Without accents and case. Letters that Unicode does not take apart but people do.
    private static func folded(_ scalar: Unicode.Scalar) -> String {
        if let letters = letters[scalar] { return letters }
        var result = String.UnicodeScalarView()
        for part in String(scalar).decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
        where !isAccent(part) && !(part.isASCII && !isPlain(part)) {
            if let letters = letters[part] {
                result.append(contentsOf: letters.unicodeScalars)
            } else {
                result.append(part)
            }
        }
        return String(result)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private static let letters: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "ı": "i", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "æ": "ae",
        "Æ": "ae",
        "œ": "oe", "Œ": "oe", "ħ": "h", "Ħ": "h", "ς": "σ",
    ]

    /// Marks that a word is the same word without. Those of India and of Thai are letters in all but name, and are none.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x0483...0x0489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F,
            0xFE20...0xFE2F, 0xE0100...0xE01EF:
            true
        case 0x0591...0x05BD, 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7: true  // Hebrew points
        case 0x0610...0x061A, 0x0640, 0x064B...0x065F, 0x0670, 0x06D6...0x06DC, 0x06DF...0x06E4, 0x06E7, 0x06E8,
            0x06EA...0x06ED:
            true  // Arabic vowels, and the line that stretches a word
        default: false
        }
    }

    /// Scripts that put no gaps between words, and Korean, whose words carry endings.
    private static func isWordOfItsOwn(_ value: UInt32) -> Bool {
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF, 0xA9E0...0xA9FF,
            0xAA60...0xAADF:
            true  // Thai, Lao, Burmese, Khmer, Tai
        case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xFFA0...0xFFDC: true  // Korean
        case 0x2E80...0x2FDF, 0x3005...0x312F, 0x31A0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFF:
            true  // Chinese, Japanese, Yi
        default: false
        }
    }
}
