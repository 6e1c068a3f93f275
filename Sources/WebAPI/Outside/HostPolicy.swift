internal import ChatDomain
internal import HTTPTypes

/// The names under which Pollux answers. A page of another site whose name suddenly means this machine (DNS rebinding) gets
/// nothing, and no link or redirect is made from a name that somebody invented.
package struct HostPolicy: Sendable {
    private let names: Set<String>
    private let acceptsAddresses: Bool

    /// - Parameters:
    ///   - names: without ports, such as `chat.example.org`.
    ///   - acceptsAddresses: whether any IP address will do as a name, too: nobody can make one mean another machine.
    package init(names: [String], acceptsAddresses: Bool) {
        self.names = Set(names.map { $0.lowercased() } + ["localhost"])
        self.acceptsAddresses = acceptsAddresses
    }

    /// Throws unless a request names one host, and that is ours.
    func check(_ request: HTTPRequest) throws(ChatError) {
        // The first `Host` is the authority; another one is left among the fields.
        let isTwice = request.headerFields.contains { $0.name.canonicalName == "host" }
        guard !isTwice, let authority = request.authority, let host = Self.host(authority) else {
            throw .badRequest("The request must name one host.")
        }
        guard allows(host) else {
            throw ChatError(
                .unknownHost,
                "Pollux does not know itself under this name. The operator can add it to POLLUX_HOSTS."
            )
        }
    }

    /// Whether a text can be the name of a host, or its address.
    package static func isHost(_ text: String) -> Bool { host(text) == text.lowercased() }

    private func allows(_ host: String) -> Bool {
        if names.contains(host) { return true }
        guard let address = IPAddress(host) else { return false }
        return acceptsAddresses || address.isLoopback
    }

    /// The host of `host:port` in lower case; `nil` when it is neither a name nor an address (RFC 9110, 7.2).
    static func host(_ authority: String) -> String? {
        guard authority.utf8.count <= 300 else { return nil }
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map { authority.index(after: $0) } : nil
        let host = end.map { authority[..<$0] } ?? authority.prefix { $0 != ":" }
        let rest = authority[host.endIndex...]
        guard rest.isEmpty || rest.utf8.first == UInt8(ascii: ":") && rest.dropFirst().utf8.allSatisfy(isDigit) else {
            return nil
        }
        let isName = host.utf8.allSatisfy { byte in
            isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".")
        }
        guard !host.isEmpty, isName || IPAddress(host) != nil else { return nil }
        return host.lowercased()
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
