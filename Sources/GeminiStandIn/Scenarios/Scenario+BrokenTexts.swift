internal import NIOCore

extension Scenario {
    /// Streams whose bytes are no text, whose text is no JSON, or whose JSON is no response.
    static let brokenTexts: [Scenario] = [
        stream("stand-in-invalid-utf8", "Bytes inside of a text that are no UTF-8.") { call in
            call.around([0x66, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x8C, 0x67])
        },
        stream("stand-in-lone-surrogates", "Halves of surrogate pairs, written as escapes.") { call in
            call.around(Array(#"f\ud83c g \udf0a\ud83c\udf0a h\ud83d"#.utf8))
        },
        stream("stand-in-split-pair", "A surrogate pair whose halves come in two chunks.") { call in
            [
                .raw(call.event(around: Array(#"wave \ud83c"#.utf8))),
                .raw(call.event(around: Array(#"\udf0a again"#.utf8))),
                .event(call.response([], finish: "STOP")),
            ]
        },
        stream("stand-in-nul", "NUL and other control characters, as escapes.") { call in
            call.around(Array(#"f\u0000g\u0001\u001b[31m\u007f\u0008h"#.utf8))
        },
        stream("stand-in-nul-raw", "NUL and a tab inside of a string, not escaped.") { call in
            call.around([0x66, 0x00, 0x09, 0x67])
        },
        stream("stand-in-invalid-json", "An event in the middle that is no JSON.") { call in
            call.story.prefix(2).map(Step.event) + [.text("data: {\"candidates\": [{\"content\": \r\n\r\n")]
                + call.story.suffix(2).map(Step.event)
        },
        stream("stand-in-invalid-json-first", "The first event is no JSON.") { call in
            [.text("data: <html>\r\n\r\n")] + call.story.map(Step.event)
        },
        stream("stand-in-no-object", "Events that are JSON and no object.") { call in
            call.story.prefix(2).map(Step.event) + [.text("data: null\r\n\r\ndata: 7\r\n\r\ndata: \"text\"\r\n\r\n")]
                + call.story.suffix(2).map(Step.event)
        },
        stream("stand-in-wrong-types", "An event in the middle whose fields have other types.") { call in
            call.story.prefix(2).map(Step.event)
                + [.text(#"data: {"candidates":{"content":[]},"usageMetadata":"none","modelVersion":7}"# + "\r\n\r\n")]
                + call.story.suffix(2).map(Step.event)
        },
        stream("stand-in-deep", "An unknown field that is nested 5,000 levels deep.") { call in
            let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
            return call.story.prefix(2).map(Step.event)
                + [.text("data: {\"deep\":\(deep)}\r\n\r\n")] + call.story.suffix(2).map(Step.event)
        },
        stream("stand-in-duplicate-names", "Members that occur twice in an object.") { call in
            call.story.prefix(3).map(Step.event)
                + [
                    .text(
                        """
                        data: {"candidates":[],"candidates":[{"content":{"parts":[{"text":"no","text":" That is \
                        all."}]},"finishReason":"OTHER","finishReason":"STOP"}]}\r\n\r\n
                        """
                    )
                ]
        },
        stream("stand-in-prose", "200, an event stream, and plain prose in it.") { _ in
            [.text("Service temporarily rewired.\nPlease hold the line.\n")]
        },
    ]
}

extension Call {
    /// The story's first chunk, a text with these bytes, which are not escaped, and the end.
    fileprivate func around(_ bytes: [UInt8]) -> [Step] {
        [
            .event(response(text: "before ")), .raw(event(around: bytes)),
            .event(response(text: " after", finish: "STOP")),
        ]
    }

    fileprivate func event(around bytes: [UInt8]) -> [UInt8] {
        Array(#"data: {"candidates":[{"content":{"parts":[{"text":""#.utf8) + bytes
            + Array(#""}],"role":"model"},"index":0}],"responseId":"\#(responseID)"}"#.utf8) + Array("\r\n\r\n".utf8)
    }
}
