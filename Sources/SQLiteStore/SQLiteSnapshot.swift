internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

/// What reads and writes share: look-ups on one connection. The look-ups of each aggregate are in a file of their own.
protocol SQLiteAccess: ChatReader {
    var db: Database { get }
}

extension SQLiteAccess {
    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    /// The values of the rows, without a copy of each row. The body must not run the same SQL.
    func values<Value>(
        _ sql: String,
        _ arguments: StatementArguments,
        _ body: (Row) throws -> Value
    ) throws -> [Value] {
        let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try cursor.next() { values.append(try body(row)) }
        return values
    }

    /// The value of the first row, without a copy of it. The body must not run the same SQL.
    func value<Value>(
        _ sql: String,
        _ arguments: StatementArguments,
        _ body: (Row) throws -> Value
    ) throws -> Value? {
        let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        // The row is a view of the cursor's statement.
        return try withExtendedLifetime(cursor) { try cursor.next().map(body) }
    }

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

/// One moment of the database.
struct SQLiteSnapshot: SQLiteAccess {
    let db: Database
}

/// One job of a commit. What it writes is announced through the log.
struct SQLiteTransaction: SQLiteAccess, ChatWriter {
    private static let lastRevision = "SELECT last_revision FROM users WHERE id = ?"

    let db: Database
    let log: ChangeLog

    /// Takes the user's next revision and writes down that it touched an item.
    func takeRevision(_ user: UserID, _ subject: Change.Subject) throws -> Int64 {
        let last = try log.revisions[user] ?? value(Self.lastRevision, [user.rawValue]) { $0[0] as Int64 }
        guard let last else { throw ChatError.notFound }
        let revision = last + 1
        log.revisions[user] = revision
        let (kind, id) = subject.columns
        try execute(
            "INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (?, ?, ?, ?, ?)",
            [user.rawValue, revision, kind, id, Timestamp.now.milliseconds]
        )
        return revision
    }

    /// Writes how far the users' revisions have come: once a job, not once a change. Their job ends with it.
    func keepRevisions() throws {
        for (user, revision) in log.revisions {
            try execute("UPDATE users SET last_revision = ? WHERE id = ?", [revision, user.rawValue])
        }
        log.revisions = [:]
    }

    func announce(_ user: UserID, _ revision: Int64, _ subject: Change.Subject, _ item: Change.Item?) {
        log.append(Change(revision: revision, subject: subject, item: item), of: user)
    }

    func revision(_ user: UserID) throws -> Int64 {
        try log.revisions[user] ?? value(Self.lastRevision, [user.rawValue]) { $0[0] } ?? 0
    }

    func rememberDeleted(_ user: UserID, _ id: UUID) throws {
        try execute("INSERT OR IGNORE INTO tombstones (user_id, id) VALUES (?, ?)", [user.rawValue, id])
    }
}

extension Change.Subject {
    var columns: (kind: String, id: UUID) {
        switch self {
        case .user(let id): ("user", id)
        case .conversation(let id): ("conversation", id.uuid)
        case .message(let id): ("message", id.uuid)
        }
    }

    init?(kind: String, id: UUID) {
        switch kind {
        case "user": self = .user(id)
        case "conversation": self = .conversation(ConversationID(uuid: id))
        case "message": self = .message(MessageID(uuid: id))
        default: return nil
        }
    }
}

/// Small values kept as JSON in one column.
enum JSONColumn {
    static let empty = "{}"

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String?) throws -> Value? {
        guard let text else { return nil }
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
