/// `urlContextMetadata` for the addresses in a question. Nothing is loaded: the words in an address say how it went.
struct URLContext: Sendable {
    private static let most = 20
    private let addresses: [String]

    init(in question: String) {
        addresses = question.prefix(20_000).split(whereSeparator: \.isWhitespace)
            .filter { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
            .prefix(Self.most).map { String($0.prefix(2000)) }
    }

    /// Nothing when there is no address.
    var members: [JSON.Member] {
        guard !addresses.isEmpty else { return [] }
        let pages = addresses.map { address -> JSON in
            let word =
                ["paywall", "unsafe", "error"].first { address.contains($0) }?.uppercased() ?? "SUCCESS"
            return .members([
                "retrievedUrl": .string(address), "urlRetrievalStatus": .string("URL_RETRIEVAL_STATUS_" + word),
            ])
        }
        return [JSON.Member(name: "urlContextMetadata", value: .members(["urlMetadata": .array(pages)]))]
    }
}
