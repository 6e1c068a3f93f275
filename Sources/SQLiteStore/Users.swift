internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

private let columns = """
    users.id, users.public_id, users.name, users.role, users.is_guest, users.created_at, users.revision
    """

extension User {
    fileprivate init(row: Row) {
        self.init(
            id: UserID(rawValue: row[0]),
            publicID: row[1],
            name: row[2],
            role: User.Role(rawValue: row[3]) ?? .user,
            isGuest: row[4],
            createdAt: Timestamp(milliseconds: row[5]),
            revision: row[6]
        )
    }
}

extension SQLiteAccess {
    func user(_ id: UserID) throws -> User? {
        try row("SELECT \(columns) FROM users WHERE id = ?", [id.rawValue]).map(User.init)
    }

    func account(nameKey: String) throws -> (user: User, passwordHash: String)? {
        let found = try row("SELECT \(columns), password_hash FROM users WHERE name_key = ?", [nameKey])
        guard let found, let hash: String = found[7] else { return nil }
        return (User(row: found), hash)
    }

    func session(tokenHash: Data) throws -> (session: Session, user: User)? {
        let found = try row(
            """
            SELECT \(columns), sessions.id, sessions.created_at, sessions.last_seen_at
            FROM sessions JOIN users ON users.id = sessions.user_id WHERE token_hash = ?
            """,
            [tokenHash]
        )
        guard let found else { return nil }
        let user = User(row: found)
        let session = Session(
            id: SessionID(uuid: found[7]),
            userID: user.id,
            createdAt: Timestamp(milliseconds: found[8]),
            lastSeenAt: Timestamp(milliseconds: found[9])
        )
        return (session, user)
    }
}

extension SQLiteTransaction {
    func insertUser(_ new: NewUser) throws -> User? {
        if let key = new.credentials?.nameKey, try account(nameKey: key) != nil { return nil }
        let publicID = Identifier<User>.make(now: new.createdAt).uuid
        try execute(
            """
            INSERT INTO users (public_id, name, name_key, password_hash, role, is_guest, created_at)
            VALUES (?, ?, ?, ?, 'user', ?, ?)
            """,
            [
                publicID, new.name, new.credentials?.nameKey, new.credentials?.passwordHash, new.credentials == nil,
                new.createdAt.milliseconds,
            ]
        )
        let id = UserID(rawValue: db.lastInsertedRowID)
        let revision = try takeRevision(id, .user(publicID))
        try execute("UPDATE users SET revision = ? WHERE id = ?", [revision, id.rawValue])
        guard let user = try user(id) else { return nil }
        announce(id, revision, .user(publicID), .user(user))
        return user
    }

    func insert(_ session: Session, tokenHash: Data) throws {
        try execute(
            "INSERT INTO sessions (token_hash, id, user_id, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?)",
            [
                tokenHash, session.id.uuid, session.userID.rawValue, session.createdAt.milliseconds,
                session.lastSeenAt.milliseconds,
            ]
        )
    }

    func touch(_ session: SessionID, at now: Timestamp) throws {
        try execute("UPDATE sessions SET last_seen_at = ? WHERE id = ?", [now.milliseconds, session.uuid])
    }

    func deleteSession(_ id: SessionID) throws {
        try execute("DELETE FROM sessions WHERE id = ?", [id.uuid])
    }

    func forgetOld(at now: Timestamp) throws -> [Data] {
        let day: Int64 = 86_400_000
        try execute("DELETE FROM changes WHERE made_at < ?", [now.milliseconds - Change.keptDays * day])
        try execute("DELETE FROM sessions WHERE last_seen_at < ?", [now.milliseconds - Session.idleDays * day])
        try execute("DELETE FROM uploaded_files WHERE expires_at < ?", [now.milliseconds])
        return try deleteUnsent(before: Timestamp(milliseconds: now.milliseconds - Attachment.unsentDays * day))
    }
}
