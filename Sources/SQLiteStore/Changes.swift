internal import ChatDomain
internal import Foundation
internal import GRDB
internal import Store

extension SQLiteAccess {
    func revision(_ user: UserID) throws -> Int64 {
        try row("SELECT last_revision FROM users WHERE id = ?", [user.rawValue])?[0] ?? 0
    }

    func changes(_ user: UserID, since: Int64, limit: Int) throws -> [Change]? {
        let found = try rows(
            "SELECT revision, kind, item_id FROM changes WHERE user_id = ? AND revision > ? ORDER BY revision LIMIT ?",
            [user.rawValue, since, limit]
        )
        let newest: Int64 = found.last?[0] ?? since
        let isComplete = newest - since == Int64(found.count)
        guard isComplete, try !found.isEmpty || revision(user) <= since else { return nil }
        var items: [Change.Subject: Change.Item] = [:]
        return try found.compactMap { row in
            guard let subject = Change.Subject(kind: row[1], id: row[2]) else { return nil }
            if items[subject] == nil { items[subject] = try item(user, subject) }
            return Change(revision: row[0], subject: subject, item: items[subject])
        }
    }

    private func item(_ user: UserID, _ subject: Change.Subject) throws -> Change.Item? {
        switch subject {
        case .user: try self.user(user).map(Change.Item.user)
        case .conversation(let id): try conversation(user, id).map(Change.Item.conversation)
        case .message(let id): try message(user, id).map(Change.Item.message)
        }
    }
}
