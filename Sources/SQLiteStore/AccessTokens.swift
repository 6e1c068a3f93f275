internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

private let columns = """
    access_tokens.id, access_tokens.user_id, access_tokens.name, access_tokens.created_at, access_tokens.last_used_at,
    access_tokens.expires_at
    """

extension AccessToken {
    fileprivate init(row: Row, from start: Int = 0) {
        self.init(
            id: AccessTokenID(uuid: row[start]),
            userID: UserID(rawValue: row[start + 1]),
            name: row[start + 2],
            createdAt: Timestamp(milliseconds: row[start + 3]),
            lastUsedAt: (row[start + 4] as Int64?).map(Timestamp.init(milliseconds:)),
            expiresAt: (row[start + 5] as Int64?).map(Timestamp.init(milliseconds:))
        )
    }
}

extension SQLiteAccess {
    func accessToken(hash: Data) throws -> (token: AccessToken, user: User)? {
        try row(
            """
            SELECT \(User.columns), \(columns)
            FROM access_tokens JOIN users ON users.id = access_tokens.user_id WHERE secret_hash = ?
            """,
            [hash]
        ).map { (AccessToken(row: $0, from: User.columnCount), try User(row: $0)) }
    }

    func accessTokens(_ user: UserID) throws -> [AccessToken] {
        try rows(
            "SELECT \(columns) FROM access_tokens WHERE user_id = ? ORDER BY created_at DESC, id DESC",
            [user.rawValue]
        ).map { AccessToken(row: $0) }
    }
}

extension SQLiteTransaction {
    func insert(_ user: UserID, _ token: AccessToken, hash: Data) throws {
        try execute(
            """
            INSERT INTO access_tokens (user_id, id, name, secret_hash, created_at, last_used_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                user.rawValue, token.id.uuid, token.name, hash, token.createdAt.milliseconds,
                token.lastUsedAt?.milliseconds, token.expiresAt?.milliseconds,
            ]
        )
    }

    func touch(_ user: UserID, accessToken id: AccessTokenID, at now: Timestamp) throws {
        try execute(
            "UPDATE access_tokens SET last_used_at = ? WHERE user_id = ? AND id = ?",
            [now.milliseconds, user.rawValue, id.uuid]
        )
    }

    func deleteAccessToken(_ user: UserID, _ id: AccessTokenID) throws -> Bool {
        try execute("DELETE FROM access_tokens WHERE user_id = ? AND id = ?", [user.rawValue, id.uuid])
        guard db.changesCount > 0 else { return false }
        try rememberDeleted(user, id.uuid)
        return true
    }
}
