internal import NIOCore

extension Scenario {
    /// Those that go wrong, each in one way. In a whole answer, what can only happen in a stream becomes status 500.
    static let misbehaving: [Scenario] = [
        Scenario(id: "stand-in-429", purpose: "Always over its limit per minute.") { call throws(APIFailure) in
            throw .quotaExceeded(model: call.model.id)
        },
        Scenario(id: "stand-in-500", purpose: "Always an internal error.") { _ throws(APIFailure) in throw .internal },
        Scenario(id: "stand-in-503", purpose: "Always overloaded.") { _ throws(APIFailure) in throw .unavailable },
        Scenario(id: "stand-in-midstream", purpose: "Begins to answer, then sends an error.") {
            call throws(APIFailure) in
            try call.beginning(then: [.bytes(APIFailure.internal.bytes)])
        },
        Scenario(id: "stand-in-cut", purpose: "Ends in the middle of the answer.") { call throws(APIFailure) in
            try call.beginning(then: [])
        },
        Scenario(id: "stand-in-abort", purpose: "Closes the connection while answering.") { call throws(APIFailure) in
            try call.beginning(then: [.abort])
        },
        Scenario(id: "stand-in-reset", purpose: "Breaks the connection off while answering.") {
            call throws(APIFailure) in
            try call.beginning(then: [.reset])
        },
        Scenario(id: "stand-in-stall", purpose: "Falls silent while answering.") { call throws(APIFailure) in
            try call.beginning(then: [.stall])
        },
        Scenario(id: "stand-in-silent", purpose: "Accepts the question and never answers.") { call in
            Reply(before: [.stall], contentType: call.framing.contentType, body: [])
        },
        Scenario(id: "stand-in-empty", purpose: "Status 200 with an empty body.") { call in
            Reply(contentType: call.framing.contentType, body: [])
        },
        Scenario(id: "stand-in-blocked", purpose: "Blocks every question.") { call in
            call.reply([call.blocked])
        },
        Scenario(id: "stand-in-safety", purpose: "Stops for safety in the middle of the answer.") { call in
            var answer = call.ordinaryAnswer
            answer.text = String(answer.text.prefix(300))
            answer.finishReason = "SAFETY"
            return call.reply(answer)
        },
        Scenario(id: "stand-in-maxtokens", purpose: "Stops at its length limit.") { call in
            var answer = call.ordinaryAnswer
            answer.text = String(answer.text.prefix(400))
            answer.finishReason = "MAX_TOKENS"
            return call.reply(answer)
        },
    ]
}

extension Call {
    /// The first half of the answer's chunks, none of them the last, and then these steps.
    fileprivate func beginning(then end: [Step]) throws(APIFailure) -> Reply {
        guard framing != .whole else { throw .internal }
        var answer = ordinaryAnswer
        answer.thoughts = []
        let chunks = answer.chunks(for: self)
        let half = max(1, chunks.count / 2)
        var reply = reply(chunks.prefix(half).map(json))
        reply.body = Array(reply.body) + end
        return reply
    }

    fileprivate var blocked: JSON {
        .members([
            "promptFeedback": .members(["blockReason": "PROHIBITED_CONTENT"]),
            "usageMetadata": Chunk.Usage(prompt: promptTokens).json,
            "modelVersion": .string(model.id),
            "responseId": .string(responseID),
        ])
    }
}

extension APIFailure {
    /// Over several lines and without `data:`, as Google sends an error in the middle of a stream.
    fileprivate var bytes: ByteBuffer {
        var buffer = ByteBuffer()
        json.write(to: &buffer, indentation: 0)
        buffer.writeStaticString("\n")
        return buffer
    }
}
