import ChatDomain
import Testing
import TimeTesting

struct NameTests {
    @Test(arguments: [
        ("Ada", "ada"), (" Ada\u{A0}", "ADA"), ("Élodie", "E\u{301}lodie"), ("ÉLODIE", "élodie"), ("Å", "\u{212B}"),
    ])
    func namesThatPeopleTakeForTheSameHaveOneKey(one: String, other: String) {
        #expect(Array(nameKey(one).utf8) == Array(nameKey(other).utf8))
    }

    @Test(arguments: [("Ada", "Ada1"), ("a b", "ab"), ("Elodie", "Élodie"), ("ada", "аda")])
    func otherNamesHaveOtherKeys(one: String, other: String) {
        #expect(Array(nameKey(one).utf8) != Array(nameKey(other).utf8))
    }

    @Test func aKeyIsItsOwnKey() {
        for name in ["Ada Lovelace", "ÉLODIE", "İstanbul", "Straße", "ΣΊΣΥΦΟΣ", "\u{1E9E}"] {
            let key = nameKey(name)
            #expect(Array(nameKey(key).utf8) == Array(key.utf8))
        }
    }

    @Test(arguments: [("", ""), (" \n\t", ""), ("a", "a"), ("  a b ", "a b"), ("\u{3000}日本\u{2003}", "日本")])
    func whiteSpaceGoesFromTheEndsOnly(text: String, expected: String) {
        #expect(trimmed(text) == expected)
    }

    @Test func theLongestHostileNameHasItsKeyQuickly() {
        let name = "a" + String(repeating: "\u{301}\u{323}\u{334}", count: 21)
        #expect(name.utf16.count == TextRule.name.lengths.upperBound)
        let duration = processorTime { for _ in 0..<100 { _ = nameKey(name) } }
        #expect(duration < .seconds(1))
    }
}
