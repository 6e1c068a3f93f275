internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Request {
    /// Bytes of a JSON body, and of one that anybody may send.
    static let maximumJSONBytes = 1024 * 1024
    static let maximumOpenJSONBytes = 16 * 1024

    /// The members of the JSON body, once it is known to be JSON and not too large.
    func fields(_ allowed: Set<String>, upTo limit: Int = maximumJSONBytes) async throws -> CommandFields {
        let type = headers[.contentType]?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() }
        guard type == "application/json" else {
            throw ChatError(.unsupportedMediaType, "The body must be application/json.")
        }
        try refuseLargeBody(limit)
        let body: ByteBuffer
        do {
            body = try await self.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(limit)
        }
        return try CommandFields(body, allowing: allowed)
    }

    private func refuseLargeBody(_ limit: Int) throws {
        guard let length = headers[.contentLength].flatMap({ Int($0) }), length > limit else { return }
        throw Self.tooLarge(limit)
    }

    private static func tooLarge(_ limit: Int) -> ChatError {
        ChatError(.tooLarge, "The body may have at most \(limit) bytes.")
    }

    /// A whole number in the query.
    func query(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw ChatError.badRequest(
                "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).",
                field: name
            )
        }
        return number
    }

    /// The size of a page, 1 to 200.
    func limit() throws -> Int? {
        try query("limit", in: 1...200).map(Int.init)
    }

    func queryID<Subject>(_ name: String) throws -> Identifier<Subject>? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let id = Identifier<Subject>(String(text)) else {
            throw ChatError.badRequest("\(name) must be a UUID.", field: name)
        }
        return id
    }

    func queryBool(_ name: String) throws -> Bool? {
        switch uri.queryParameters[name[...]] {
        case nil: return nil
        case "true"?: return true
        case "false"?: return false
        default: throw ChatError.badRequest("\(name) must be true or false.", field: name)
        }
    }
}

extension RequestContext {
    /// The id in the path. One that cannot be an id names nothing.
    func pathID<Subject>() throws -> Identifier<Subject> {
        guard let id = parameters.get("id").flatMap({ Identifier<Subject>($0) }) else { throw ChatError.notFound }
        return id
    }
}

extension StringProtocol {
    func trimmingSpaces() -> String {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var bytes = Substring(self).utf8.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
