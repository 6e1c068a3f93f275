import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

extension GeminiClient {
    /// Error bodies are read up to this size.
    private static let maximumErrorBytes = 1024 * 1024

    /// - Parameter path: below the version, query included.
    func get(_ path: String) throws(GeminiError) -> HTTPClient.Request {
        try request(.GET, path, body: nil)
    }

    func delete(_ path: String) throws(GeminiError) -> HTTPClient.Request {
        try request(.DELETE, path, body: nil)
    }

    func post(_ path: String, _ body: some Encodable) throws(GeminiError) -> HTTPClient.Request {
        try request(.POST, path, body: try json(body))
    }

    /// - Parameters:
    ///   - path: below the version, query included; below the base address when `isVersioned` is false.
    ///   - headers: besides the key and the type of a body.
    func request(
        _ method: HTTPMethod,
        _ path: String,
        isVersioned: Bool = true,
        headers: HTTPHeaders = ["content-type": "application/json"],
        body: ByteBuffer?
    ) throws(GeminiError) -> HTTPClient.Request {
        var headers = body == nil ? HTTPHeaders() : headers
        if !configuration.apiKey.isEmpty {
            guard configuration.apiKey.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw GeminiError(.invalidKey, message: "the key holds white space or characters that no header takes")
            }
            headers.add(name: "x-goog-api-key", value: configuration.apiKey)
        }
        let url = baseAddress + (isVersioned ? "/\(configuration.apiVersion)/" : "/") + path
        do {
            return try HTTPClient.Request(
                url: url,
                method: method,
                headers: headers,
                body: body.map { .byteBuffer($0) }
            )
        } catch {
            // Without what stands behind the base: the address of an upload is a secret of its own.
            throw GeminiError(
                .invalidArgument,
                message: redaction.clean("not a usable address: \(baseAddress)/…: \(error)")
            )
        }
    }

    /// The base address without slashes at its end.
    var baseAddress: Substring {
        var base = configuration.baseURL[...]
        while base.last == "/" { base.removeLast() }
        return base
    }

    func json(_ body: some Encodable) throws(GeminiError) -> ByteBuffer {
        do {
            return try RequestBody.encode(body)
        } catch let error as GeminiError {
            throw error
        } catch {
            throw GeminiError(.invalidArgument, message: redaction.clean("the request cannot be encoded: \(error)"))
        }
    }

    /// Makes the call and returns the reply once its head says 200.
    func open(
        _ request: HTTPClient.Request,
        headLimit: Duration,
        on eventLoop: (any EventLoop)? = nil
    ) async throws(GeminiError) -> UpstreamReply {
        let limits = CallLimits(configuration.timeouts, headLimit: headLimit)
        let reply = try await redacted { () async throws(GeminiError) in
            try await UpstreamCall.open(request, with: httpClient, limits: limits, on: eventLoop)
        }
        guard reply.head.status == .ok else { throw redaction.clean(await failure(of: reply)) }
        if let encoding = reply.head.headers.first(name: "content-encoding"), encoding.lowercased() != "identity" {
            let message = redaction.clean("a compressed reply, which nobody asked for: \(encoding)")
            throw GeminiError(.malformedResponse, message: message, httpStatus: 200)
        }
        return reply
    }

    /// What a reply with another status than 200 means. Its body is read in every case: the reason stands there.
    private func failure(of reply: UpstreamReply) async -> GeminiError {
        let status = Int(reply.head.status.code)
        let type = reply.head.headers.first(name: "content-type") ?? "no content type"
        // Without a body that can be read, the status alone has to do.
        let bytes = try? await reply.body.collect(upTo: Self.maximumErrorBytes)
        let body = bytes.flatMap { Self.errorBody($0) }
        return GeminiError(
            httpStatus: status,
            body: body,
            fallback: "HTTP \(status) with \(bytes.map { "\($0.readableBytes)" } ?? "unread") bytes of \(type)",
            retryAfter: reply.head.headers.first(name: "retry-after")
        )
    }

    /// The error object in a body: plain, as the only item of an array, or behind `data:`. Nil for anything else.
    private static func errorBody(_ bytes: ByteBuffer) -> ErrorBody? {
        var events = EventDecoder(maximumEventBytes: maximumErrorBytes)
        events.append(bytes)
        events.finish()
        // A body that is no error object of Google's is a proxy's own, and the status says enough.
        guard let event = try? events.next() else { return nil }
        let data = Data(event.bytes.readableBytesView)
        let decoder = JSONDecoder()
        return (try? decoder.decode(ErrorBody.self, from: data))
            ?? (try? decoder.decode([ErrorBody].self, from: data))?.first
    }

    /// The whole body of a reply.
    func whole(_ request: HTTPClient.Request, headLimit: Duration) async throws(GeminiError) -> ByteBuffer {
        let reply = try await open(request, headLimit: headLimit)
        return try await redacted { () async throws(GeminiError) in
            try await reply.body.collect(upTo: configuration.maximumEventBytes)
        }
    }

    /// The body of a reply as one value.
    func decoded<Value: Decodable>(_ request: HTTPClient.Request) async throws(GeminiError) -> Value {
        let body = try await whole(request, headLimit: configuration.timeouts.responseHead)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(body.readableBytesView))
        } catch {
            let message = redaction.clean("unreadable reply: \(ResponseDecoder.reason(error)); \(body.excerpt)")
            throw GeminiError(.malformedResponse, message: message, httpStatus: 200)
        }
    }

    /// Makes a call whose reply has a body that says nothing; gives its head.
    func headOnly(_ request: HTTPClient.Request) async throws(GeminiError) -> HTTPHeaders {
        let reply = try await open(request, headLimit: configuration.timeouts.responseHead)
        // Read to its end, so that the connection can serve the next call.
        _ = try await redacted { () async throws(GeminiError) in
            try await reply.body.collect(upTo: Self.maximumErrorBytes)
        }
        return reply.head.headers
    }

    /// Keeps the key out of whatever error `body` throws.
    func redacted<Value>(_ body: () async throws(GeminiError) -> Value) async throws(GeminiError) -> Value {
        do { return try await body() } catch { throw redaction.clean(error) }
    }

    func redacted<Value>(_ body: () throws(GeminiError) -> Value) throws(GeminiError) -> Value {
        do { return try body() } catch { throw redaction.clean(error) }
    }
}
