package import ChatDomain
package import Foundation

/// Look-ups of who somebody is. Each takes the user first, but for those that find the user by something only they know.
package protocol AccountReader {
    func user(_ id: UserID) throws -> User?
    /// The account with this `nameKey`, with the encoded hash of its password; `nil` of the latter until one is set.
    func account(nameKey: String) throws -> (user: User, passwordHash: String?)?
    /// The encoded hash of a user's password; `nil` for a guest, and until one is set.
    func passwordHash(_ user: UserID) throws -> String?

    /// The session whose token has this SHA-256, with its user.
    func session(tokenHash: Data) throws -> (session: Session, user: User)?
    /// The last seen first.
    func sessions(_ user: UserID) throws -> [Session]

    /// The access token whose secret has this SHA-256, with its user.
    func accessToken(hash: Data) throws -> (token: AccessToken, user: User)?
    /// The newest first.
    func accessTokens(_ user: UserID) throws -> [AccessToken]

    func secondFactor(_ user: UserID) throws -> SecondFactor?
    /// How many recovery codes are left.
    func recoveryCodes(_ user: UserID) throws -> Int
    /// Whether this is the hash of a recovery code that is left.
    func isRecoveryCode(_ user: UserID, hash: Data) throws -> Bool
}

/// Writes of who somebody is. A change of the user's name, settings, role or limits is a change like any other; the rest is
/// none.
package protocol AccountWriter {
    /// `nil` when the name is taken.
    func insertUser(_ user: NewUser) throws -> User?
    /// `nil` when the name is taken by somebody else.
    func setName(_ user: UserID, name: String, nameKey: String) throws -> User?
    func setSettings(_ user: UserID, _ settings: UserSettings) throws -> User
    /// Makes a guest an account. `nil` when the name is taken.
    func setCredentials(_ user: UserID, name: String, nameKey: String, passwordHash: String) throws -> User?
    func setPassword(_ user: UserID, hash: String) throws
    /// With everything of the user's.
    ///
    /// - Returns: the contents of attachments that went along. Somebody else may have the same.
    func deleteUser(_ user: UserID) throws -> [Data]

    func insert(_ session: Session, tokenHash: Data) throws
    func touch(_ user: UserID, _ session: SessionID, at now: Timestamp) throws
    /// Gives a session another token.
    func replaceToken(_ user: UserID, of session: SessionID, with hash: Data) throws
    /// `false`: the user has no such session.
    func deleteSession(_ user: UserID, _ id: SessionID) throws -> Bool
    /// All of the user's but one.
    func deleteSessions(_ user: UserID, except kept: SessionID?) throws

    func insert(_ user: UserID, _ token: AccessToken, hash: Data) throws
    func touch(_ user: UserID, accessToken: AccessTokenID, at now: Timestamp) throws
    /// `false`: the user has no such token.
    func deleteAccessToken(_ user: UserID, _ id: AccessTokenID) throws -> Bool

    func put(_ user: UserID, _ factor: SecondFactor) throws
    /// With the recovery codes.
    func deleteSecondFactor(_ user: UserID) throws
    /// Takes note of a code's step of time. `false`: a code of this step or a later one was accepted already.
    func noteStep(_ user: UserID, _ step: Int64) throws -> Bool
    /// In place of those before.
    func setRecoveryCodes(_ user: UserID, hashes: [Data]) throws
    /// Uses a recovery code up. `false`: there is no such code.
    func useRecoveryCode(_ user: UserID, hash: Data) throws -> Bool
}

/// An account to be made.
package struct NewUser: Sendable {
    package var name: String
    package var role: User.Role
    /// `nil` for a guest, whose name need not be unique and who cannot sign in again.
    package var credentials: Credentials?
    package var createdAt: Timestamp

    package struct Credentials: Sendable {
        package var nameKey: String
        /// PHC string format, `$argon2id$v=19$…`; `nil`: one is set later, by a link.
        package var passwordHash: String?

        package init(nameKey: String, passwordHash: String?) {
            self.nameKey = nameKey
            self.passwordHash = passwordHash
        }
    }

    package init(name: String, role: User.Role = .user, credentials: Credentials?, createdAt: Timestamp) {
        self.name = name
        self.role = role
        self.credentials = credentials
        self.createdAt = createdAt
    }
}
