extension Scenario {
    private static let counts = 1...1000

    /// How the first calls with the same question end, before one is answered.
    private static let kinds: [String: @Sendable (Call) throws(APIFailure) -> Reply] = [
        "429": { call throws(APIFailure) in
            throw .quota(
                id: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                limit: "10",
                model: call.model.id,
                delay: "0.05s"
            )
        },
        "500": { _ throws(APIFailure) in throw .internal },
        "503": { _ throws(APIFailure) in throw .unavailable },
        "504": { _ throws(APIFailure) in throw .deadlineExceeded },
        "drop": { _ in Reply(before: [.abort], body: []) },
        "empty": { call in Reply(contentType: call.framing.contentType, body: []) },
    ]

    /// One of each kind, for the list.
    static let bursts: [Scenario] = kinds.keys.sorted().map { burst($0, count: 2) }

    /// `stand-in-503-N`, `stand-in-drop-N`, …; nil for other names and for numbers beyond the limits.
    static func burst(named id: String) -> Scenario? {
        let words = id.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 4, words[0] == "stand", words[1] == "in", kinds[String(words[2])] != nil,
            words[3].utf8.count < 5, words[3].allSatisfy(\.isNumber), let count = Int(words[3]), counts.contains(count)
        else { return nil }
        return burst(String(words[2]), count: count)
    }

    private static func burst(_ kind: String, count: Int) -> Scenario {
        let id = "stand-in-\(kind)-\(count)"
        return Scenario(id: id, purpose: "\(kind) for the first \(count) calls with the same question, then an answer.")
        {
            call throws(APIFailure) in
            let attempt = call.control.countAttempt(of: [id, call.request.question])
            guard attempt <= count, let reply = kinds[kind] else { return call.reply(call.ordinaryAnswer) }
            return try reply(call)
        }
    }
}
