/// A model that behaves in one particular way, whatever it is asked: how tests and benchmarks choose what happens.
///
/// To add one, add a row to the table of its subject (`Scenario+Refusals.swift`, …): a name, a purpose, and the reply.
package struct Scenario: Sendable {
    /// `stand-in-…`: the name of a model, and what `StandInControl.answerNext` takes.
    package let id: String
    /// One sentence, shown as the model's description.
    package let purpose: String
    var thinks = false
    /// nil: the model does not show the knob.
    var temperature: Double?
    var inputTokenLimit = 1_048_576
    /// Throws what the API answers with an error status.
    let reply: @Sendable (Call) throws(APIFailure) -> Reply

    /// Every scenario, with one of each family whose names hold numbers. Those that clients look for by a part of their
    /// name come first.
    package static let all: [Scenario] = [
        ordinary, misbehaving, [deltas(count: 200)],
        refusals, blamedFields, limits, frontEnds, bursts,
        silences, cuts, errorsInside,
        framings, chunks, brokenTexts, sizes,
        finishes, blocks,
        signatures, grounded, pictures,
    ].flatMap(\.self)

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// nil for a name that is no scenario's, and for numbers beyond the limits of a family.
    static func named(_ id: String) -> Scenario? { byID[id] ?? deltas(named: id) ?? burst(named: id) }

    func model(id: String) -> Model {
        Model(
            id: id,
            displayName: "Stand-in: " + id.dropFirst("stand-in-".count),
            description: purpose,
            inputTokenLimit: inputTokenLimit,
            methods: ["generateContent", "countTokens"],
            thinking: thinks,
            temperature: temperature
        )
    }
}

// MARK: - Rows

extension Scenario {
    /// One that refuses every question alike.
    static func refusal(_ id: String, _ purpose: String, _ failure: APIFailure) -> Scenario {
        Scenario(id: id, purpose: purpose) { _ throws(APIFailure) in throw failure }
    }

    /// One whose steps are made by hand after a head that promises events. As a whole answer it is status 500.
    static func stream(
        _ id: String,
        _ purpose: String,
        thinks: Bool = false,
        contentType: ContentType? = .events,
        _ steps: @escaping @Sendable (Call) -> [Step]
    ) -> Scenario {
        Scenario(id: id, purpose: purpose, thinks: thinks) { call throws(APIFailure) in
            guard call.framing != .whole else { throw .internal }
            return Reply(contentType: contentType, body: steps(call))
        }
    }

    /// One whose responses are made by hand. As a whole answer it is status 500, unless there is only one of them.
    static func responses(
        _ id: String,
        _ purpose: String,
        thinks: Bool = false,
        _ responses: @escaping @Sendable (Call) -> [JSON]
    ) -> Scenario {
        Scenario(id: id, purpose: purpose, thinks: thinks) { call throws(APIFailure) in
            let responses = responses(call)
            guard call.framing != .whole || responses.count == 1 else { throw .internal }
            return call.reply(responses)
        }
    }
}
