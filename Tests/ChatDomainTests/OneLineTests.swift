import ChatDomain
import Testing
import TimeTesting

struct OneLineTests {
    @Test(arguments: [
        ("", ""), ("   \n\t ", ""), ("What is light?", "What is light?"), ("a\n\n b\tc", "a b c"),
        ("# Title\n\n- one\n- two", "Title one two"), ("> quoted **bold** and `code`", "quoted bold and code"),
        ("```swift\nlet x\n```", "swift let x"), ("| a | b |\n|---|---|", "a | b |"),
    ])
    func markdownBecomesOnePlainLine(text: String, expected: String) {
        #expect(oneLine(text, limit: 48) == expected)
    }

    @Test(arguments: ["What is 2 + 2 = x?", "7 - 5", "a | b", "2*3*4", "x > y", "snake_case", "-5 °C", "f = a * b"])
    func arithmeticKeepsItsSigns(text: String) {
        #expect(oneLine(text, limit: 48) == text)
    }

    @Test func aTextOfTheLimitStaysWholeALongerOneIsCutAtAWordsEnd() {
        #expect(oneLine("abc def", limit: 7) == "abc def")
        #expect(oneLine("abc defg", limit: 7) == "abc…")
        #expect(oneLine("abc def ghi", limit: 7) == "abc def…")
    }

    @Test func aWordBeyondTheLimitIsCutInside() {
        #expect(oneLine("abcdefghij", limit: 4) == "abcd…")
        #expect(oneLine("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", limit: 2) == "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…")
    }

    @Test func aTextThatIsWhiteSpaceForLongEndsInASignThatThereIsMore() {
        #expect(oneLine(String(repeating: " ", count: 5000) + "end", limit: 48) == "…")
    }

    @Test func aHugeTextCostsNoMoreThanItsBeginningAndGivesLittle() {
        let letters = String(repeating: "word ", count: 25_000)
        let marks = "a" + String(repeating: "\u{301}\u{323}", count: 60_000)
        var lines: [String] = []
        let duration = processorTime {
            for text in [letters, marks] { lines.append(oneLine(text, limit: 120)) }
        }
        #expect(duration < .seconds(1))
        #expect(lines.allSatisfy { $0.hasSuffix("…") && $0.unicodeScalars.count <= 8 * 120 + 1 })
    }
}
