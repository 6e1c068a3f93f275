package import NIOHTTP1

/// What the server answered to one request.
package struct Reply: Sendable, CustomStringConvertible {
    /// Another status than the test needs to go on.
    package struct Unexpected: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    package let status: Int
    package let headers: HTTPHeaders
    /// The body; invalid UTF-8 is repaired.
    package let text: String
    /// The body as it came.
    package let bytes: [UInt8]

    package init(status: Int, headers: HTTPHeaders, text: String, bytes: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.text = text
        self.bytes = bytes
    }

    /// The body; `.absent` when it is no JSON.
    package var json: JSON { (try? JSON(text)) ?? .absent }  // what is expected of it tells the rest

    /// The word of a problem document; empty when the reply is none.
    package var code: String {
        headers.first(name: "Content-Type") == "application/problem+json" ? json.code.asString : ""
    }

    /// The reply itself, if the command was carried out. Throws `Unexpected`.
    @discardableResult
    package func ok() throws -> Reply {
        guard (200..<300).contains(status) else { throw Unexpected(description: description) }
        return self
    }

    package var description: String { "\(status) \(text.prefix(2000))" }
}
