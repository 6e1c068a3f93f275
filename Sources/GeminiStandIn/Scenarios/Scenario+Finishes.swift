extension Scenario {
    /// Every finish reason with text and without, by their words in lower case with hyphens.
    static let finishes: [Scenario] =
        reasons.flatMap { reason in [finish(reason, isEmpty: false), finish(reason, isEmpty: true)] } + [
            Scenario(id: "stand-in-finish-max-tokens-thoughts", purpose: "MAX_TOKENS in its thoughts.", thinks: true) {
                call in
                let answer = Answer(text: "", thoughts: Story.thoughts, finishReason: "MAX_TOKENS")
                return call.reply(answer)
            },
            responses("stand-in-finish-malformed-content", "MALFORMED_FUNCTION_CALL with content: {}.") { call in
                [call.response(nil, finish: "MALFORMED_FUNCTION_CALL", candidate: ["content": .object([])])]
            },
        ]

    private static let reasons = [
        "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE", "ESCALATION", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
        "IMAGE_OTHER", "NO_IMAGE", "CONTINUATION", "PUP_LIMITED_DISABLED", "FINISH_REASON_UNSPECIFIED",
    ]

    /// Base64 of nine bytes; a request that brings it gets the rest of the story.
    private static let continuation = "c3RvcnktMQ=="

    private static func finish(_ reason: String, isEmpty: Bool) -> Scenario {
        let name = "stand-in-finish-" + hyphenated(reason) + (isEmpty ? "-empty" : "")
        return Scenario(id: name, purpose: "Ends with \(reason)" + (isEmpty ? ", without text." : " after text.")) {
            call in
            if call.request.body["continuationToken"]?.text == continuation {
                return call.reply(Answer(text: Story.texts.suffix(2).joined()))
            }
            var answer = Answer(text: isEmpty ? "" : Story.text, finishReason: reason)
            if reason == "CONTINUATION" {
                if !isEmpty { answer.text = Story.texts.prefix(2).joined() }
                answer.candidate = [.init(name: "continuationToken", value: .string(continuation))]
            } else if reason != "STOP" {
                answer.finishMessage = "The stand-in ended with \(reason), as its name says."
            }
            return call.reply(answer)
        }
    }

    static func hyphenated(_ word: String) -> String {
        word.lowercased().split(separator: "_").joined(separator: "-")
    }
}
