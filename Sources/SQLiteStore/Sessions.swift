internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

private let columns = "sessions.id, sessions.user_id, sessions.device, sessions.created_at, sessions.last_seen_at"

extension Session {
    fileprivate init(row: Row, from start: Int = 0) {
        self.init(
            id: SessionID(uuid: row[start]),
            userID: UserID(rawValue: row[start + 1]),
            device: row[start + 2],
            createdAt: Timestamp(milliseconds: row[start + 3]),
            lastSeenAt: Timestamp(milliseconds: row[start + 4])
        )
    }
}

extension SQLiteAccess {
    func session(tokenHash: Data) throws -> (session: Session, user: User)? {
        try row(
            """
            SELECT \(User.columns), \(columns)
            FROM sessions JOIN users ON users.id = sessions.user_id WHERE token_hash = ?
            """,
            [tokenHash]
        ).map { (Session(row: $0, from: User.columnCount), try User(row: $0)) }
    }

    func sessions(_ user: UserID) throws -> [Session] {
        try rows(
            "SELECT \(columns) FROM sessions WHERE user_id = ? ORDER BY last_seen_at DESC, id DESC",
            [user.rawValue]
        ).map { Session(row: $0) }
    }
}

extension SQLiteTransaction {
    func insert(_ session: Session, tokenHash: Data) throws {
        try execute(
            "INSERT INTO sessions (token_hash, id, user_id, device, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                tokenHash, session.id.uuid, session.userID.rawValue, session.device, session.createdAt.milliseconds,
                session.lastSeenAt.milliseconds,
            ]
        )
    }

    func touch(_ user: UserID, _ session: SessionID, at now: Timestamp) throws {
        try execute(
            "UPDATE sessions SET last_seen_at = ? WHERE user_id = ? AND id = ?",
            [now.milliseconds, user.rawValue, session.uuid]
        )
    }

    func replaceToken(_ user: UserID, of session: SessionID, with hash: Data) throws {
        try execute(
            "UPDATE sessions SET token_hash = ? WHERE user_id = ? AND id = ?",
            [hash, user.rawValue, session.uuid]
        )
    }

    func deleteSession(_ user: UserID, _ id: SessionID) throws -> Bool {
        try execute("DELETE FROM sessions WHERE user_id = ? AND id = ?", [user.rawValue, id.uuid])
        return db.changesCount > 0
    }

    func deleteSessions(_ user: UserID, except kept: SessionID?) throws {
        try execute("DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?", [user.rawValue, kept?.uuid])
    }
}
