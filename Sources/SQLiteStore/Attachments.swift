internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

private let columns = "a.id, a.name, a.media_type, a.bytes, a.sha256"

extension Attachment {
    fileprivate init(row: Row) {
        self.init(id: AttachmentID(uuid: row[0]), name: row[1], mediaType: row[2], bytes: row[3], sha256: row[4])
    }
}

extension SQLiteAccess {
    func attachment(_ user: UserID, _ id: AttachmentID) throws -> Attachment? {
        try row("SELECT \(columns) FROM attachments a WHERE user_id = ? AND id = ?", [user.rawValue, id.uuid])
            .map(Attachment.init)
    }

    func attachmentBytes(_ user: UserID) throws -> Int64 {
        // What only links show any more counts, too.
        try row(
            """
            SELECT (SELECT coalesce(sum(bytes), 0) FROM attachments WHERE user_id = ?1) + (
                SELECT coalesce(sum(bytes), 0) FROM (
                    SELECT DISTINCT attachment_id, bytes FROM share_files f WHERE user_id = ?1 AND NOT EXISTS (
                        SELECT 1 FROM attachments a WHERE a.user_id = f.user_id AND a.id = f.attachment_id)))
            """,
            [user.rawValue]
        )?[0] ?? 0
    }

    func isUsed(sha256: Data) throws -> Bool {
        try row("SELECT 1 FROM attachments WHERE sha256 = ? LIMIT 1", [sha256]) != nil
            || row("SELECT 1 FROM share_files WHERE sha256 = ? LIMIT 1", [sha256]) != nil
    }

    /// A message's attachments in their order.
    func attachments(_ user: UserID, of message: MessageID) throws -> [Attachment] {
        try rows(
            """
            SELECT \(columns), l.text_offset
            FROM message_attachments l JOIN attachments a ON a.user_id = l.user_id AND a.id = l.attachment_id
            WHERE l.user_id = ? AND l.message_id = ? ORDER BY l.ordinal
            """,
            [user.rawValue, message.uuid]
        ).map { row in
            var attachment = Attachment(row: row)
            attachment.offset = row[5]
            return attachment
        }
    }

    func uploadedFile(_ user: UserID, sha256: Data, after time: Timestamp) throws -> UploadedFile? {
        try row(
            "SELECT name, uri, media_type, expires_at FROM uploaded_files WHERE user_id = ? AND sha256 = ? AND expires_at > ?",
            [user.rawValue, sha256, time.milliseconds]
        ).map { row in
            UploadedFile(
                name: row[0],
                uri: row[1],
                mediaType: row[2],
                expiresAt: Timestamp(milliseconds: row[3])
            )
        }
    }
}

extension SQLiteTransaction {
    func insert(_ user: UserID, _ attachment: Attachment, at now: Timestamp) throws {
        try execute(
            """
            INSERT INTO attachments (user_id, id, name, media_type, bytes, sha256, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                user.rawValue, attachment.id.uuid, attachment.name, attachment.mediaType, attachment.bytes,
                attachment.sha256, now.milliseconds,
            ]
        )
    }

    func attach(_ user: UserID, _ answer: Message, _ picture: Attachment) throws -> Message {
        try link(user, answer.id, picture, ordinal: answer.attachments.count)
        var answer = answer
        answer.attachments.append(picture)
        return try update(user, answer)
    }

    /// Makes an attachment a message's.
    func link(_ user: UserID, _ message: MessageID, _ attachment: Attachment, ordinal: Int) throws {
        try execute(
            """
            INSERT INTO message_attachments (user_id, message_id, ordinal, attachment_id, text_offset)
            VALUES (?, ?, ?, ?, ?)
            """,
            [user.rawValue, message.uuid, ordinal, attachment.id.uuid, attachment.offset]
        )
    }

    /// Deletes those of the attachments that no message has any more, and gives their contents.
    func deleteUnused(_ user: UserID, _ ids: [AttachmentID]) throws -> [Data] {
        try ids.compactMap { id in
            let gone = try row(
                """
                DELETE FROM attachments WHERE user_id = ? AND id = ? AND NOT EXISTS (
                    SELECT 1 FROM message_attachments l WHERE l.user_id = attachments.user_id AND l.attachment_id = attachments.id)
                RETURNING sha256
                """,
                [user.rawValue, id.uuid]
            )
            guard let gone else { return nil }
            try rememberDeleted(user, id.uuid)
            return gone[0]
        }
    }

    func keep(_ user: UserID, _ file: UploadedFile, sha256: Data) throws {
        try execute(
            """
            INSERT OR REPLACE INTO uploaded_files (user_id, sha256, name, uri, media_type, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [user.rawValue, sha256, file.name, file.uri, file.mediaType, file.expiresAt.milliseconds]
        )
    }

    func forgetUploadedFile(_ user: UserID, sha256: Data) throws {
        try execute("DELETE FROM uploaded_files WHERE user_id = ? AND sha256 = ?", [user.rawValue, sha256])
    }

    /// Deletes attachments of all users that were never sent.
    func deleteUnsent(before time: Timestamp) throws -> [Data] {
        let unsent = try rows(
            """
            SELECT user_id, id FROM attachments a WHERE created_at < ? AND NOT EXISTS (
                SELECT 1 FROM message_attachments l WHERE l.user_id = a.user_id AND l.attachment_id = a.id)
            """,
            [time.milliseconds]
        )
        return try unsent.flatMap { row in
            try deleteUnused(UserID(rawValue: row[0]), [AttachmentID(uuid: row[1])])
        }
    }
}
