extension Scenario {
    /// Every reason for which a question is blocked; `stand-in-blocked` has PROHIBITED_CONTENT.
    static let blocks: [Scenario] =
        [
            "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR", "JAILBREAK",
            "BLOCK_REASON_UNSPECIFIED", "NEW_REASON",
        ].map { reason in
            responses("stand-in-block-" + hyphenated(reason), "Blocks every question for \(reason).") { call in
                [call.block(reason)]
            }
        } + [
            responses("stand-in-block-late", "Blocks the question after text was shown.") { call in
                call.story.prefix(2) + [call.block("SAFETY")]
            },
            responses("stand-in-block-without-reason", "Feedback without a reason, and nothing else.") { call in
                [.members(["promptFeedback": .members(["safetyRatings": call.ratings])])]
            },
        ]
}

extension Call {
    fileprivate func block(_ reason: String) -> JSON {
        .members([
            "promptFeedback": .members(["blockReason": .string(reason), "safetyRatings": ratings]),
            "usageMetadata": Chunk.Usage(prompt: promptTokens).json,
            "modelVersion": .string(model.id),
            "responseId": .string(responseID),
        ])
    }

    fileprivate var ratings: JSON {
        [.members(["category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": .bool(true)])]
    }
}
