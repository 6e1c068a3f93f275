extension Scenario {
    /// 429 in all its forms, of which `stand-in-429` has a delay of 2.5 s; and a limit that is soon reached.
    static let limits: [Scenario] = [
        limit(
            "stand-in-429-minute",
            "429 per minute, free again in 50 ms.",
            "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
            "10",
            delay: "0.05s"
        ),
        limit(
            "stand-in-429-tokens",
            "429 of input tokens per minute, free again in 50 ms.",
            "GenerateContentInputTokensPerModelPerMinute-FreeTier",
            "250000",
            delay: "0.05s"
        ),
        limit(
            "stand-in-429-later",
            "429 per minute, free again in 45 s.",
            "GenerateRequestsPerMinutePerProjectPerModel",
            "1000",
            delay: "45.2s"
        ),
        limit(
            "stand-in-429-day",
            "429 per day, whose delay is a trap.",
            "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
            "250",
            delay: "0.05s"
        ),
        limit(
            "stand-in-429-zero",
            "429: the project's tier does not have this model.",
            "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
            "0",
            delay: "0.05s"
        ),
        refusal("stand-in-429-plain", "429 without any detail.", .exhausted),
        refusal(
            "stand-in-429-spend",
            "429: the project has spent what it may.",
            APIFailure(
                code: 429,
                statusWord: "RESOURCE_EXHAUSTED",
                message: """
                    Your project has exceeded its spending cap. Please go to AI Studio to manage your project spend \
                    cap.
                    """
            )
        ),
        Scenario(
            id: "stand-in-small",
            purpose: "Takes 2,000 tokens, and refuses longer prompts.",
            inputTokenLimit: 2000
        ) { call in
            call.reply(call.ordinaryAnswer)
        },
        Scenario(id: "stand-in-429-text", purpose: "429 of a front end, without JSON.") { _ in
            Reply(status: 429, contentType: .plain, headers: ["Retry-After": "1"], body: [.text("Too Many Requests\n")])
        },
    ]

    private static func limit(
        _ id: String,
        _ purpose: String,
        _ quota: String,
        _ limit: String,
        delay: String
    ) -> Scenario {
        Scenario(id: id, purpose: purpose) { call throws(APIFailure) in
            throw .quota(id: quota, limit: limit, model: call.model.id, delay: delay)
        }
    }
}
