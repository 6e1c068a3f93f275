import FoundationEssentials

// For those who keep a conversation: text and data are theirs to keep where they like, the rest goes and comes as JSON.
extension Part {
    /// The JSON object of every field but `text`, `thought`, `thoughtSignature` and `inlineData`, with sorted keys; nil
    /// when there is none. Together with those four it makes the part again: ``init(restJSON:)``.
    public var restJSON: String? {
        var rest = self
        (rest.text, rest.thought, rest.thoughtSignature, rest.inlineData) = (nil, nil, nil, nil)
        guard rest != Part() else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // What came as JSON goes as JSON; a number that somebody made infinite does not.
        return (try? encoder.encode(rest)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The part with the fields of ``restJSON``; the others are to be set.
    ///
    /// - Throws: a `DecodingError` when it is not the JSON of such an object.
    public init(restJSON: String) throws {
        self = try JSONDecoder().decode(Part.self, from: Data(restJSON.utf8))
    }
}
