internal import NIOCore

extension Scenario {
    /// Right answers whose events stand otherwise in the body than Google's: one `data:` line, CRLF, a blank line.
    static let framings: [Scenario] = [
        stream("stand-in-frame-lf", "Lines end with LF.") { call in
            call.story.map { .bytes($0.event(end: "\n\n")) }
        },
        stream("stand-in-frame-cr", "Lines end with CR.") { call in
            call.story.map { .bytes($0.event(end: "\r\r")) }
        },
        stream("stand-in-frame-mixed", "Lines end with CRLF, LF and CR in turn.") { call in
            zip(call.story, ["\r\n\n", "\n\r\n", "\r\r\n", "\n\r"]).map { .bytes($0.event(end: $1)) }
        },
        stream("stand-in-frame-bytes", "Every byte on its own.") { call in
            call.story.flatMap { $0.event().readableBytesView.map { Step.raw(CollectionOfOne($0)) } }
        },
        stream("stand-in-frame-at-once", "All events in one piece.") { call in
            [.bytes(call.story.map { $0.event() }.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) })]
        },
        stream("stand-in-frame-separators", "U+2028, U+2029, U+0085 and vertical tabs inside of strings.") { call in
            let texts = ["one\u{2028}two\u{2029}", "three\u{85}four", "\u{2028}\u{2028}five\u{B}\u{C}six", "\u{85}"]
            return texts.enumerated().map { index, text in
                .event(call.response(text: text, finish: index == 3 ? "STOP" : nil))
            }
        },
        stream("stand-in-frame-comments", "Comments and fields between the events.") { call in
            [.text(": welcome\r\n\r\nretry: 10000\r\n\r\n")]
                + call.story.enumerated().flatMap { index, chunk in
                    [
                        Step.text(
                            ":\r\n: data: {\"not\":\"data\"}\r\nevent: message\r\nid: \(index)\r\nunknown: x\r\n"
                        ),
                        .event(chunk),
                    ]
                } + [.text("event: end\r\n\r\n")]
        },
        stream("stand-in-frame-bom", "A byte order mark before the first event.") { call in
            [.raw([0xEF, 0xBB, 0xBF])] + call.story.map(Step.event)
        },
        stream("stand-in-frame-done", "[DONE] at the end.") { call in
            call.story.map(Step.event) + [.text("data: [DONE]\r\n\r\n")]
        },
        stream("stand-in-frame-unended", "No blank line after the last event.") { call in
            call.story.dropLast().map(Step.event) + call.story.suffix(1).map { .bytes($0.event(end: "\r\n")) }
        },
        stream("stand-in-frame-unended-line", "No line end after the last event.") { call in
            call.story.dropLast().map(Step.event) + call.story.suffix(1).map { .bytes($0.event(end: "")) }
        },
        stream("stand-in-frame-no-space", "No space after data:.") { call in
            call.story.map { .bytes($0.event("data:")) }
        },
        stream("stand-in-frame-lines", "Each event's JSON over several data: lines.") { call in
            call.story.map { chunk in
                let lines = chunk.encoded(pretty: true).split(separator: "\n").map { "data: \($0)\r\n" }
                return .text(lines.joined() + "\r\n")
            }
        },
        stream("stand-in-frame-array", "A JSON array although events were asked for.", contentType: .json) { call in
            Framing.array.steps(for: call.story).map { .bytes($0) }
        },
        stream("stand-in-frame-lines-bare", "Bare JSON, one response a line.", contentType: .json) { call in
            call.story.map { .bytes($0.event("", end: "\n")) }
        },
        stream("stand-in-frame-blank-lines", "Many blank lines and empty data: lines between the events.") { call in
            call.story.flatMap { [Step.text("\r\n\r\n\n\n\r\r"), .text("data:\r\n\r\ndata\r\n\r\n"), .event($0)] }
        },
    ]
}
