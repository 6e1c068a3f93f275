extension Scenario {
    /// Those that refuse a request for one of its fields and answer it without that field, so that a repeat can succeed.
    static let blamedFields: [Scenario] = [
        blaming(
            "stand-in-400-thinking-level",
            "400 as long as the request has a thinking level.",
            ["thinkingConfig", "thinkingLevel"]
        ) { _ in .invalidArgument("Thinking level is not supported for this model.") },
        blaming(
            "stand-in-400-thinking-level-unknown",
            "400 as long as the request has a thinking level: an unknown field.",
            ["thinkingConfig", "thinkingLevel"]
        ) { _ in .unknownField("thinkingLevel", at: "generation_config.thinking_config") },
        blaming(
            "stand-in-400-thinking-budget",
            "400 as long as the request has a thinking budget.",
            ["thinkingConfig", "thinkingBudget"]
        ) { value in
            .invalidArgument(
                "Budget \(value.encoded().prefix(20)) is invalid. This model only works in thinking mode."
            )
        },
        blaming(
            "stand-in-400-thoughts",
            "400 as long as the request asks for thoughts.",
            ["thinkingConfig", "includeThoughts"]
        ) { _ in .invalidArgument("Thinking is not enabled for this model.") },
        blaming("stand-in-400-temperature", "400 as long as the request has a temperature.", ["temperature"]) { _ in
            .invalidArgument("The parameter `temperature` is not supported for this model.")
        },
        blaming("stand-in-400-top-p", "400 as long as the request has topP.", ["topP"]) { _ in
            .invalidArgument("The parameter `top_p` is not supported for this model.")
        },
        refusal(
            "stand-in-400-thinking-always",
            "400 that blames the thinking level, whether there is one or not.",
            .invalidArgument("Thinking level is not supported for this model.")
        ),
    ]

    private static func blaming(
        _ id: String,
        _ purpose: String,
        _ path: [String],
        _ failure: @escaping @Sendable (JSON) -> APIFailure
    ) -> Scenario {
        Scenario(id: id, purpose: purpose, thinks: true, temperature: 1) { call throws(APIFailure) in
            let configuration = call.request.body["generationConfig"]
            if let value = path.reduce(configuration, { $0?[$1] }), value != .null, value != .bool(false) {
                throw failure(value)
            }
            return call.reply(call.ordinaryAnswer)
        }
    }
}
