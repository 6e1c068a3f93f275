internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

// Counted row by row: a page has at most 200 of them.
private let recordColumns = """
    \(User.columns),
    (SELECT max(last_seen_at) FROM sessions s WHERE s.user_id = users.id),
    NULLIF(password_hash, '') IS NOT NULL,
    EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = users.id AND is_confirmed),
    (SELECT count(*) FROM sessions s WHERE s.user_id = users.id),
    (SELECT count(*) FROM access_tokens t WHERE t.user_id = users.id),
    (SELECT count(*) FROM conversations c WHERE c.user_id = users.id),
    (SELECT count(*) FROM messages m WHERE m.user_id = users.id),
    (SELECT total(bytes) FROM attachments a WHERE a.user_id = users.id)
    """

extension UserRecord {
    fileprivate init(row: Row, today: DayUsage) throws {
        let start = User.columnCount
        self.init(
            user: try User(row: row),
            lastSeenAt: (row[start] as Int64?).map(Timestamp.init(milliseconds:)),
            hasPassword: row[start + 1],
            hasSecondFactor: row[start + 2],
            sessions: row[start + 3],
            accessTokens: row[start + 4],
            conversations: row[start + 5],
            messages: row[start + 6],
            attachmentBytes: Int64(row[start + 7] as Double),
            today: today
        )
    }
}

extension SQLiteAccess {
    func user(publicID: UUID) throws -> User? {
        try row("SELECT \(User.columns) FROM users WHERE public_id = ?", [publicID]).map(User.init)
    }

    func administrators() throws -> Int {
        try row(
            """
            SELECT count(*) FROM users WHERE role = 'admin' AND NOT is_blocked AND NULLIF(password_hash, '') IS NOT NULL
            """,
            []
        )?[0] ?? 0
    }

    func userRecords(matching text: String, after cursor: UserCursor?, limit: Int, today: Day) throws -> [UserRecord] {
        // `instr` takes what was typed as it is: no pattern, no wildcard.
        let page = try rows(
            """
            SELECT \(recordColumns) FROM users
            WHERE (? = '' OR instr(lower(name), lower(?)) > 0)
                AND (? IS NULL OR (name COLLATE NOCASE, id) > (?, ?))
            ORDER BY name COLLATE NOCASE, id LIMIT ?
            """,
            [text, text, cursor?.name, cursor?.name, cursor?.id.rawValue, limit]
        )
        return try page.map { try UserRecord(row: $0, today: try usage(UserID(rawValue: $0[0]), on: today)) }
    }

    func userRecord(_ user: UserID, today: Day) throws -> UserRecord? {
        try row("SELECT \(recordColumns) FROM users WHERE id = ?", [user.rawValue])
            .map { try UserRecord(row: $0, today: try usage(user, on: today)) }
    }

    func usageOfAll(since day: Day) throws -> [(user: User, usage: DayUsage)] {
        try rows(
            """
            SELECT \(User.columns), \(DayUsage.columns) FROM usage JOIN users ON users.id = usage.user_id
            WHERE day >= ? ORDER BY day DESC, prompt_tokens + output_tokens DESC, answers DESC, users.id
            """,
            [day.number]
        ).map { (try User(row: $0), DayUsage(row: $0, from: User.columnCount)) }
    }

    func totals() throws -> StoreTotals {
        let users = try row("SELECT total(NOT is_guest), total(is_guest) FROM users", [])
        let files = try row("SELECT total(bytes) FROM attachments", [])
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        let pages: Int64 = try row(sql, [])?[0] ?? 0
        return StoreTotals(
            accounts: Int(users?[0] as Double? ?? 0),
            guests: Int(users?[1] as Double? ?? 0),
            databaseBytes: pages,
            attachmentBytes: Int64(files?[0] as Double? ?? 0)
        )
    }
}
