internal import NIOCore

/// A short answer in fixed chunks, which scenarios take apart: what arrives, and where it breaks, is always the same.
enum Story {
    static let thoughts = ["**Looking at the sea**\n\n", "It is about tides, so the moon belongs in it.\n\n"]
    /// The second one holds a wave of four bytes, the third one a letter of two.
    static let texts = ["The tide comes in", " twice a day, 🌊 and", " goes out again, naïvely put.", " That is all."]
    static let text = texts.joined()
}

extension Call {
    /// One response of a stream, as a scenario makes it by hand.
    ///
    /// - Parameters:
    ///   - parts: nil leaves the content out.
    ///   - tokens: the answer's running total; nil leaves it out.
    ///   - candidate: further members of the candidate.
    func response(
        _ parts: [JSON]?,
        finish: String? = nil,
        tokens: Int? = nil,
        candidate: KeyValuePairs<String, JSON?> = [:]
    ) -> JSON {
        let content = parts.map { parts -> JSON in
            .members(["parts": parts.isEmpty ? nil : .array(parts), "role": "model"])
        }
        let members = JSON.members(["content": content, "finishReason": finish.map(JSON.string), "index": 0])
        return .members([
            "candidates": .array([members.adding(candidate)]),
            "usageMetadata": Chunk.Usage(prompt: promptTokens, answer: tokens).json,
            "modelVersion": .string(model.id),
            "responseId": .string(responseID),
        ])
    }

    func response(text: String, finish: String? = nil, tokens: Int? = 5) -> JSON {
        response([.text(text)], finish: finish, tokens: tokens)
    }

    /// The story's chunks with their running totals, the finish reason on the last one.
    var story: [JSON] { story(finish: "STOP") }

    func story(finish: String?) -> [JSON] {
        Story.texts.enumerated().map { index, text in
            response(text: text, finish: index == Story.texts.count - 1 ? finish : nil, tokens: 5 * (index + 1))
        }
    }

    var storyThoughts: [JSON] {
        Story.thoughts.map { response([.members(["text": .string($0), "thought": .bool(true)])]) }
    }
}

extension JSON {
    static func text(_ text: String) -> JSON { .members(["text": .string(text)]) }

    func adding(_ members: [Member]) -> JSON {
        guard case .object(let own) = self else { return self }
        return .object(own + members)
    }

    /// The object with further members behind its own.
    func adding(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        guard case .object(let own) = self, case .object(let more) = JSON.members(members) else { return self }
        return .object(own + more)
    }

    /// As one event of a stream, its lines ended as told.
    func event(_ prefix: String = "data: ", end: String = "\r\n\r\n") -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString(prefix)
        write(to: &buffer)
        buffer.writeString(end)
        return buffer
    }

    /// Over several lines, as Google writes it outside of events.
    var lines: ByteBuffer {
        var buffer = ByteBuffer()
        write(to: &buffer, indentation: 0)
        buffer.writeStaticString("\n")
        return buffer
    }
}

extension Step {
    static func event(_ json: JSON) -> Step { .bytes(json.event()) }
    static func text(_ text: String) -> Step { .bytes(ByteBuffer(string: text)) }
    static func raw(_ bytes: some Sequence<UInt8>) -> Step { .bytes(ByteBuffer(bytes: bytes)) }
    /// Long enough for what was sent to arrive on its own.
    static let moment = Step.pause(.milliseconds(30))
}
