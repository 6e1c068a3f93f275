/// A signed-in browser. Its token is known to the browser alone; a store keeps the token's hash.
package struct Session: Hashable, Sendable {
    package var id: SessionID
    package var userID: UserID
    /// What the browser called itself, in a few words, such as "Firefox on Linux"; may be empty.
    package var device: String
    package var createdAt: Timestamp
    package var lastSeenAt: Timestamp

    /// Days without a request after which a session is over (NIST SP 800-63B-4, 2.1.3: at most 30 days).
    package static let idleDays: Int64 = 30
    /// Days after which an account has to sign in again, however busy its session was. A guest never has to: it could not.
    package static let longestDays: Int64 = 90

    package init(id: SessionID, userID: UserID, device: String = "", createdAt: Timestamp, lastSeenAt: Timestamp) {
        self.id = id
        self.userID = userID
        self.device = device
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
    }

    /// When an account has to sign in again; `nil` for a guest.
    package func end(isGuest: Bool) -> Timestamp? {
        isGuest ? nil : Timestamp(milliseconds: createdAt.milliseconds + Self.longestDays * 86_400_000)
    }

    package func isOver(at now: Timestamp, isGuest: Bool = false) -> Bool {
        let day: Int64 = 86_400_000
        return now.milliseconds - lastSeenAt.milliseconds > Self.idleDays * day
            || !isGuest && now.milliseconds - createdAt.milliseconds > Self.longestDays * day
    }
}
