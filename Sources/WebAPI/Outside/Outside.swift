package import NIOCore

/// What the server is to the world: its names, its proxies, how many may come at once.
package struct Outside: Sendable {
    package var hosts: HostPolicy
    package var proxies: TrustedProxies
    /// Connections at once, sockets included.
    package var connections: Int
    /// Of one address, unless it is a proxy's.
    package var connectionsPerAddress: Int
    package var hasRateLimits: Bool
    /// Puts TLS between a new connection and HTTP, on its event loop; `nil`: plain HTTP.
    package var prepareTLS: (@Sendable (any Channel) throws -> Void)?

    package init(
        hosts: HostPolicy,
        proxies: TrustedProxies = TrustedProxies(),
        connections: Int = 10_000,
        connectionsPerAddress: Int = 500,
        hasRateLimits: Bool = true,
        prepareTLS: (@Sendable (any Channel) throws -> Void)? = nil
    ) {
        self.hosts = hosts
        self.proxies = proxies
        self.connections = connections
        self.connectionsPerAddress = connectionsPerAddress
        self.hasRateLimits = hasRateLimits
        self.prepareTLS = prepareTLS
    }
}
