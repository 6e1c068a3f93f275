import ChatDomain
import Testing

struct SearchWordsTests {
    private func words(_ text: String) -> [String] {
        SearchWords(text).map { String(decoding: $0.text, as: UTF8.self) }
    }

    @Test(arguments: [
        ("", []), (" \n\t.,;!?\"'()[]", []), ("Hello, World", ["hello", "world"]),
        ("foo_bar-baz", ["foo", "bar", "baz"]),
        ("Crème BRÛLÉE", ["creme", "brulee"]), ("Straße STRASSE", ["strasse", "strasse"]),
        ("cre\u{300}me", ["creme"]), ("ﬁne ½ x²", ["fine", "1⁄2", "x2"]), ("İstanbul ılık", ["istanbul", "ilik"]),
        ("Øre smørrebrød", ["ore", "smorrebrod"]), ("ΣΊΣΥΦΟΣ σίσυφος", ["σισυφοσ", "σισυφοσ"]),
        ("Ёлка ЙОД", ["елка", "иод"]), ("أَهْلًا", ["اهلا"]), ("שָׁלוֹם", ["שלום"]), ("soft\u{AD}hyphen", ["softhyphen"]),
    ])
    func caseAndAccentsDoNotMatter(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("日本語", ["日", "本", "語"]), ("iPhone手机", ["iphone", "手", "机"]), ("한국", ["한", "국"]),
        ("ภาษา", ["ภ", "า", "ษ", "า"]), ("、。", []), ("😀👍🏽", ["😀", "👍"]), ("ｶﾅ", ["カ", "ナ"]),
    ])
    func charactersOfScriptsWithoutGapsAreWords(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test func aLetterInPartsIsTheLetter() {
        #expect(words("か\u{3099}") == words("が"))
        #expect(words("\u{1112}\u{1161}\u{11AB}국") == words("한국"))
        #expect(words("\u{0958}") == words("\u{0915}\u{093C}"))
        #expect(SearchWords("か\u{3099}x").map(\.range) == [0..<2, 2..<3])
    }

    @Test func rangesCountAsJavaScriptDoes() {
        #expect(SearchWords("😀 Ünï cre\u{300}me").map(\.range) == [0..<2, 3..<6, 7..<13])
    }

    @Test func aLongWordIsCutWithinWholeCharacters() throws {
        let word = try #require(SearchWords(String(repeating: "я", count: 10_000)).first { _ in true })
        #expect(word.text.count == SearchWords.maximumLength && word.range == 0..<10_000)
        #expect(String(validating: word.text, as: UTF8.self) != nil)
    }

    /// The index keeps words apart by spaces and says by `_` whose they are: no character may become one of these.
    @Test func noWordHoldsASignOfTheIndex() {
        for value in UInt32(1)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for word in SearchWords(String(scalar)) {
                let isClean = word.text.allSatisfy { byte in
                    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                }
                #expect(isClean && !word.text.isEmpty, "U+\(String(value, radix: 16)): \(word.text)")
            }
        }
    }
}
