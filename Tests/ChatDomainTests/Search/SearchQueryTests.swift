import ChatDomain
import Testing

struct SearchQueryTests {
    /// A phrase as `a b`, with `*` when its last word may go on.
    private func phrases(_ text: String) throws -> [String] {
        try SearchQuery(text).phrases.map { phrase in
            phrase.words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
                + (phrase.isBeginning ? "*" : "")
        }
    }

    @Test(arguments: [
        ("hello", ["hello*"]), ("hello world", ["hello", "world*"]), ("\"hello world\"", ["hello world"]),
        ("\"hello world\" x", ["hello world", "x*"]), ("x \"hello wor", ["x", "hello wor*"]),
        ("a „b c“", ["a", "b c"]),
        ("foo-bar baz", ["foo bar", "baz*"]), ("日本", ["日 本*"]),
        ("a AND b OR c NOT d", ["a", "and", "b", "or", "c", "not", "d*"]),
        ("title:x NEAR(a, 2)", ["title x", "near a", "2*"]), ("^a* + {b} - c", ["a", "b", "c*"]),
        ("hello ", ["hello*"]),
    ])
    func quotationMarksMakePhrasesAndNothingElseMeansAnything(text: String, expected: [String]) throws {
        #expect(try phrases(text) == expected)
    }

    @Test(arguments: ["\"", "\"\"", "...", "* - ^ : ( )", "'", " ", "\u{200B}\u{301}"])
    func withoutWordsThereIsNothingToLookFor(text: String) throws {
        #expect(try SearchQuery(text).phrases == [])
    }

    @Test(arguments: ["", String(repeating: "a", count: 201), "a\0b", String(repeating: "😀", count: 101)])
    func whatIsTooLongOrHasNULIsRefused(text: String) {
        #expect { try SearchQuery(text) } throws: { ($0 as? ChatError)?.field == "q" }
    }

    @Test func twoHundredCodeUnitsAreTaken() throws {
        #expect(try SearchQuery(String(repeating: "😀", count: 100)).phrases.first?.words.count == 100)
    }
}
