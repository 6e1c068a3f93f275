internal import HTTPTypes

/// The proxies whose word counts on where a request comes from. Everybody else's `X-Forwarded-For` is ignored.
package struct TrustedProxies: Sendable {
    private let networks: [IPNetwork]

    package init(_ networks: [String] = []) {
        self.networks = networks.compactMap { IPNetwork($0) }
    }

    /// Whether a text names an address or a range of them, such as `10.0.0.0/8`.
    package static func isNetwork(_ text: String) -> Bool { IPNetwork(text) != nil }

    func trusts(_ address: IPAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// Where a request comes from: the last address on its way that is no proxy of ours. Each proxy has written down whom it heard
    /// it from, so the list is true from its end up to the first address that nobody of ours vouches for.
    func client(peer: IPAddress?, _ headers: HTTPFields) -> IPAddress? {
        guard let peer, trusts(peer) else { return peer }
        var client = peer
        for value in headers[values: .xForwardedFor].reversed() {
            for entry in value.split(separator: ",").reversed() {
                guard let address = IPAddress(Self.withoutPort(entry.trimmingSpaces())) else { return client }
                client = address
                if !trusts(address) { return client }
            }
        }
        return client
    }

    /// Some proxies write the port, too: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    private static func withoutPort(_ entry: String) -> Substring {
        if entry.hasPrefix("[") { return entry.prefix { $0 != "]" } + "]" }
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? parts[0] : entry[...]
    }
}

extension HTTPField.Name {
    static let xForwardedFor: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Forwarded-For") else { preconditionFailure("a valid name") }
        return name
    }()
}
