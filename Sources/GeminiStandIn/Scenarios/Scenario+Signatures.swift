extension Scenario {
    /// Those that give out signatures on parts of all kinds and check what comes back.
    static let signatures: [Scenario] = [
        Scenario(
            id: "stand-in-signatures",
            purpose: "Signs parts, refuses signatures that are not on their part, and counts those that came back.",
            thinks: true
        ) { call throws(APIFailure) in
            try call.signed(isStrict: false)
        },
        Scenario(
            id: "stand-in-signatures-strict",
            purpose: "The same, and refuses a history in which one is missing.",
            thinks: true
        ) { call throws(APIFailure) in
            try call.signed(isStrict: true)
        },
    ]
}

extension Call {
    private static let gives = "This turn gives: "

    /// An answer that says how many signatures came back and how many the history had; its own come on a thought, two texts
    /// and an empty text.
    fileprivate func signed(isStrict: Bool) throws(APIFailure) -> Reply {
        let received = try Signature.check(request, model: model.id)
        let turns = request.contents.filter { $0.role == "model" }
        let given = turns.reduce(0) { $0 + Self.given(in: $1.text) }
        guard !isStrict || received >= given else { throw .signatureMissing("Text part") }
        let own = request.includesThoughts ? 4 : 3
        func text(_ text: String) -> JSON { .text("\(text) of turn \(turns.count + 1). ") }
        func signed(_ part: JSON) -> JSON { Signature.sign(part, model: model.id) }
        func thought(_ text: String) -> JSON { .members(["text": .string(text), "thought": .bool(true)]) }
        let thoughts = [thought("**Signing**\n\n"), signed(thought("The second thought is signed.\n\n"))]
        return reply(
            parts: (request.includesThoughts ? thoughts : []) + [
                .text("Signatures that came back: \(received) of \(given). \(Self.gives)\(own).\n\n"),
                signed(text("The first signed part")), text("A part without signature"), text("Another without"),
                signed(text("The second signed part, naïve 🌊,")), signed(.text("")),
            ]
        )
    }

    private static func given(in text: String) -> Int {
        guard let range = text.firstRange(of: gives) else { return 0 }
        return Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
    }
}

extension Call {
    /// An answer of these parts: streamed a chunk for each, whole in one response.
    func reply(parts: [JSON], finish: String = "STOP", candidate: [JSON.Member] = []) -> Reply {
        let groups = framing == .whole || parts.isEmpty ? [parts] : parts.map { [$0] }
        var tokens = 0
        let responses = groups.enumerated().map { index, parts -> JSON in
            tokens += parts.reduce(0) { $0 + Self.tokens(in: $1) }
            let isLast = index == groups.count - 1
            let chunk = response(parts, finish: isLast ? finish : nil, tokens: tokens)
            return isLast ? chunk.addingToCandidate(candidate) : chunk
        }
        return reply(responses)
    }

    /// A picture costs more to make than to read.
    private static func tokens(in part: JSON) -> Int {
        part["inlineData"] != nil ? 1290 : Chunk.Usage.tokens(in: part["text"]?.text ?? "")
    }
}

extension JSON {
    /// A response with further members of its first candidate.
    func addingToCandidate(_ members: [Member]) -> JSON {
        guard case .object(let own) = self, !members.isEmpty else { return self }
        return .object(
            own.map { member in
                guard member.name == "candidates", let first = member.value.items?.first else { return member }
                return Member(name: "candidates", value: .array([first.adding(members)]))
            }
        )
    }
}
