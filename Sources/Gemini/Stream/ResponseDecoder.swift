import FoundationEssentials
import NIOCore

/// Turns the JSON of one event into answers. The only place where that happens, so that it can be made faster here.
enum ResponseDecoder {
    /// The single answer of an ordinary chunk of text, which nearly all chunks are, the quick way; nil for anything else,
    /// which ``decode(_:)`` then reads.
    static func scan(_ bytes: ByteBuffer) -> GenerateContentResponse? {
        TextChunkScanner.scan(bytes.readableBytesUInt8Span)
    }

    /// What an event of any kind holds: one answer, the items of an array, an error, or nothing. Nothing follows an error.
    ///
    /// - Throws: `malformedResponse` when it is not JSON or not of the API's shape.
    static func decode(_ bytes: ByteBuffer) throws(GeminiError) -> [Result<GenerateContentResponse, GeminiError>] {
        let view = bytes.readableBytesView
        guard let first = view.first(where: { !Self.isSpace($0) }) else { return [] }
        // Other vendors end their streams so, and proxies that speak for several do it here too.
        if view.elementsEqual("[DONE]".utf8) { return [] }
        let data = Data(view)
        do {
            return try items(data, isArray: first == UInt8(ascii: "["))
        } catch {
            let repaired = JSONRepair.repaired(view)
            guard !repaired.elementsEqual(view) else { throw malformed(bytes, error) }
            do {
                return try items(Data(repaired), isArray: first == UInt8(ascii: "["))
            } catch {
                throw malformed(bytes, error)
            }
        }
    }

    private static func items(
        _ data: Data,
        isArray: Bool
    ) throws -> [Result<GenerateContentResponse, GeminiError>] {
        let decoder = JSONDecoder()
        let items = isArray ? try decoder.decode([Item].self, from: data) : [try decoder.decode(Item.self, from: data)]
        var results: [Result<GenerateContentResponse, GeminiError>] = []
        for item in items {
            results.append(item.result)
            if case .failure = item.result { break }
        }
        return results
    }

    private static func malformed(_ bytes: ByteBuffer, _ error: any Error) -> GeminiError {
        GeminiError(.malformedResponse, message: "unreadable event: \(Self.reason(error)); \(bytes.excerpt)")
    }

    /// Without the values that the decoder quotes.
    static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context): "no JSON at \(path(context))"
        case DecodingError.typeMismatch(let type, let context): "no \(type) at \(path(context))"
        case DecodingError.valueNotFound(let type, let context): "no \(type) at \(path(context))"
        case DecodingError.keyNotFound(let key, let context): "no \(key.stringValue) at \(path(context))"
        default: "\(type(of: error))"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        "/"
            + context.codingPath.map { $0.intValue.map(String.init) ?? String($0.stringValue.prefix(40)) }.joined(
                separator: "/"
            )
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == .lineFeed || byte == .carriageReturn
    }
}

extension ResponseDecoder {
    /// An answer or, inside a stream with status 200, an error.
    private struct Item: Decodable {
        let result: Result<GenerateContentResponse, GeminiError>

        private enum CodingKeys: CodingKey { case error }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if container.contains(.error), try !container.decodeNil(forKey: .error) {
                let body = try ErrorBody(from: decoder)
                result = .failure(GeminiError(httpStatus: 200, body: body, fallback: "an error without a message"))
            } else {
                result = .success(try GenerateContentResponse(from: decoder))
            }
        }
    }
}
