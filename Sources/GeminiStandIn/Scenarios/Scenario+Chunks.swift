extension Scenario {
    /// Streams that are well framed and hold what clients stumble over.
    static let chunks: [Scenario] = [
        responses("stand-in-duplicate-chunks", "Every chunk twice, with the same totals.") { call in
            call.story(finish: nil).flatMap { [$0, $0] } + [call.response([], finish: "STOP", tokens: 20)]
        },
        responses("stand-in-empty-chunks", "{} between the chunks, and a chunk without candidates.") { call in
            [JSON.object([])] + call.story.flatMap { [.members(["candidates": []]), .object([]), $0] }
        },
        responses("stand-in-empty-text", "Chunks with an empty text between the others, first and last.") { call in
            [call.response(text: "")] + call.story(finish: nil).flatMap { [$0, call.response(text: "")] }
                + [call.response(text: "", finish: "STOP")]
        },
        responses("stand-in-no-parts", "Content without parts between the chunks and at the end.") { call in
            call.story(finish: nil).flatMap { [call.response([]), $0] } + [call.response([], finish: "STOP")]
        },
        responses("stand-in-empty-content", "content: {} between the chunks and at the end.") { call in
            let empty = call.response(nil, candidate: ["content": .object([])])
            return call.story(finish: nil).flatMap { [empty, $0] }
                + [call.response(nil, finish: "STOP", candidate: ["content": .object([])])]
        },
        responses("stand-in-thoughts-only", "Thinks, and stops without an answer.", thinks: true) { call in
            call.storyThoughts + [call.response([], finish: "STOP")]
        },
        responses("stand-in-stop-everywhere", "STOP on every chunk.") { call in
            Story.texts.enumerated().map { call.response(text: $1, finish: "STOP", tokens: 5 * ($0 + 1)) }
        },
        responses("stand-in-stop-then-reason", "STOP on every chunk but the last, which has SAFETY.") { call in
            Story.texts.enumerated().map { call.response(text: $1, finish: $0 == 3 ? "SAFETY" : "STOP") }
        },
        responses("stand-in-usage-only", "Runs of chunks with nothing but totals.") { call in
            let usage = (0..<30).map { _ in call.bare(["usageMetadata": Chunk.Usage(prompt: call.promptTokens).json]) }
            return usage + call.story(finish: nil).flatMap { [$0] + usage } + [call.response([], finish: "STOP")]
        },
        responses("stand-in-finish-alone", "The finish reason in a chunk of its own, without content.") { call in
            call.story(finish: nil) + [call.response(nil, finish: "STOP", tokens: 20)]
        },
        responses("stand-in-text-after-finish", "More text after the finish reason.") { call in
            call.story(finish: "STOP") + [call.response(text: " One more thing.", tokens: 24)]
        },
        responses("stand-in-candidates", "Several candidates, the wanted one not always first.") { call in
            Story.texts.enumerated().map { index, text in
                let last = index == Story.texts.count - 1
                let wanted = JSON.members([
                    "content": .members(["parts": [.text(text)], "role": "model"]),
                    "finishReason": last ? "STOP" : nil, "index": 0,
                ])
                let other = JSON.members([
                    "content": .members(["parts": [.text("SECOND CANDIDATE")], "role": "model"]),
                    "finishReason": last ? "MAX_TOKENS" : nil, "index": 1,
                ])
                return call.bare(["candidates": index % 2 == 0 ? [wanted, other] : [other, wanted]])
            }
        },
        responses("stand-in-unknown-parts", "Parts of kinds that nobody knows, among the texts.") { call in
            let unknown = JSON.members(["hologram": .members(["colours": [1, 2], "data": "AAAA"])])
            let both = JSON.members(["text": "seen", "hologram": .members(["id": "h1"]), "thought": .null])
            return [
                call.response([unknown, .text("I have "), unknown]), call.response([unknown]),
                call.response([both, .members(["functionCall": .members(["name": "look", "args": .object([])])])]),
                call.response([.object([]), .text(" a hologram.")], finish: "STOP"),
            ]
        },
        responses("stand-in-unknown-finish", "Ends with a finish reason that nobody knows.") { call in
            call.story(finish: "MOON_PHASE")
        },
        responses("stand-in-unknown-fields", "Fields and words everywhere that nobody knows.") { call in
            call.storyWithUnknownFields
        },
        responses("stand-in-strings-for-numbers", "Numbers come as strings, and as 5.0.") { call in
            Story.texts.enumerated().map { index, text in
                call.bare([
                    "candidates": [
                        .members([
                            "content": .members(["parts": [.text(text)], "role": "model"]),
                            "finishReason": index == 3 ? "STOP" : nil, "index": "0",
                        ])
                    ],
                    "usageMetadata": .members([
                        "promptTokenCount": "7", "candidatesTokenCount": .number("\(5 * (index + 1)).0"),
                        "totalTokenCount": .string(String(7 + 5 * (index + 1))),
                    ]),
                ])
            }
        },
        responses("stand-in-nulls", "null wherever a field may be absent.") { call in
            Story.texts.enumerated().map { index, text in
                call.bare([
                    "promptFeedback": .null,
                    "candidates": [
                        .members([
                            "content": .members([
                                "parts": [
                                    .members([
                                        "text": .string(text), "thought": .null, "thoughtSignature": .null,
                                        "inlineData": .null,
                                    ])
                                ], "role": .null,
                            ]),
                            "finishReason": index == 3 ? "STOP" : .null, "groundingMetadata": .null, "index": .null,
                        ])
                    ],
                    "usageMetadata": .null,
                ])
            }
        },
        responses("stand-in-totals-come-and-go", "Totals that later chunks leave out.") { call in
            let totals = Chunk.Usage(prompt: 7, answer: 20, thoughts: 3).json
            return [call.bare(["usageMetadata": totals])] + call.story(finish: nil)
                + [call.bare(["candidates": [.members(["finishReason": "STOP"])]])]
        },
        responses("stand-in-zero-width", "Text of zero-width characters only.") { call in
            [call.response(text: "\u{200B}\u{200D}"), call.response(text: "\u{2060}\u{FEFF}\u{200C}", finish: "STOP")]
        },
        responses("stand-in-spaces", "Text of white space only.") { call in
            [call.response(text: " \n"), call.response(text: "\t\u{A0}\n\n", finish: "STOP")]
        },
        responses("stand-in-empty-stop", "STOP without any text.") { call in
            [call.response([], finish: "STOP")]
        },
        responses("stand-in-other-model", "Served by another model than the one asked.") { call in
            Story.texts.enumerated().map { index, text in
                JSON.members([
                    "candidates": [
                        .members([
                            "content": .members(["parts": [.text(text)], "role": "model"]),
                            "finishReason": index == 3 ? "STOP" : nil,
                        ])
                    ],
                    "modelVersion": "gemini-9.9-nova", "responseId": .string(call.responseID),
                    "modelStatus": .members(["modelStage": "DEPRECATED", "message": "Retires soon."]),
                ])
            }
        },
    ]
}

