/// What a model says, before it is cut into chunks.
struct Answer: Sendable {
    var text: String
    /// What it thought first, shown only when asked for but counted always; empty for a model that does not think.
    var thoughts: [String] = []
    var finishReason = "STOP"
    var finishMessage: String?
    /// Parts of other kinds, which come before the text.
    var leading: [Chunk.Part] = []
    /// Further members of the first chunk's candidate, and of the last one's.
    var firstCandidate: [JSON.Member] = []
    var candidate: [JSON.Member] = []
    /// Whether the last chunk says on which sources the text rests.
    var isGrounded = false

    /// The chunks of a stream, or the one response of a whole answer, as the call asks for.
    func chunks(for call: Call) -> [Chunk] {
        let limited = limited(by: call.request)
        return call.framing == .whole ? [limited.whole(for: call)] : limited.stream(for: call)
    }

    /// The answer as far as the request's stop sequences and token limit let it go; thoughts count against the limit.
    private func limited(by request: GenerateRequest) -> Answer {
        var answer = self
        let stops = request.stopSequences.compactMap { text.firstRange(of: $0)?.lowerBound }
        if let stop = stops.min() { answer.text = String(text[..<stop]) }
        if let limit = request.maximumTokens {
            let left = max(0, limit - Chunk.Usage.tokens(in: thoughts.joined()))
            if Chunk.Usage.tokens(in: answer.text) > left {
                answer.text = String(decoding: answer.text.utf8.prefix(left * 4), as: UTF8.self)
                    .trimmingSuffix(while: { $0 == "\u{FFFD}" })
                answer.finishReason = "MAX_TOKENS"
            }
        }
        return answer
    }

    private func whole(for call: Call) -> Chunk {
        var parts: [Chunk.Part] = []
        if call.request.includesThoughts, !thoughts.isEmpty {
            parts.append(Chunk.Part(text: thoughts.joined(), isThought: true))
        }
        parts += leading
        if !text.isEmpty { parts.append(Chunk.Part(text: text, signature: signature)) }
        return Chunk(
            content: parts.isEmpty ? .roleOnly : .parts(parts),
            finishReason: finishReason,
            finishMessage: finishMessage,
            candidate: firstCandidate + lastCandidate,
            usage: usage(for: call, answer: text, thoughts: thoughts.joined())
        )
    }

    private func stream(for call: Call) -> [Chunk] {
        var random = call.random
        var chunks = thoughtChunks(for: call)
        chunks += leading.map {
            Chunk(content: .parts([$0]), usage: usage(for: call, answer: "", thoughts: thoughts.joined()))
        }
        let prompt = call.promptTokens
        let thoughtTokens = thoughts.isEmpty ? nil : Chunk.Usage.tokens(in: thoughts.joined())
        var bytes = 0
        for piece in pieces(for: call, using: &random) {
            bytes += piece.utf8.count
            chunks.append(
                Chunk(
                    content: .parts([Chunk.Part(text: piece)]),
                    usage: Chunk.Usage(prompt: prompt, answer: bytes / 4 + 1, thoughts: thoughtTokens)
                )
            )
        }
        finish(&chunks, for: call, using: &random)
        return chunks
    }

    private func thoughtChunks(for call: Call) -> [Chunk] {
        guard call.request.includesThoughts else { return [] }
        var thought = ""
        return thoughts.map { piece in
            thought += piece
            return Chunk(
                content: .parts([Chunk.Part(text: piece, isThought: true)]),
                usage: usage(for: call, answer: nil, thoughts: thought)
            )
        }
    }

    private func pieces(for call: Call, using random: inout SeededRandom) -> [String] {
        guard !text.isEmpty else { return [] }
        guard let count = call.markers.pieces else { return TextPieces.uneven(text, using: &random) }
        return TextPieces.even(text, count: count)
    }

    /// Puts the end on the last chunk, or now and then on one of its own, in the forms that clients are known to lose.
    private func finish(_ chunks: inout [Chunk], for call: Call, using random: inout SeededRandom) {
        let usage = usage(for: call, answer: text, thoughts: thoughts.joined())
        let form = call.markers.pieces == nil ? Int.random(in: 0..<8, using: &random) : 7
        switch form {
        case 0: chunks.append(Chunk(content: .roleOnly, usage: usage))
        case 1: chunks.append(Chunk(content: .absent, usage: usage))
        case 2 where signature != nil: chunks.append(Chunk(content: .parts([Chunk.Part(text: "")]), usage: usage))
        default: if chunks.isEmpty { chunks.append(Chunk(content: .roleOnly, usage: usage)) }
        }
        let last = chunks.count - 1
        chunks[last].finishReason = finishReason
        chunks[last].finishMessage = finishMessage
        chunks[0].candidate += firstCandidate
        chunks[last].candidate += lastCandidate
        if let signed = chunks.lastIndex(where: { $0.takesSignature }), let signature {
            chunks[signed].sign(signature)
        }
    }

    private var lastCandidate: [JSON.Member] {
        guard isGrounded else { return candidate }
        return candidate + [JSON.Member(name: "groundingMetadata", value: Grounding(of: text).json)]
    }

    /// Base64 of 27 bytes, opaque to clients; made from the answer, so that it is the same for the same answer.
    private var signature: String? {
        guard !thoughts.isEmpty else { return nil }
        return Signature.make(of: [text] + thoughts)
    }

    private func usage(for call: Call, answer: String?, thoughts: String) -> Chunk.Usage {
        Chunk.Usage(
            prompt: call.promptTokens,
            answer: answer.map(Chunk.Usage.tokens),
            thoughts: thoughts.isEmpty ? nil : Chunk.Usage.tokens(in: thoughts)
        )
    }
}

extension Chunk {
    fileprivate var takesSignature: Bool {
        guard case .parts(let parts) = content else { return false }
        return parts.last?.isThought == false && parts.last?.data == nil
    }

    fileprivate mutating func sign(_ signature: String) {
        guard case .parts(var parts) = content, let last = parts.indices.last else { return }
        parts[last].signature = signature
        content = .parts(parts)
    }
}

extension String {
    /// Without the characters at the end that meet the condition.
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> String {
        var trimmed = self
        while let last = trimmed.last, isUnwanted(last) { trimmed.removeLast() }
        return trimmed
    }
}
