import Foundation
import NIOCore
import PolluxTesting
import WebSocketTesting

/// A client of `GET events`, which reads as an `EventSource` does.
actor EventStream {
    /// What came between two blank lines.
    struct Event: Equatable {
        var id: String?
        var data: JSON = .absent
        /// Of comments only.
        var comment: String?
    }

    /// The stream has ended.
    struct Ended: Error {}

    nonisolated let connection: RawConnection
    private var unread = ByteBuffer()
    private var isHeadRead = false
    private(set) var head = ""
    private(set) var lastEventID: String?

    private init(_ connection: RawConnection) {
        self.connection = connection
    }

    /// Sends the request. The answer is read with the first event.
    static func open(
        _ browser: TestBrowser,
        _ query: String = "",
        lastEventID: String? = nil
    ) async throws -> EventStream {
        let connection = try await RawConnection.connect(port: browser.server.port)
        var lines = ["GET /api/v1/events\(query) HTTP/1.1", "Host: localhost", "Accept: text/event-stream"]
        if let bearer = browser.bearer {
            lines.append("Authorization: Bearer \(bearer)")
        } else {
            lines.append("Cookie: \(browser.cookie ?? "")")
        }
        if let lastEventID { lines.append("Last-Event-ID: \(lastEventID)") }
        try await connection.send(ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n"))
        return EventStream(connection)
    }

    /// The next event; comments are events here.
    func next() async throws -> Event {
        if !isHeadRead {
            head = try await text(upTo: "\r\n\r\n")
            isHeadRead = true
            guard head.hasPrefix("HTTP/1.1 200 ") else { throw Reply.Unexpected(description: head) }
        }
        while true {
            if let end = body.range(of: "\n\n") {
                let lines = body[..<end.lowerBound].split(separator: "\n")
                body = String(body[end.upperBound...])
                return try event(lines)
            }
            // To Swift both marks of a line's end are one character.
            let size = Int(try await text(upTo: "\r\n").dropLast(), radix: 16) ?? 0
            guard size > 0 else { throw Ended() }
            while unread.readableBytes < size + 2 { try await more() }
            body += unread.readString(length: size) ?? ""
            _ = unread.readString(length: 2)
        }
    }

    /// The next event that satisfies the condition.
    func next(where isMet: (Event) -> Bool) async throws -> Event {
        while true {
            let event = try await next()
            if isMet(event) { return event }
        }
    }

    /// The end of the stream, after whatever still comes.
    func end() async throws {
        do {
            while true { _ = try await next() }
        } catch is Ended {}
    }

    private var body = ""

    private func event(_ lines: [Substring]) throws -> Event {
        var event = Event()
        for line in lines {
            if line.hasPrefix(": ") {
                event.comment = String(line.dropFirst(2))
            } else if line.hasPrefix("id: ") {
                event.id = String(line.dropFirst(4))
                lastEventID = event.id
            } else if line.hasPrefix("data: "), event.data == .absent {
                event.data = try JSON(line.dropFirst(6))
            } else {
                throw Reply.Unexpected(description: "a line of another kind: \(line.prefix(200))")
            }
        }
        return event
    }

    private func text(upTo mark: String) async throws -> String {
        while true {
            let bytes = unread.readableBytesView
            if let start = bytes.indices.first(where: { bytes[$0...].starts(with: mark.utf8) }) {
                return unread.readString(length: start - bytes.startIndex + mark.utf8.count) ?? ""
            }
            try await more()
        }
    }

    private func more() async throws {
        guard let bytes = try await connection.receive() else { throw Ended() }
        unread.writeImmutableBuffer(bytes)
    }
}
