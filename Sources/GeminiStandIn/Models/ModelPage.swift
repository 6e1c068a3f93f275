/// One page of the list of models. Source: Gemini API, method `models.list`.
struct ModelPage: Sendable {
    /// What the API gives when no size is asked for, and at most.
    private static let defaultSize = 50
    private static let maximumSize = 1000

    let models: [Model]
    /// nil on the last page.
    let nextToken: String?

    /// Throws INVALID_ARGUMENT for a size that is no number or below 0, and for a token that no page gave.
    init(of models: [Model], size: String?, token: String?) throws(APIFailure) {
        var pageSize = Self.defaultSize
        if let size, !size.isEmpty {
            guard let number = Int32(size) else {
                throw .invalidArgument("Invalid value at 'page_size' (TYPE_INT32), \"\(size.prefix(100))\"")
            }
            guard number >= 0 else { throw .invalidArgument("page_size must be non-negative.") }
            if number > 0 { pageSize = min(Int(number), Self.maximumSize) }
        }
        var start = 0
        if let token, !token.isEmpty {
            guard let offset = Self.offset(of: token), models.indices.contains(offset) else {
                throw .invalidArgument("Invalid page token.")
            }
            start = offset
        }
        self.models = Array(models[start...].prefix(pageSize))
        let end = start + self.models.count
        nextToken = end < models.count ? Self.token(for: end) : nil
    }

    var json: JSON {
        .members(["models": .array(models.map(\.json)), "nextPageToken": nextToken.map(JSON.string)])
    }

    /// Opaque to callers, so that nobody counts on their being numbers.
    private static func token(for offset: Int) -> String { "Ch" + String(offset &* 7919 &+ 104_729, radix: 36) }

    private static func offset(of token: String) -> Int? {
        guard token.hasPrefix("Ch"), let number = Int(token.dropFirst(2).prefix(10), radix: 36), number >= 104_729
        else {
            return nil
        }
        let (offset, remainder) = (number - 104_729).quotientAndRemainder(dividingBy: 7919)
        return remainder == 0 && self.token(for: offset) == token ? offset : nil
    }
}

/// The version segment of a path.
enum APIVersion: String, Sendable, CaseIterable {
    case v1, v1beta, v1alpha
}
