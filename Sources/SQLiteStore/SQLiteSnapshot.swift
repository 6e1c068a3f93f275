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
    let db: Database
    let log: ChangeLog

    /// Takes the user's next revision and writes down that it touched an item.
    func takeRevision(_ user: UserID, _ subject: Change.Subject) throws -> Int64 {
        let sql = "UPDATE users SET last_revision = last_revision + 1 WHERE id = ? RETURNING last_revision"
        guard let revision: Int64 = try row(sql, [user.rawValue])?[0] else { throw ChatError.notFound }
        let (kind, id) = subject.columns
        try execute(
            "INSERT INTO changes (user_id, revision, kind, item_id, made_at) VALUES (?, ?, ?, ?, ?)",
            [user.rawValue, revision, kind, id, Timestamp.now.milliseconds]
        )
        return revision
    }

    func announce(_ user: UserID, _ revision: Int64, _ subject: Change.Subject, _ item: Change.Item?) {
        log.append(Change(revision: revision, subject: subject, item: item), of: user)
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
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String?) throws -> Value? {
        guard let text else { return nil }
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
