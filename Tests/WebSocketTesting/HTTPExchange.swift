package import NIOCore

/// What a server answered over HTTP/1.1.
package struct HTTPAnswer: Sendable {
    /// The status code.
    package let status: Int

    /// The fields in order, their names in lower case.
    package let headers: [(name: String, value: String)]

    /// The body, its transfer coding removed.
    package let body: String

    /// The first field of this name, given in lower case.
    package subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// Speaks HTTP/1.1 over a connection, one exchange after another, as literally as a test wants.
package actor HTTPExchange {
    private let connection: RawConnection
    private var unread = ByteBuffer()

    /// Over this connection, of which nothing has been read yet.
    package init(_ connection: RawConnection) {
        self.connection = connection
    }

    /// Sends a GET request with these fields, and no others but `Host`.
    package func sendGet(_ path: String, headers: [(String, String)] = []) async throws {
        try await send("GET", path, headers: headers)
    }

    /// Sends a request with these fields, and no others but `Host`.
    package func send(
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: String = ""
    ) async throws {
        let fields = ([("Host", "localhost")] + headers).map { "\($0.0): \($0.1)\r\n" }.joined()
        try await connection.send(ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\n\(fields)\r\n\(body)"))
    }

    /// The next response. `hasBody` is false for the answer to HEAD. Errors: `RawConnection.Failure`.
    package func receive(hasBody: Bool = true, within limit: Duration = .seconds(30)) async throws -> HTTPAnswer {
        let lines = try await head(within: limit).split(separator: "\r\n").map(String.init)
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw RawConnection.Failure(description: "not a status line: \(lines.first ?? "")")
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
            return (name: parts[0].lowercased(), value: parts.count > 1 ? String(parts[1]) : "")
        }
        var answer = HTTPAnswer(status: status, headers: headers, body: "")
        if hasBody, status >= 200, status != 204, status != 304 {
            let body = try await body(of: answer, within: limit)
            answer = HTTPAnswer(status: status, headers: headers, body: body)
        }
        return answer
    }

    /// What has been received and belongs to no response: the first frames after an upgrade.
    package func takeRest() -> ByteBuffer {
        defer { unread = ByteBuffer() }
        return unread
    }

    /// Waits for the end of the connection. Errors: `RawConnection.Failure` when something else comes, or nothing.
    package func receiveEnd(within limit: Duration = .seconds(30)) async throws {
        let rest = try await connection.receive(within: limit) ?? unread
        guard rest.readableBytes == 0 else {
            throw RawConnection.Failure(description: "expected the end, got \(String(buffer: rest))")
        }
    }

    private func head(within limit: Duration) async throws -> String {
        var end: Int?
        while true {
            let bytes = unread.readableBytesView
            end = bytes.indices.first { bytes[$0...].starts(with: "\r\n\r\n".utf8) }.map { $0 + 4 - bytes.startIndex }
            if let end { return unread.readString(length: end) ?? "" }
            try await receiveMore(within: limit)
        }
    }

    private func body(of answer: HTTPAnswer, within limit: Duration) async throws -> String {
        if answer["transfer-encoding"] == "chunked" {
            var body = ""
            while true {
                let size = Int(try await line(within: limit), radix: 16) ?? 0
                body += try await string(length: size, within: limit)
                _ = try await line(within: limit)
                if size == 0 { return body }
            }
        }
        return try await string(length: answer["content-length"].flatMap { Int($0) } ?? 0, within: limit)
    }

    private func line(within limit: Duration) async throws -> String {
        while true {
            if let end = unread.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                return String((unread.readString(length: end + 1 - unread.readerIndex) ?? "").dropLast())
            }
            try await receiveMore(within: limit)
        }
    }

    private func string(length: Int, within limit: Duration) async throws -> String {
        while unread.readableBytes < length { try await receiveMore(within: limit) }
        return unread.readString(length: length) ?? ""
    }

    private func receiveMore(within limit: Duration) async throws {
        guard let bytes = try await connection.receive(within: limit) else {
            throw RawConnection.Failure(description: "the end within a response: \(String(buffer: unread))")
        }
        unread.writeImmutableBuffer(bytes)
    }
}
