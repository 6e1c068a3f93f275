package import Foundation

/// What makes a user's codes, as it is kept.
package struct SealedFactor: Sendable {
    package var user: UserID
    package var sealedSecret: Data

    package init(user: UserID, sealedSecret: Data) {
        self.user = user
        self.sealedSecret = sealedSecret
    }
}

/// A user's second factor: one-time codes by time (TOTP, RFC 6238).
package struct SecondFactor: Hashable, Sendable {
    /// The shared secret, sealed: a copy of the database alone makes no codes.
    package var sealedSecret: Data
    /// Whether a code has shown that the user's device has the secret. Before, signing in asks for none.
    package var isConfirmed: Bool
    /// The step of time of the last code that was accepted; no code of it or of an earlier one counts again (RFC 6238, 5.2).
    package var lastStep: Int64

    package init(sealedSecret: Data, isConfirmed: Bool = false, lastStep: Int64 = 0) {
        self.sealedSecret = sealedSecret
        self.isConfirmed = isConfirmed
        self.lastStep = lastStep
    }
}
