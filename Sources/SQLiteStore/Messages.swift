internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

/// Where a message is: never changed. A key that is set, even to what it is, makes SQLite look at every row that refers to it.
private let keys = ["id", "conversation_id", "seq", "parent_id"]
private let changing = [
    "status", "text", "thoughts", "is_starred", "quote_id", "created_at",
    "finished_at", "model", "report", "failure", "context_from_seq", "revision", "parts", "sources", "retry_at",
    "search_suggestions", "context_left_out", "usage_day", "reserved_tokens",
]
private let names = keys + changing
private let columns = names.map { "m." + $0 }.joined(separator: ", ") + ", " + neighbours
/// Whether a message has siblings, and attachments. Most have none, and to be told so costs less than to ask for them.
private let neighbours = """
    EXISTS (
        SELECT 1 FROM messages s WHERE s.user_id = m.user_id AND s.conversation_id = m.conversation_id
            AND s.parent_id IS m.parent_id AND s.rowid <> m.rowid
    ),
    EXISTS (SELECT 1 FROM message_attachments l WHERE l.user_id = m.user_id AND l.message_id = m.id)
    """
private let columnCount = names.count + 2

extension Message {
    fileprivate init(row: Row) throws {
        let status = Message.Status(rawValue: row[4]) ?? .failed
        self.init(
            id: MessageID(uuid: row[0]),
            conversationID: ConversationID(uuid: row[1]),
            seq: row[2],
            parentID: (row[3] as UUID?).map(MessageID.init(uuid:)),
            role: status == .stored ? .user : .model,
            text: row[5],
            status: status,
            createdAt: Timestamp(milliseconds: row[9])
        )
        thoughts = row[6]
        isStarred = row[7]
        quoteID = (row[8] as UUID?).map(MessageID.init(uuid:))
        finishedAt = (row[10] as Int64?).map(Timestamp.init(milliseconds:))
        model = row[11]
        report = try JSONColumn.value(AnswerReport.self, row[12]) ?? AnswerReport()
        failure = try JSONColumn.value(AnswerFailure.self, row[13])
        contextFromSeq = row[14]
        revision = row[15]
        parts = try JSONColumn.value([AnswerPart].self, row[16])
        sources = try JSONColumn.value([Source].self, row[17]) ?? []
        retryAt = (row[18] as Int64?).map(Timestamp.init(milliseconds:))
        searchSuggestions = row[19]
        contextLeftOut = row[20]
        if let day: Int64 = row[21], let tokens: Int = row[22] {
            reservation = UsageReservation(day: Day(number: day), tokens: tokens)
        }
    }

    /// Values in the order of `names`. A running answer's text is in its pieces.
    fileprivate func values() throws -> [(any DatabaseValueConvertible)?] {
        [
            id.uuid, conversationID.uuid, seq, parentID?.uuid, status.rawValue, status.isFinal ? text : "",
            status.isFinal ? thoughts : nil, isStarred, quoteID?.uuid, createdAt.milliseconds, finishedAt?.milliseconds,
            model, report == AnswerReport() ? nil : try JSONColumn.text(report), try failure.map(JSONColumn.text),
            contextFromSeq, revision, try parts.map(JSONColumn.text),
            sources.isEmpty ? nil : try JSONColumn.text(sources),
            retryAt?.milliseconds, searchSuggestions, contextLeftOut, reservation?.day.number, reservation?.tokens,
        ]
    }
}

extension SQLiteAccess {
    func message(_ user: UserID, _ id: MessageID) throws -> Message? {
        let sql = "SELECT \(columns) FROM messages m WHERE m.user_id = ? AND m.id = ?"
        return try value(sql, [user.rawValue, id.uuid]) { try complete(user, $0) }
    }

    func starredMessages(_ user: UserID, after cursor: MessageCursor?, limit: Int) throws -> [Message] {
        var sql = "SELECT \(columns) FROM messages m WHERE m.user_id = ? AND m.is_starred = 1"
        var values: StatementArguments = [user.rawValue]
        if let cursor {
            sql += " AND (m.created_at, m.id) < (?, ?)"
            values += [cursor.createdAt.milliseconds, cursor.id.uuid]
        }
        sql += " ORDER BY m.created_at DESC, m.id DESC LIMIT ?"
        return try self.values(sql, values + [limit]) { try complete(user, $0) }
    }

    func answers(_ user: UserID, to question: Message) throws -> [Message] {
        try values(
            "SELECT \(columns) FROM messages m WHERE user_id = ? AND conversation_id = ? AND parent_id = ? AND status <> 'stored' ORDER BY +seq",
            [user.rawValue, question.conversationID.uuid, question.id.uuid]
        ) { try complete(user, $0) }
    }

    func path(_ user: UserID, endingIn id: MessageID, limit: Int) throws -> [Message] {
        try values(
            """
            WITH RECURSIVE path (id, n) AS (
                SELECT ?, 1
                UNION ALL
                SELECT m.parent_id, path.n + 1 FROM path JOIN messages m ON m.user_id = ? AND m.id = path.id
                WHERE m.parent_id IS NOT NULL AND path.n < ?
            )
            SELECT \(columns) FROM path JOIN messages m ON m.user_id = ? AND m.id = path.id ORDER BY path.n
            """,
            [id.uuid, user.rawValue, limit, user.rawValue]
        ) { try complete(user, $0) }
    }

