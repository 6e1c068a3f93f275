internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

/// What may change. A key that is set, even to what it is, makes SQLite look at every row that refers to it.
private let changing = """
    title, title_is_chosen, model, instructions, context_exchanges, settings, leaf_id, is_pinned, is_archived, created_at,
    last_activity_at, preview, unread, read_seq, draft_id, draft_text, last_seq, revision
    """
private let columns = "id, " + changing

extension Conversation {
    fileprivate init(row: Row) throws {
        self.init(
            id: ConversationID(uuid: row[0]),
            title: nil,
            model: row[3],
            instructions: row[4],
            contextExchanges: row[5],
            settings: try Self.settings(row[6]),
            createdAt: Timestamp(milliseconds: row[10])
        )
        title = row[1]
        titleIsChosen = row[2]
        leafID = (row[7] as UUID?).map(MessageID.init(uuid:))
        isPinned = row[8]
        isArchived = row[9]
        lastActivityAt = Timestamp(milliseconds: row[11])
        preview = row[12]
        unread = row[13]
        readSeq = row[14]
        if let id: UUID = row[15], let text: String = row[16] {
            draft = Draft(id: MessageID(uuid: id), text: text)
        }
        lastSeq = row[17]
        revision = row[18]
    }

    /// Most people set nothing, and to read or write that as JSON would cost as much as the rest of the row.
    private static func settings(_ text: String) throws -> ConversationSettings {
        guard text != JSONColumn.empty else { return ConversationSettings() }
        return try JSONColumn.value(ConversationSettings.self, text) ?? ConversationSettings()
    }

    /// Values in the order of `columns`.
    fileprivate func values() throws -> [(any DatabaseValueConvertible)?] {
        [
            id.uuid, title, titleIsChosen, model, instructions, contextExchanges,
            settings == ConversationSettings() ? JSONColumn.empty : try JSONColumn.text(settings),
            leafID?.uuid, isPinned, isArchived, createdAt.milliseconds, lastActivityAt.milliseconds, preview, unread,
            readSeq, draft?.id.uuid, draft?.text, lastSeq, revision,
        ]
    }
}

extension SQLiteAccess {
    func conversation(_ user: UserID, _ id: ConversationID) throws -> Conversation? {
        let sql = "SELECT \(columns) FROM conversations WHERE user_id = ? AND id = ?"
        return try value(sql, [user.rawValue, id.uuid], Conversation.init)
    }

    func conversations(
        _ user: UserID,
        where filter: ConversationFilter,
        after cursor: ConversationCursor?,
        limit: Int
    ) throws -> [Conversation] {
        var sql = "SELECT \(columns) FROM conversations WHERE user_id = ? AND is_archived = ?"
        var values: StatementArguments = [user.rawValue, filter.archived]
        if let unread = filter.unread { sql += unread ? " AND unread > 0" : " AND unread = 0" }
        if let pinned = filter.pinned {
            sql += " AND is_pinned = ?"
            values += [pinned]
        }
        if let cursor {
            // Beside a column that is equal already, a row value with that column would cost a sort.
            switch filter.pinned {
            case nil:
                sql += " AND (is_pinned, last_activity_at, id) < (?, ?, ?)"
                values += [cursor.isPinned, cursor.lastActivityAt.milliseconds, cursor.id.uuid]
            case cursor.isPinned:
                sql += " AND (last_activity_at, id) < (?, ?)"
                values += [cursor.lastActivityAt.milliseconds, cursor.id.uuid]
            case true?:
                return []
            case false?:
                break
            }
        }
        sql += " ORDER BY is_pinned DESC, last_activity_at DESC, id DESC LIMIT ?"
        return try self.values(sql, values + [limit], Conversation.init)
    }

    func isDeleted(_ user: UserID, _ id: UUID) throws -> Bool {
        try row("SELECT 1 FROM tombstones WHERE user_id = ? AND id = ?", [user.rawValue, id]) != nil
    }
}

extension SQLiteTransaction {
    func insert(_ user: UserID, _ conversation: Conversation) throws -> Conversation {
        try save(user, conversation) { values in
            let sql = """
                INSERT INTO conversations (user_id, \(columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            try execute(sql, StatementArguments([user.rawValue] + values))
            try index(user, conversation)
        }
    }

    func update(_ user: UserID, _ conversation: Conversation) throws -> Conversation {
        try save(user, conversation) { values in
            try index(user, conversation)
            let sql = """
                UPDATE conversations SET (\(changing)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                WHERE user_id = ? AND id = ?
                """
            try execute(sql, StatementArguments(Array(values.dropFirst()) + [user.rawValue, conversation.id.uuid]))
        }
    }

    func deleteConversation(_ user: UserID, _ id: ConversationID) throws -> [Data] {
        let attached = try rows(
            """
            SELECT DISTINCT l.attachment_id
            FROM messages m JOIN message_attachments l ON l.user_id = m.user_id AND l.message_id = m.id
            WHERE m.user_id = ? AND m.conversation_id = ?
            """,
            [user.rawValue, id.uuid]
        ).map { AttachmentID(uuid: $0[0]) }
        try execute(
            """
            INSERT OR IGNORE INTO tombstones (user_id, id)
            SELECT user_id, id FROM messages WHERE user_id = ? AND conversation_id = ?
            """,
            [user.rawValue, id.uuid]
        )
        try rememberDeleted(user, id.uuid)
        try removeFromIndex(user, id)
        try execute("DELETE FROM conversations WHERE user_id = ? AND id = ?", [user.rawValue, id.uuid])
        let revision = try takeRevision(user, .conversation(id))
        announce(user, revision, .conversation(id), nil)
        return try deleteUnused(user, attached)
    }

    private func save(
        _ user: UserID,
        _ conversation: Conversation,
        _ write: ([(any DatabaseValueConvertible)?]) throws -> Void
    ) throws -> Conversation {
        var saved = conversation
        saved.revision = try takeRevision(user, .conversation(saved.id))
        try write(try saved.values())
        announce(user, saved.revision, .conversation(saved.id), .conversation(saved))
        return saved
    }
}
