internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

private let columns = """
    s.id, s.conversation_id, s.message_id, s.days, s.title, s.created_at, s.expires_at,
    (SELECT count(*) FROM share_messages m WHERE m.user_id = s.user_id AND m.share_id = s.id),
    EXISTS (SELECT 1 FROM conversations c WHERE c.user_id = s.user_id AND c.id = s.conversation_id)
    """
private let fileColumns = "f.attachment_id, f.name, f.media_type, f.bytes, f.sha256, f.text_offset"
/// A link that is good, and whose owner may do something.
private let isOpen = """
    FROM shares s JOIN users u ON u.id = s.user_id AND NOT u.is_blocked
    WHERE s.secret_hash = ? AND (s.expires_at IS NULL OR s.expires_at > ?)
    """

extension Share {
    fileprivate init(row: Row) {
        self.init(
            id: ShareID(uuid: row[0]),
            conversationID: ConversationID(uuid: row[1]),
            messageID: (row[2] as UUID?).map(MessageID.init(uuid:)),
            days: row[3],
            title: row[4],
            messageCount: row[7],
            createdAt: Timestamp(milliseconds: row[5]),
            expiresAt: (row[6] as Int64?).map(Timestamp.init(milliseconds:)),
            hasConversation: row[8]
        )
    }
}

extension Attachment {
    fileprivate init(shared row: Row) {
        self.init(
            id: AttachmentID(uuid: row[0]),
            name: row[1],
            mediaType: row[2],
            bytes: row[3],
            sha256: row[4],
            offset: row[5]
        )
    }
}

extension SQLiteAccess {
    func shares(_ user: UserID) throws -> [Share] {
        let sql = "SELECT \(columns) FROM shares s WHERE s.user_id = ? ORDER BY s.created_at DESC, s.id DESC"
        return try rows(sql, [user.rawValue]).map(Share.init)
    }

    func share(_ user: UserID, _ id: ShareID) throws -> Share? {
        try row("SELECT \(columns) FROM shares s WHERE s.user_id = ? AND s.id = ?", [user.rawValue, id.uuid])
            .map(Share.init)
    }

    func share(secretHash: Data, at now: Timestamp) throws -> (share: Share, messages: [SharedMessage])? {
        guard let row = try row("SELECT \(columns), s.user_id \(isOpen)", [secretHash, now.milliseconds]) else {
            return nil
        }
        let (share, user) = (Share(row: row), UserID(rawValue: row[9]))
        return (share, try messages(user, of: share.id))
    }

    func sharedFile(secretHash: Data, _ id: AttachmentID, at now: Timestamp) throws -> Attachment? {
        guard let share = try row("SELECT s.user_id, s.id \(isOpen)", [secretHash, now.milliseconds]) else {
            return nil
        }
        return try row(
            "SELECT \(fileColumns) FROM share_files f WHERE user_id = ? AND share_id = ? AND attachment_id = ? LIMIT 1",
            [share[0] as Int64, share[1] as UUID, id.uuid]
        ).map(Attachment.init(shared:))
    }

    private func messages(_ user: UserID, of share: ShareID) throws -> [SharedMessage] {
        var files: [Int: [Attachment]] = [:]
        let found = try rows(
            """
            SELECT \(fileColumns), f.message_ordinal FROM share_files f WHERE user_id = ? AND share_id = ?
            ORDER BY message_ordinal, ordinal
            """,
            [user.rawValue, share.uuid]
        )
        for row in found { files[row[6], default: []].append(Attachment(shared: row)) }
        return try rows(
            """
            SELECT ordinal, id, status, text, created_at, model, failure, sources FROM share_messages
            WHERE user_id = ? AND share_id = ? ORDER BY ordinal
            """,
            [user.rawValue, share.uuid]
        ).map { row in
            SharedMessage(
                id: MessageID(uuid: row[1]),
                status: Message.Status(rawValue: row[2]) ?? .failed,
                text: row[3],
                createdAt: Timestamp(milliseconds: row[4]),
                model: row[5],
                failure: try JSONColumn.value(AnswerFailure.self, row[6]),
                sources: try JSONColumn.value([Source].self, row[7]) ?? [],
                attachments: files[row[0]] ?? []
            )
        }
    }

    /// Contents of files that a user's links show.
    func sharedContents(_ user: UserID) throws -> [Data] {
        try rows("SELECT DISTINCT sha256 FROM share_files WHERE user_id = ?", [user.rawValue]).map { $0[0] }
    }
}

extension SQLiteTransaction {
    func insert(_ user: UserID, _ share: Share, secretHash: Data, _ messages: [SharedMessage]) throws {
        try execute(
            """
            INSERT INTO shares (user_id, id, secret_hash, conversation_id, message_id, days, title, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                user.rawValue, share.id.uuid, secretHash, share.conversationID.uuid, share.messageID?.uuid, share.days,
                share.title, share.createdAt.milliseconds, share.expiresAt?.milliseconds,
            ]
        )
        for (place, message) in messages.enumerated() {
            try execute(
                """
                INSERT INTO share_messages
                    (user_id, share_id, ordinal, id, status, text, created_at, model, failure, sources)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    user.rawValue, share.id.uuid, place, message.id.uuid, message.status.rawValue, message.text,
                    message.createdAt.milliseconds, message.model, try message.failure.map(JSONColumn.text),
                    message.sources.isEmpty ? nil : try JSONColumn.text(message.sources),
                ]
            )
            for (ordinal, file) in message.attachments.enumerated() {
                try insert(user, share.id, file, place: place, ordinal: ordinal)
            }
        }
    }

    private func insert(_ user: UserID, _ share: ShareID, _ file: Attachment, place: Int, ordinal: Int) throws {
        try execute(
            """
            INSERT INTO share_files
                (user_id, share_id, message_ordinal, ordinal, attachment_id, name, media_type, bytes, sha256, text_offset)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                user.rawValue, share.uuid, place, ordinal, file.id.uuid, file.name, file.mediaType, file.bytes,
                file.sha256, file.offset,
            ]
        )
    }

    func deleteShare(_ user: UserID, _ id: ShareID) throws -> [Data]? {
        let contents = try rows(
            "SELECT DISTINCT sha256 FROM share_files WHERE user_id = ? AND share_id = ?",
            [user.rawValue, id.uuid]
        ).map { $0[0] as Data }
        try execute("DELETE FROM shares WHERE user_id = ? AND id = ?", [user.rawValue, id.uuid])
        guard db.changesCount > 0 else { return nil }
        try rememberDeleted(user, id.uuid)
        return contents
    }

    /// Deletes links of all users that are over.
    func deleteSharesOver(at now: Timestamp) throws -> [Data] {
        let over = try rows("SELECT user_id, id FROM shares WHERE expires_at <= ?", [now.milliseconds])
        return try over.flatMap { row in
            try deleteShare(UserID(rawValue: row[0]), ShareID(uuid: row[1])) ?? []
        }
    }
}
