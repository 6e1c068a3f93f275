package import ChatDomain
internal import Foundation
internal import Store

/// A link that sets a user's password, for the administrator to hand on, who never learns the password.
package struct PasswordReset: Sendable {
    package var secret: String
    package var expiresAt: Timestamp

    package static let hours: Int64 = 24

    /// Replaces the user's link before.
    static func make(_ user: UserID, _ writer: any ChatWriter) throws -> PasswordReset {
        let secret = RandomSecret()
        let now = Timestamp.now
        let expiresAt = Timestamp(milliseconds: now.milliseconds + hours * 3_600_000)
        try writer.setPasswordReset(user, secretHash: secret.hash, expiresAt: expiresAt, at: now)
        return PasswordReset(secret: secret.text, expiresAt: expiresAt)
    }
}
