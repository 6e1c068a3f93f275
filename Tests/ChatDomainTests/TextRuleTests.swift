import ChatDomain
import Testing
import TimeTesting

struct TextRuleTests {
    @Test(arguments: [
        TextRule.question, .title, .instructions, .name, .password, .model,
    ])
    func lengthsAreCountedInUTF16CodeUnitsAtBothEnds(rule: TextRule) throws {
        let (least, most) = (rule.lengths.lowerBound, rule.lengths.upperBound)
        try rule.check(String(repeating: "a", count: least))
        try rule.check(String(repeating: "a", count: most))
        // A pair of surrogates is two units and four bytes, "€" one unit and three bytes.
        try rule.check(String(repeating: "😀", count: most / 2))
        try rule.check(String(repeating: "€", count: most))
        let refusal = #expect(throws: ChatError.self) { try rule.check(String(repeating: "a", count: most + 1)) }
        #expect(refusal?.code == .badRequest)
        #expect(refusal?.field == rule.field)
        #expect(throws: ChatError.self) { try rule.check(String(repeating: "😀", count: most / 2 + 1)) }
        if least > 0 {
            #expect(throws: ChatError.self) { try rule.check(String(repeating: "a", count: least - 1)) }
        }
    }

    @Test func aQuestionHas1To131072CodeUnits() {
        #expect(TextRule.question.lengths == 1...131_072)
    }

    @Test(arguments: [TextRule.question, .title, .instructions, .name, .password, .model])
    func nulIsRefusedEverywhereInEveryText(rule: TextRule) {
        for text in ["\0aaaaaaaa", "aaaa\0aaaa", "aaaaaaaa\0"] {
            #expect(throws: ChatError.self) { try rule.check(text) }
        }
    }

    @Test func aQuestionMayHoldTabsAndLineEnds() throws {
        try TextRule.question.check("a\tb\nc\r\nd")
        try TextRule.instructions.check("a\tb\nc\r\nd")
    }

    @Test(arguments: ["\n", "\t", "\r", "\u{1B}", "\u{7F}", "\u{1}"])
    func aSingleLineHoldsNoControlCharacter(character: String) {
        for rule in [TextRule.title, .name, .model] {
            #expect(throws: ChatError.self) { try rule.check("a\(character)b") }
        }
    }

    @Test(arguments: ["\u{85}", "\u{9B}", "\u{2028}", "\u{2029}"])
    func aSingleLineHoldsNoLineEndBeyondASCIIEither(character: String) {
        for rule in [TextRule.title, .name, .model] {
            #expect(throws: ChatError.self) { try rule.check("a\(character)b") }
        }
    }

    @Test func lettersOfAllScriptsPass() throws {
        for text in ["Ünïcødé", "日本語", "עברית", "🇩🇪👩‍👩‍👧‍👦", "e\u{301}", "नमस्ते"] {
            try TextRule.title.check(text)
            try TextRule.name.check(text)
        }
    }

    @Test func theRefusalDoesNotRepeatTheText() {
        let refusal = #expect(throws: ChatError.self) { try TextRule.title.check("canary\n") }
        #expect(refusal?.detail.contains("canary") == false)
    }

    @Test func hostileCombiningMarksAreCheckedQuickly() {
        // Alternating classes, which normalisation would have to sort.
        let marks = String(repeating: "\u{301}\u{323}", count: 65_535)
        let duration = processorTime {
            _ = try? TextRule.question.check("a" + marks)
            _ = try? TextRule.name.check("a" + marks)
            _ = try? TextRule.title.check("a" + marks)
        }
        #expect(duration < .seconds(1))
    }
}
