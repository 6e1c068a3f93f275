package import ChatDomain
internal import Foundation
internal import Store

extension ChatActions {
    /// Who holds this access token; `nil` when nobody does, it is over or its user blocked.
    package func accessToken(secret: String) async throws -> (token: AccessToken, user: User)? {
        guard secret.utf8.count == Self.accessTokenLength, secret.hasPrefix(Self.accessTokenPrefix) else { return nil }
        let hash = RandomSecret.hash(secret)
        guard let found = try await store.read({ try $0.accessToken(hash: hash) }) else { return nil }
        let now = Timestamp.now
        guard !found.token.isOver(at: now), !found.user.isBlocked else { return nil }
        // Once an hour is enough to know when a token was last used.
        if abs(now.milliseconds - (found.token.lastUsedAt?.milliseconds ?? 0)) > 3_600_000 {
            try await write { try $0.touch(found.user.id, accessToken: found.token.id, at: now) }
        }
        return found
    }

    /// The newest first, those that are over included for a while.
    package func accessTokens(_ user: UserID) async throws -> [AccessToken] {
        try await store.read { try $0.accessTokens(user) }
    }

    /// Makes an access token. The same id and name again: the token as it is, and no secret.
    ///
    /// - Parameter days: for how long it is good; `nil`: until it is deleted.
    /// - Returns: the secret, which nobody can be told again.
    package func makeAccessToken(
        _ user: UserID,
        _ id: AccessTokenID,
        name: String,
        days: Int64?
    ) async throws -> (token: AccessToken, secret: String?) {
        let name = try Self.accountName(name)
        let secret = RandomSecret(prefix: Self.accessTokenPrefix)
        let now = Timestamp.now
        let expiresAt = days.map { Timestamp(milliseconds: now.milliseconds + $0 * 86_400_000) }
        let new = AccessToken(id: id, userID: user, name: name, createdAt: now, expiresAt: expiresAt)
        return try await write { writer in
            let all = try writer.accessTokens(user)
            if let before = all.first(where: { $0.id == id }) {
                guard before.name.utf8.elementsEqual(name.utf8) else {
                    throw ChatError(.conflict, "This id belongs to another token.", field: "id")
                }
                return (before, nil)
            }
            // A command that comes late must not bring a token back that somebody took away.
            if try writer.isDeleted(user, id.uuid) { throw ChatError.gone }
            guard all.count < AccessToken.maximumCount else {
                throw ChatError(.tooMany, "There are \(AccessToken.maximumCount) tokens already; please delete one.")
            }
            try writer.insert(user, new, hash: secret.hash)
            return (new, secret.text)
        }
    }

    /// The caller closes the token's sockets. Deleting it again is harmless. Throws `not_found`.
    package func deleteAccessToken(_ user: UserID, _ id: AccessTokenID) async throws {
        try await write { writer in
            guard try writer.deleteAccessToken(user, id) || writer.isDeleted(user, id.uuid) else {
                throw ChatError.notFound
            }
        }
    }

    /// By it people and secret scanners know what a string is.
    private static let accessTokenPrefix = "pollux_"
    private static let accessTokenLength = accessTokenPrefix.utf8.count + 43
}
