import Testing

@testable import WebSocketUpgrade

struct UTF8CheckTests {
    /// Whether the check takes the pieces for one whole text.
    private func isText(_ pieces: [[UInt8]]) -> Bool {
        var check = UTF8Check()
        return pieces.allSatisfy { piece in piece.withUnsafeBytes { check.accepts($0) } } && check.isComplete
    }

    @Test func charactersOfEveryLengthAreAccepted() {
        let borders: [UInt32] = [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x1_0000, 0x10_FFFF]
        for value in borders + stride(from: 1, to: 0x10_FFFF, by: 251) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            #expect(isText([bytes]), "U+\(String(value, radix: 16))")
            #expect(isText(bytes.map { [$0] }), "U+\(String(value, radix: 16)), byte by byte")
        }
    }

    @Test func everyTripleOfBytesIsJudgedAsByTheStandardLibrary() {
        // The bytes at which table 3-7 changes its mind, and their neighbours.
        let bytes: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
            0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for first in bytes {
            for second in bytes {
                for third in bytes {
                    for tail in [[], [0x80], [0xBF], [0x41]] as [[UInt8]] {
                        let text = [first, second, third] + tail
                        let isValid = String(validating: text, as: UTF8.self) != nil
                        #expect(isText([text]) == isValid, "\(text)")
                        #expect(isText([[first, second], [third] + tail]) == isValid, "\(text), cut")
                    }
                }
            }
        }
    }

    @Test func longAsciiIsSkippedInWordsWithoutMissingAnything() {
        for position in 0..<40 {
            var text = [UInt8](repeating: 0x61, count: 40)
            #expect(isText([text]))
            text[position] = 0xFF
            #expect(!isText([text]), "at \(position)")
        }
    }

    @Test func textCutWithinACharacterIsNotComplete() {
        #expect(!isText([[0xE2, 0x82]]))
        #expect(isText([[0xE2, 0x82], [0xAC]]))
    }

    @Test func wrongTextIsRefusedBeforeItsEnd() {
        var check = UTF8Check()
        // A surrogate's first two bytes: no third byte can make them right.
        let isAccepted = ([0xED, 0xA0] as [UInt8]).withUnsafeBytes { check.accepts($0) }
        #expect(!isAccepted)
    }
}
