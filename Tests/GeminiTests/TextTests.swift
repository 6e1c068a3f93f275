import Testing

@testable import Gemini

/// The small readers of untrusted text: model names, delays, what a log may say.
@Suite struct TextTests {
    @Test(arguments: [
        ("gemini-3-flash", "models/gemini-3-flash"), ("models/gemini-3-flash", "models/gemini-3-flash"),
        ("tunedModels/my_own:1.0", "tunedModels/my_own:1.0"), ("google/gemma", "models/google/gemma"),
    ])
    func namesOfModelsBecomePaths(model: String, path: String) throws {
        #expect(try ModelPath(model).path == path)
    }

    @Test(arguments: [
        "", "/", "/x", "x/", "a//b", "../x", "models/../files/x", "a..b", "./x", "x/./y", "a b", "a?b", "a#b", "a%2e",
        "é", "x\n",
        "x\0", "x\\y", "x&key=1", String(repeating: "x", count: 300),
    ])
    func otherNamesAreRefused(model: String) {
        let error = #expect(throws: GeminiError.self) { try ModelPath(model) }
        #expect(error?.kind == .invalidArgument)
    }

    @Test(arguments: [
        ("34.074824224s", Duration.milliseconds(34_075)), ("0s", .zero), ("1h2m3.5s", .milliseconds(3_723_500)),
        ("500ms", .milliseconds(500)), ("2d", RetryDelay.longest), ("99999999999999999999s", RetryDelay.longest),
        (String(repeating: "9", count: 1000) + "s", RetryDelay.longest),
    ])
    func delaysAreRead(text: String, delay: Duration) {
        #expect(RetryDelay.parse(text[...]) == delay)
    }

    @Test(arguments: ["", "s", "5", "-5s", "nans", "infs", "1e9s", "5 s", "5s!", ".s", "1.2.3s", "٣s", "5weeks"])
    func otherDelaysAreNot(text: String) {
        #expect(RetryDelay.parse(text[...]) == nil)
    }

    @Test(
        arguments: [
            ("Please retry in 34.07s.", Duration.milliseconds(34_070)), ("Please retry in 12s", .seconds(12)),
            ("Your quota will reset after 21h10m20s.", .seconds(76_220)), ("retry in a while", nil), ("", nil),
        ] as [(String, Duration?)]
    )
    func delaysAreFoundInMessages(message: String, delay: Duration?) {
        #expect(RetryDelay.find(body: nil, message: message, retryAfter: nil) == delay)
    }

    @Test func theHeaderIsTheLastResort() {
        #expect(RetryDelay.find(body: nil, message: "no", retryAfter: "7") == .seconds(7))
        #expect(RetryDelay.find(body: nil, message: "retry in 3s", retryAfter: "7") == .seconds(3))
        #expect(RetryDelay.find(body: nil, message: "no", retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT") == nil)
    }

    @Test func theKeyNeverStandsInAMessage() {
        let redaction = Redaction(key: "AIza/S ecret")
        let text = "bad AIza/S ecret\u{301} and key=AIza%2FS%20ecret, AIza/S ecretAIza/S ecret\r\n\u{1B}[31m"
        #expect(redaction.clean(text) == "bad [key]\u{301} and key=[key], [key][key]   [31m")
        // The cut must not leave the first half of a key behind.
        let atTheCut = redaction.clean(String(repeating: "x", count: Redaction.longest - 4) + "AIza/S ecret")
        #expect(!atTheCut.contains("AIza"))
        #expect(Redaction(key: "").clean("as it is") == "as it is")
    }

    @Test func aConfigurationDoesNotShowItsKey() {
        let configuration = GeminiConfiguration(apiKey: "AIzaSecret")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("AIzaSecret"))
            #expect(text.contains("googleapis.com/v1beta"))
        }
    }
}
