/// Why the server closes a socket, and with it what the client does next. RFC 6455, 7.4.
package struct CloseCode: Hashable, Sendable {
    package let code: UInt16
    package let reason: String

    private init(_ code: UInt16, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The client went first.
    package static let normal = Self(1000, "")
    /// Reconnect.
    package static let goingAway = Self(1001, "going away")
    /// Do not reconnect.
    package static let badFrame = Self(4400, "bad frame")
    /// Do not reconnect.
    package static let signedOut = Self(4401, "signed out")
    /// Do not reconnect.
    package static let notAllowed = Self(4403, "not allowed")
    /// Reconnect.
    package static let noResume = Self(4408, "no resume in time")
    /// Reconnect later.
    package static let tooManySockets = Self(4429, "too many sockets")
    /// Reconnect and resume.
    package static let tooSlow = Self(4430, "too slow")
    /// Reconnect.
    package static let fault = Self(4500, "fault")
}
