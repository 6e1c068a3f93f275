internal import NIOCore

extension Scenario {
    /// Those that fall silent at some phase until the client goes away, and those that are slow. `stand-in-silent` never
    /// begins; `stand-in-stall` stops in the middle of an ordinary answer.
    static let silences: [Scenario] = [
        stream("stand-in-stall-head", "Silent after the head.") { _ in [.stall] },
        stream("stand-in-stall-chunk", "Silent after the first chunk.") { call in
            call.story.prefix(1).map(Step.event) + [.stall]
        },
        stream("stand-in-stall-thoughts", "Silent after thoughts.", thinks: true) { call in
            call.storyThoughts.map(Step.event) + [.stall]
        },
        stream("stand-in-stall-text", "Silent after the last text, before the finish reason.") { call in
            call.story(finish: nil).map(Step.event) + [.stall]
        },
        stream("stand-in-stall-finish", "Silent after the finish reason: the body does not end.") { call in
            call.story.map(Step.event) + [.stall]
        },
        stream("stand-in-stall-line", "Silent in the middle of a data: line.") { call in
            let (first, second) = call.twoEvents
            return [.raw(first), .raw(second.prefix(second.count / 2)), .stall]
        },
        stream("stand-in-stall-field", "Silent inside of the word data:.") { call in
            [.raw(call.twoEvents.first), .text("da"), .stall]
        },
        Scenario(id: "stand-in-slow-head", purpose: "Takes a second before the head.") { call in
            Reply(
                before: [.pause(.seconds(1))],
                contentType: call.framing.contentType,
                body: call.framing.steps(for: call.storyOfItsFraming).map { Step.bytes($0) }
            )
        },
        stream("stand-in-slow-chunk", "Takes a second between the head and the first chunk.") { call in
            [.pause(.seconds(1))] + call.story.map(Step.event)
        },
        stream("stand-in-slow-end", "Takes a second between the last chunk and the end.") { call in
            call.story.map(Step.event) + [.pause(.seconds(1))]
        },
        stream("stand-in-trickle", "One byte at a time, a millisecond apart.") { call in
            call.story.map { Array($0.event().readableBytesView) }.joined()
                .flatMap { [Step.raw(CollectionOfOne($0)), .pause(.milliseconds(1))] }
        },
        stream("stand-in-keep-alive", "Comments for two seconds, a tenth apart, before the answer.") { call in
            (0..<20).flatMap { _ in [Step.text(": wait\r\n\r\n"), .pause(.milliseconds(100))] }
                + call.story.map(Step.event)
        },
    ]
}

extension Call {
    /// The bytes of the story's first two events; the second one holds a code point of four bytes.
    var twoEvents: (first: [UInt8], second: [UInt8]) {
        let events = story.map { Array($0.event().readableBytesView) }
        return (events[0], events[1])
    }
}
