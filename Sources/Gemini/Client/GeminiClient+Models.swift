extension GeminiClient {
    /// Every model that the key may use, over all pages. Records without a name are left out.
    public func models() async throws(GeminiError) -> [Model] {
        var models: [Model] = []
        var token: String?
        // Each page has up to 1,000; an upstream whose pages never end must not keep this going.
        for _ in 0..<100 {
            let query = "models?pageSize=1000" + (token.map { "&pageToken=" + Self.queryValue($0) } ?? "")
            let page: ModelPage = try await decoded(try get(query))
            models += page.models
            guard let next = page.nextPageToken, !next.isEmpty, next != token else { return models }
            token = next
        }
        return models
    }

    /// One model's record.
    ///
    /// - Parameter id: with or without `models/` before it.
    public func model(_ id: String) async throws(GeminiError) -> Model {
        try await decoded(try get(try ModelPath(id).path))
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    private static func queryValue(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "-._~".contains(character) {
                result.append(character)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
