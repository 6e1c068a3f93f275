/// A model that behaves in one particular way, whatever it is asked: how tests and benchmarks choose what happens.
///
/// To add one, add a row to `Scenario.ordinary` or `Scenario.misbehaving`: a name, a purpose, and the reply.
struct Scenario: Sendable {
    /// `stand-in-…`
    let id: String
    /// One sentence, shown as the model's description.
    let purpose: String
    var thinks = false
    /// Throws what the API answers with an error status.
    let reply: @Sendable (Call) throws(APIFailure) -> Reply

    static let all = ordinary + misbehaving + [deltas(count: 200)]

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// nil for a name that is no scenario's, and for numbers beyond the limits of `stand-in-deltas-…`.
    static func named(_ id: String) -> Scenario? { byID[id] ?? deltas(named: id) }

    func model(id: String) -> Model {
        Model(
            id: id,
            displayName: "Stand-in: " + id.dropFirst("stand-in-".count),
            description: purpose,
            methods: ["generateContent", "countTokens"],
            thinking: thinks
        )
    }
}
