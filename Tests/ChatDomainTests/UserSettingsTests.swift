import ChatDomain
import Testing

struct UserSettingsTests {
    @Test func everyWordOfTheTableCountsForItsKeyAndForNoOther() throws {
        let words = Set(UserSettings.Key.allCases.flatMap(\.words))
        for key in UserSettings.Key.allCases {
            for word in words {
                if key.words.contains(word) {
                    #expect(try UserSettings().merging([key: word]).values == [key.rawValue: word])
                } else {
                    let refusal = #expect(throws: ChatError.self) { _ = try UserSettings().merging([key: word]) }
                    #expect(refusal?.field == "settings.\(key.rawValue)")
                    #expect(refusal?.detail.contains(key.words[0]) == true)
                }
            }
        }
    }

    @Test func whatAnotherVersionKeptAndThisOneDoesNotKnowIsLeftOut() {
        let kept = ["theme": "dark", "tint": "plaid", "smell": "rose"]
        #expect(UserSettings(kept: kept).values == ["theme": "dark"])
    }
}