    func message(_ user: UserID, onPathTo leaf: MessageID, below seq: Int64) throws -> MessageID? {
        let found = try row(
            """
            WITH RECURSIVE path (id, seq, parent_id) AS (
                SELECT id, seq, parent_id FROM messages WHERE user_id = ? AND id = ?
                UNION ALL
                SELECT m.id, m.seq, m.parent_id FROM path JOIN messages m ON m.user_id = ? AND m.id = path.parent_id
                WHERE path.seq >= ?
            )
            SELECT id FROM path WHERE seq < ? LIMIT 1
            """,
            [user.rawValue, leaf.uuid, user.rawValue, seq, seq]
        )
        return found.map { MessageID(uuid: $0[0]) }
    }

    func newestLeaf(_ user: UserID, below id: MessageID) throws -> MessageID {
        let found = try row("\(Self.subtree) SELECT id FROM subtree ORDER BY seq DESC LIMIT 1", below(user, id))
        return found.map { MessageID(uuid: $0[0]) } ?? id
    }

    func unfinishedAnswers(_ user: UserID, below id: MessageID) throws -> [MessageID] {
        let sql = "\(Self.subtree) SELECT id FROM subtree WHERE status IN ('queued', 'streaming') ORDER BY seq"
        return try rows(sql, below(user, id)).map { MessageID(uuid: $0[0]) }
    }

    func firstQuestion(_ user: UserID, in conversation: ConversationID) throws -> MessageID? {
        try value(
            """
            SELECT id FROM messages WHERE user_id = ? AND conversation_id = ? AND parent_id IS NULL ORDER BY +seq LIMIT 1
            """,
            [user.rawValue, conversation.uuid]
        ) { MessageID(uuid: $0[0]) }
    }

    func unfinishedAnswers(_ user: UserID, in conversation: ConversationID) throws -> [MessageID] {
        try rows(
            """
            SELECT id FROM messages WHERE user_id = ? AND conversation_id = ? AND status IN ('queued', 'streaming')
            ORDER BY +seq
            """,
            [user.rawValue, conversation.uuid]
        ).map { MessageID(uuid: $0[0]) }
    }

    func unfinishedAnswers() throws -> [(user: UserID, answer: Message)] {
        try values(
            """
            SELECT \(columns), m.user_id FROM messages m WHERE status IN ('queued', 'streaming')
            ORDER BY m.created_at, m.seq
            """,
            []
        ) { row in
            let user = UserID(rawValue: row[columnCount])
            return (user, try complete(user, row))
        }
    }

    func unreadAnswers(_ user: UserID, leaf: MessageID, after seq: Int64) throws -> Int {
        let found = try row(
            """
            WITH RECURSIVE path (seq, parent_id, status) AS (
                SELECT seq, parent_id, status FROM messages WHERE user_id = ? AND id = ? AND seq > ?
                UNION ALL
                SELECT m.seq, m.parent_id, m.status
                FROM path JOIN messages m ON m.user_id = ? AND m.id = path.parent_id WHERE m.seq > ?
            )
            SELECT count(*) FROM path WHERE status NOT IN ('stored', 'queued', 'streaming')
            """,
            [user.rawValue, leaf.uuid, seq, user.rawValue, seq]
        )
        return found?[0] ?? 0
    }

    fileprivate static var subtree: String {
        """
        WITH RECURSIVE subtree (id, conversation_id, seq, status) AS (
            SELECT id, conversation_id, seq, status FROM messages WHERE user_id = ? AND id = ?
            UNION ALL
            SELECT m.id, m.conversation_id, m.seq, m.status FROM subtree JOIN messages m
                ON m.user_id = ? AND m.conversation_id = subtree.conversation_id AND m.parent_id = subtree.id
        )
        """
    }

    fileprivate func below(_ user: UserID, _ id: MessageID) -> StatementArguments {
        [user.rawValue, id.uuid, user.rawValue]
    }

    /// A message with what other rows know of it: its siblings, its attachments, and its text while it is running.
    private func complete(_ user: UserID, _ row: Row) throws -> Message {
        var message = try Message(row: row)
        let (hasSiblings, hasAttachments): (Bool, Bool) = (row[names.count], row[names.count + 1])
        message.siblingIDs =
            hasSiblings ? try siblings(user, message.conversationID, message.parentID) : [message.id]
        if hasAttachments { message.attachments = try attachments(user, of: message.id) }
        guard message.status == .streaming else { return message }
        let pieces = try rows(
            "SELECT text, thoughts FROM message_pieces WHERE user_id = ? AND message_id = ? ORDER BY ordinal",
            [user.rawValue, message.id.uuid]
        )
        message.text = pieces.map { $0[0] as String }.joined()
        let thoughts = pieces.map { $0[1] as String }.joined()
        message.thoughts = thoughts.isEmpty ? nil : thoughts
        return message
    }

