internal import ChatDomain
internal import Store

/// Where somebody signs in from.
package struct Visitor: Sendable {
    /// What guesses are counted under: the network address, of IPv6 its first half.
    package var address: String
    /// A few words of ours, such as "Firefox on Linux"; see `DeviceLabel`.
    package var device: String

    package init(address: String = "", device: String = "") {
        self.address = address
        self.device = device
    }

    /// Makes a session, with a token that nobody had before.
    func enter(_ user: User, _ writer: any ChatWriter) throws -> SignedIn {
        let now = Timestamp.now
        let session = Session(id: .make(now: now), userID: user.id, device: device, createdAt: now, lastSeenAt: now)
        let token = RandomSecret()
        try writer.insert(session, tokenHash: token.hash)
        return SignedIn(user: user, session: session, token: token.text)
    }
}
