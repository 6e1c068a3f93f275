internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

extension User {
    /// The columns that `init(row:)` reads, in its order.
    static let columns = """
        users.id, users.public_id, users.name, users.role, users.is_guest, users.is_blocked, users.daily_answers,
        users.daily_tokens, users.created_at, users.revision, users.settings
        """
    static let columnCount = 11

    init(row: Row) throws {
        self.init(
            id: UserID(rawValue: row[0]),
            publicID: row[1],
            name: row[2],
            role: User.Role(rawValue: row[3]) ?? .user,
            isGuest: row[4],
            isBlocked: row[5],
            limits: UsageLimits(answers: row[6], tokens: row[7]),
            createdAt: Timestamp(milliseconds: row[8]),
            revision: row[9],
            settings: try Self.settings(row[10])
        )
    }

    /// Read with every request; most people set nothing.
    private static func settings(_ text: String) throws -> UserSettings {
        guard text != JSONColumn.empty else { return UserSettings() }
        return UserSettings(kept: try JSONColumn.value([String: String].self, text) ?? [:])
    }
}

extension SQLiteAccess {
    func user(_ id: UserID) throws -> User? {
        try value("SELECT \(User.columns) FROM users WHERE id = ?", [id.rawValue], User.init)
    }

    func account(nameKey: String) throws -> (user: User, passwordHash: String?)? {
        try row("SELECT \(User.columns), NULLIF(password_hash, '') FROM users WHERE name_key = ?", [nameKey])
            .map { (try User(row: $0), $0[User.columnCount]) }
    }

    func passwordHash(_ user: UserID) throws -> String? {
        try row("SELECT NULLIF(password_hash, '') FROM users WHERE id = ?", [user.rawValue])?[0]
    }
}

extension SQLiteTransaction {
    func insertUser(_ new: NewUser) throws -> User? {
        if let key = new.credentials?.nameKey, try account(nameKey: key) != nil { return nil }
        let publicID = Identifier<User>.make(now: new.createdAt).uuid
        try execute(
            """
            INSERT INTO users (public_id, name, name_key, password_hash, role, is_guest, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                publicID, new.name, new.credentials?.nameKey, new.credentials.map { $0.passwordHash ?? "" },
                new.role.rawValue, new.credentials == nil, new.createdAt.milliseconds,
            ]
        )
        return try announceUser(UserID(rawValue: db.lastInsertedRowID))
    }

    func setName(_ user: UserID, name: String, nameKey: String) throws -> User? {
        guard try isFree(nameKey, for: user) else { return nil }
        try execute("UPDATE users SET name = ?, name_key = ? WHERE id = ?", [name, nameKey, user.rawValue])
        return try announceUser(user)
    }

    func setSettings(_ user: UserID, _ settings: UserSettings) throws -> User {
        try execute(
            "UPDATE users SET settings = ? WHERE id = ?",
            [try JSONColumn.text(settings.values), user.rawValue]
        )
        return try announceUser(user)
    }

    func setCredentials(_ user: UserID, name: String, nameKey: String, passwordHash: String) throws -> User? {
        guard try isFree(nameKey, for: user) else { return nil }
        try execute(
            "UPDATE users SET name = ?, name_key = ?, password_hash = ?, is_guest = 0 WHERE id = ?",
            [name, nameKey, passwordHash, user.rawValue]
        )
        return try announceUser(user)
    }

    func setPassword(_ user: UserID, hash: String) throws {
        try execute("UPDATE users SET password_hash = ? WHERE id = ? AND is_guest = 0", [hash, user.rawValue])
    }

    func update(_ user: User) throws -> User {
        try execute(
            "UPDATE users SET role = ?, is_blocked = ?, daily_answers = ?, daily_tokens = ? WHERE id = ?",
            [user.role.rawValue, user.isBlocked, user.limits.answers, user.limits.tokens, user.id.rawValue]
        )
        return try announceUser(user.id)
    }

    func deleteUser(_ user: UserID) throws -> [Data] {
        let contents =
            try rows("SELECT DISTINCT sha256 FROM attachments WHERE user_id = ?", [user.rawValue])
            .map { $0[0] as Data } + sharedContents(user)
        try removeFromIndex(user)
        // Messages first: what they hold on to goes with the user only when nothing holds on to it any more.
        try execute("DELETE FROM conversations WHERE user_id = ?", [user.rawValue])
        try execute("DELETE FROM users WHERE id = ?", [user.rawValue])
        return contents
    }

    private func isFree(_ nameKey: String, for user: UserID) throws -> Bool {
        try row("SELECT 1 FROM users WHERE name_key = ? AND id <> ?", [nameKey, user.rawValue]) == nil
    }

    /// Takes the user's next revision for what was just written of the user, and tells it.
    private func announceUser(_ id: UserID) throws -> User {
        guard let publicID = try user(id)?.publicID else { throw ChatError.notFound }
        let revision = try takeRevision(id, .user(publicID))
        try execute("UPDATE users SET revision = ? WHERE id = ?", [revision, id.rawValue])
        guard let user = try user(id) else { throw ChatError.notFound }
        announce(id, revision, .user(publicID), .user(user))
        return user
    }
}