    // `+seq`: to spare itself the sorting SQLite would else read the whole conversation in the order of `seq`.
    fileprivate func siblings(
        _ user: UserID,
        _ conversation: ConversationID,
        _ parent: MessageID?
    ) throws -> [MessageID] {
        try rows(
            "SELECT id FROM messages WHERE user_id = ? AND conversation_id = ? AND parent_id IS ? ORDER BY +seq",
            [user.rawValue, conversation.uuid, parent?.uuid]
        ).map { MessageID(uuid: $0[0]) }
    }
}

extension SQLiteTransaction {
    private static let insertion = """
        INSERT INTO messages (user_id, search_id, \(names.joined(separator: ", "))) VALUES (\(marks(names.count + 2)))
        """
    private static let change = update(changing)
    private static let changeWithPlace = update(changing + ["search_id"])

    private static func update(_ columns: [String]) -> String {
        let names = columns.joined(separator: ", ")
        return "UPDATE messages SET (\(names)) = (\(marks(columns.count))) WHERE user_id = ? AND id = ?"
    }

    private static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }

    func insert(_ user: UserID, _ message: Message) throws -> Message {
        let older = try siblings(user, message.conversationID, message.parentID)
        var saved = message
        saved.siblingIDs = older + [message.id]
        saved.revision = try takeRevision(user, .message(saved.id))
        let place = try addToIndex(user, saved)
        let values: [(any DatabaseValueConvertible)?] = [user.rawValue, place] + (try saved.values())
        try execute(Self.insertion, StatementArguments(values))
        for (ordinal, attachment) in saved.attachments.enumerated() {
            try link(user, saved.id, attachment, ordinal: ordinal)
        }
        announce(user, saved.revision, .message(saved.id), .message(saved))
        try touch(user, older)
        return saved
    }

    func update(_ user: UserID, _ message: Message) throws -> Message {
        var saved = message
        saved.revision = try takeRevision(user, .message(saved.id))
        let change = try updateIndex(user, saved)
        let values = Array(try saved.values().dropFirst(keys.count))
        let row: [(any DatabaseValueConvertible)?] = [user.rawValue, saved.id.uuid]
        switch change {
        // A column that is not set costs its index nothing.
        case .keep: try execute(Self.change, StatementArguments(values + row))
        case .set(let place): try execute(Self.changeWithPlace, StatementArguments(values + [place] + row))
        }
        if saved.status.isFinal, saved.role == .model {
            try execute(
                "DELETE FROM message_pieces WHERE user_id = ? AND message_id = ?",
                [user.rawValue, saved.id.uuid]
            )
        }
        announce(user, saved.revision, .message(saved.id), .message(saved))
        return saved
    }

    func deleteMessage(_ user: UserID, _ id: MessageID) throws -> [Data] {
        guard let message = try message(user, id) else { return [] }
        let doomed = try rows("\(Self.subtree) SELECT id FROM subtree ORDER BY seq DESC", below(user, id))
            .map { MessageID(uuid: $0[0]) }
        for id in doomed { try rememberDeleted(user, id.uuid) }
        try removeFromIndex(user, doomed)
        let attached = try rows(
            """
            \(Self.subtree) SELECT DISTINCT l.attachment_id
            FROM subtree JOIN message_attachments l ON l.user_id = ? AND l.message_id = subtree.id
            """,
            below(user, id) + [user.rawValue]
        ).map { AttachmentID(uuid: $0[0]) }
        try execute(
            "\(Self.subtree) DELETE FROM messages WHERE user_id = ? AND id IN (SELECT id FROM subtree)",
            below(user, id) + [user.rawValue]
        )
        for id in doomed {
            announce(user, try takeRevision(user, .message(id)), .message(id), nil)
        }
        try touch(user, siblings(user, message.conversationID, message.parentID))
        return try deleteUnused(user, attached)
    }

    func checkpoint(_ user: UserID, _ answer: MessageID, text: String, thoughts: String) throws -> Bool {
        try execute(
            """
            INSERT INTO message_pieces (user_id, message_id, ordinal, text, thoughts)
            SELECT m.user_id, m.id, (
                SELECT coalesce(max(ordinal), 0) + 1 FROM message_pieces WHERE user_id = m.user_id AND message_id = m.id
            ), ?, ?
            FROM messages m WHERE m.user_id = ? AND m.id = ? AND m.status = 'streaming'
            """,
            [text, thoughts, user.rawValue, answer.uuid]
        )
        return db.changesCount == 1
    }

    /// Tells that messages changed whose rows did not: their siblings did.
    private func touch(_ user: UserID, _ ids: [MessageID]) throws {
        for id in ids {
            let revision = try takeRevision(user, .message(id))
            try execute(
                "UPDATE messages SET revision = ? WHERE user_id = ? AND id = ?",
                [revision, user.rawValue, id.uuid]
            )
            guard let message = try message(user, id) else { continue }
            announce(user, revision, .message(id), .message(message))
        }
    }
}
