internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

extension SQLiteAccess {
    func conversationIDs(_ user: UserID, after id: ConversationID?, limit: Int) throws -> [ConversationID] {
        try rows(
            "SELECT id FROM conversations WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?",
            [user.rawValue, id?.uuid.bytes ?? Data(), limit]
        ).map { ConversationID(uuid: $0[0]) }
    }

    func messageLinks(
        _ user: UserID,
        in conversation: ConversationID,
        after seq: Int64,
        limit: Int
    ) throws -> [MessageLink] {
        try rows(
            """
            SELECT id, seq, parent_id FROM messages
            WHERE user_id = ? AND conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?
            """,
            [user.rawValue, conversation.uuid, seq, limit]
        ).map { row in
            MessageLink(
                id: MessageID(uuid: row[0]),
                seq: row[1],
                parentID: (row[2] as UUID?).map(MessageID.init(uuid:))
            )
        }
    }

    func attachments(_ user: UserID, after id: AttachmentID?, limit: Int) throws -> [Attachment] {
        try rows(
            "SELECT id FROM attachments WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?",
            [user.rawValue, id?.uuid.bytes ?? Data(), limit]
        ).compactMap { try attachment(user, AttachmentID(uuid: $0[0])) }
    }

    func exportCounts(_ user: UserID) throws -> (conversations: Int, attachments: Int) {
        let conversations = try row("SELECT count(*) FROM conversations WHERE user_id = ?", [user.rawValue])
        let attachments = try row("SELECT count(*) FROM attachments WHERE user_id = ?", [user.rawValue])
        return (conversations?[0] ?? 0, attachments?[0] ?? 0)
    }
}

extension UUID {
    /// As SQLite keeps and orders it; an empty value comes before all.
    fileprivate var bytes: Data { withUnsafeBytes(of: uuid) { Data($0) } }
}
