import ChatDomain
import Testing

@testable import ChatActions

struct PasswordTests {
    private func isRefused(_ password: String, name: String = "Ada Lovelace") -> Bool {
        do {
            _ = try Password(choosing: password, name: name)
            return false
        } catch {
            #expect(error.code == .badRequest && error.field == "password")
            return true
        }
    }

    @Test func theListHasMoreThanTheThreeThousandThatASVSAsksFor() {
        let words = CommonPasswords.list.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
            .split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(words.count > 10_000)
        #expect(words.allSatisfy { $0.utf8.count >= 8 && $0 == $0.lowercased() })
        // The first and the last of a line, of the list, and some between.
        for index in stride(from: 0, to: words.count, by: 97) + [words.count - 1] {
            #expect(CommonPasswords.contains(words[index]), "\(words[index])")
        }
    }

    @Test(arguments: ["password", "PassWord", "12345678", "1qaz2wsx", "iloveyou", "Trustno1", "!qaz2wsx", "zzzzzzz1"])
    func theCommonestAreRefusedInAnyCase(password: String) {
        #expect(CommonPasswords.contains(password))
        #expect(isRefused(password))
    }

    @Test(arguments: [
        "correct horse", "password 12345678", "ssword12", "assword12x", "pássword", "passwor\u{0}d", "", "\u{301}",
        "ford123\n",
    ])
    func partsAndNeighboursOfTheListAreNotInIt(password: String) {
        #expect(!CommonPasswords.contains(password))
    }

    @Test(arguments: [
        "Ada Lovelace", "ada lovelace", "ADA LOVELACE", "Ada Lovelace!", "123Ada Lovelace", "Pollux2026!",
        "gemini123456",
        "aaaaaaaa", "ääääääääää", "        ",
    ])
    func theOwnNameThatOfTheServerAndOneCharacterAreRefused(password: String) {
        #expect(isRefused(password))
    }

    @Test func aNameWithoutLettersIsRefusedAsAPasswordAndNothingElseIs() {
        #expect(isRefused("2026-11-26", name: "2026-11-26"))
        #expect(!isRefused("2026-11-27", name: "2026-11-26"))
    }

    @Test(arguments: [
        "correct horse", "Ada Lovelace writes", "pollux und castor", "🐴🔋📎🐴🔋📎🐴🔋", "日本語のパスワード",
        String(repeating: "long ", count: 51) + "x", "tr0ub4dor&3",
    ])
    func noOtherRuleHolds(password: String) throws {
        #expect(!isRefused(password))
        #expect(try Password(choosing: password, name: "Ada").text.utf8.count >= 8)
    }

    @Test func aPasswordIsTheSameInEveryUnicodeForm() throws {
        let composed = try Password(choosing: "p\u{E4}sse und gr\u{FC}sse", name: "Ada")
        let decomposed = try #require(Password(entered: "pa\u{308}sse und gru\u{308}sse"))
        #expect(composed.text.utf8.elementsEqual(decomposed.text.utf8))
    }

    @Test func theLengthIsThatOfWhatWasTyped() {
        #expect(isRefused("seven77"))
        #expect(!isRefused("eight88x"))
        #expect(!isRefused(String(repeating: "ab", count: 128)))
        #expect(isRefused(String(repeating: "ab", count: 128) + "c"))
        #expect(Password(entered: String(repeating: "€", count: 257)) == nil)
    }
}

struct DeviceLabelTests {
    @Test(arguments: [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Windows"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari on iPhone"
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome on Android"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Safari on Mac"
        ),
        ("curl/8.14.1", "curl"), ("", "Unknown device"), (nil, "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
        (String(repeating: "x", count: 512) + "Firefox/1", "Unknown device"),
    ])
    func aLabelIsOneOfOurs(userAgent: String?, label: String) {
        #expect(DeviceLabel.make(userAgent: userAgent) == label)
    }
}
