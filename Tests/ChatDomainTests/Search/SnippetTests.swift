import ChatDomain
import Testing

struct SnippetTests {
    /// The snippet with its marks in brackets.
    private func marked(_ snippet: Snippet) -> String {
        var units = Array(snippet.text.utf16)
        for mark in snippet.marks.reversed() {
            units.insert(0x5D, at: mark.upperBound)
            units.insert(0x5B, at: mark.lowerBound)
        }
        return String(decoding: units, as: UTF16.self)
    }

    @Test(arguments: [
        ("The river runs", "river", "The [river] runs"), ("Rivers and a river", "river", "[River]s and a [river]"),
        ("**Crème** brûlée", "brulee creme", "**[Crème]** [brûlée]"), ("日本語の本", "本", "日[本]語の[本]"),
        ("a b c b c", "\"b c\"", "a [b c] [b c]"), ("foo-bar foo", "foo-bar", "[foo-bar] foo"),
        ("Straße", "strass", "[Straß]e"),
        ("nothing", "other", "nothing"), ("👩‍👩‍👧 x", "x", "👩‍👩‍👧 [x]"), ("cafe\u{301}s", "cafe", "[cafe\u{301}]s"),
        ("aaa", "a aa aaa", "[aaa]"),
        ("हिन्दी", "हिन्", "[हिन्दी]"),
    ])
    func marksAreWhatWasFound(text: String, query: String, expected: String) throws {
        #expect(marked(try Snippet(text, SearchQuery(query))) == expected)
    }

    @Test func aLongTextIsCutAroundTheFirstMark() throws {
        let words = (1...2000).map { "word\($0)" }.joined(separator: " ")
        let snippet = try Snippet(words, SearchQuery("\"word1000\""))
        #expect(marked(snippet).contains(" [word1000] "))
        #expect(snippet.text.hasPrefix("…word") && snippet.text.hasSuffix("…"))
        #expect((100...122).contains(snippet.text.utf16.count))
        let first = try Snippet(words, SearchQuery("word1"))
        #expect(marked(first).hasPrefix("[word1] word2") && first.marks.count > 1)
        let last = try Snippet(words, SearchQuery("\"word2000\""))
        #expect(marked(last).hasSuffix("[word2000]"))
        #expect(last.text.utf16.count > 100)
    }

    @Test(arguments: ["🇩🇪", "👩‍👩‍👧‍👦", "e\u{301}", "한", "\r\n"])
    func nothingIsCutWithinACharacter(character: Character) throws {
        for count in 0...70 {
            let text = String(repeating: character, count: count) + " needle " + String(repeating: character, count: 90)
            let snippet = try Snippet(text, SearchQuery("needle"))
            #expect(snippet.text.allSatisfy { $0 == character || " needle…".contains($0) }, "\(count)")
            #expect(marked(snippet).contains("[needle]"))
        }
    }

    @Test func aCharacterWithoutEndIsCut() throws {
        let text = "a" + String(repeating: "\u{301}", count: 100_000) + " needle"
        let snippet = try Snippet(text, SearchQuery("needle"))
        #expect(snippet.text.utf16.count < 300 && marked(snippet).hasSuffix("[needle]"))
        #expect(try Snippet(text, SearchQuery("a")).text.utf16.count < 400)
    }
}
