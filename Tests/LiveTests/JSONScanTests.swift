import Testing

@testable import Live

struct JSONScanTests {
    private func isHarmless(_ text: String) -> Bool { JSONScan.isHarmless(text.utf8) }

    @Test(arguments: [
        "", "{}", #"{"a":1}"#, #"{"a":"b:c,[{","d":["\"",":"]}"#, #"{"a":"\\","b":"é"}"#, "[[[[]]]]", #"{"a" : 1}"#,
        #"{"a":"\u0041é😀"}"#, "nonsense", "}}}]]]",
    ])
    func ordinaryTextIsHarmless(text: String) {
        #expect(isHarmless(text))
    }

    @Test func nestingHasALimit() {
        let depth = JSONScan.maximumDepth
        #expect(isHarmless(String(repeating: "[", count: depth) + String(repeating: "]", count: depth)))
        #expect(!isHarmless(String(repeating: "[", count: depth + 1)))
        #expect(!isHarmless(String(repeating: #"{"a":"#, count: depth + 1)))
        // Within a string brackets are text.
        #expect(isHarmless("\"" + String(repeating: "[", count: 1000) + "\""))
    }

    @Test func namesAreShortAndPlain() {
        let longest = String(repeating: "n", count: JSONScan.maximumNameLength)
        #expect(isHarmless(#"{"\#(longest)":1}"#))
        #expect(!isHarmless(#"{"\#(longest)n":1}"#))
        #expect(!isHarmless(#"{"é":1}"#))
        #expect(!isHarmless(#"{"\u0061":1}"#))
        #expect(!isHarmless(#"{"a": {"e\#u{301}": 1}}"#))
        // A value may be long and of any letters.
        #expect(isHarmless(#"{"a":"\#(longest)\#(longest)é\n"}"#))
    }

    @Test func noNameIsThereTwice() {
        #expect(isHarmless(#"{"a":{"a":[{"a":1},{"a":2}]},"b":"a"}"#))
        #expect(!isHarmless(#"{"a":1,"a":1}"#))
        #expect(!isHarmless(#"{"b":[{"a":1,"c":{"a":2},"a":3}]}"#))
        #expect(isHarmless(#"["a","a"]"#))
    }

    @Test func numbersAreShort() {
        #expect(isHarmless(#"{"a":-1234567890.123456789e+12}"#))
        #expect(!isHarmless(#"{"a":\#(String(repeating: "9", count: 100_000))}"#))
        #expect(isHarmless(#"{"a": "\#(String(repeating: "9", count: 100_000))"}"#))
    }

    @Test func valuesAreFew() {
        let most = JSONScan.maximumValues
        #expect(isHarmless("[" + Array(repeating: "0", count: most).joined(separator: ",") + "]"))
        #expect(!isHarmless("[" + Array(repeating: "0", count: most + 1).joined(separator: ",") + "]"))
    }
}