extension Call {
    /// A response with these members, the model and the id.
    fileprivate func bare(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        JSON.members(members).adding(["modelVersion": .string(model.id), "responseId": .string(responseID)])
    }

    fileprivate var storyWithUnknownFields: [JSON] {
        Story.texts.enumerated().map { index, text in
            let part = JSON.members([
                "text": .string(text), "mood": .members(["kind": "CALM", "level": .number("0.5")]),
            ])
            let candidate = JSON.members([
                "content": .members(["parts": [part], "role": "model", "language": "en"]),
                "finishReason": index == 3 ? "STOP" : nil, "index": 0, "poetry": [1, [2, .null]],
                "safetyRatings": [
                    .members(["category": "HARM_CATEGORY_PUNS", "probability": "SURREAL", "blocked": .bool(false)])
                ],
            ])
            return bare([
                "candidates": [candidate], "turnToken": "v1_abc", "weather": .members(["wind": 3]),
                "promptFeedback": .members(["mood": "FINE"]),
                "usageMetadata": .members([
                    "promptTokenCount": 7, "candidatesTokenCount": JSON(5 * (index + 1)), "dreamTokenCount": 9,
                    "promptTokensDetails": [.members(["modality": "SMELL", "tokenCount": 7])], "serviceTier": "golden",
                ]),
                "modelStatus": .members(["modelStage": "LEGENDARY"]),
            ])
        }
    }
}
