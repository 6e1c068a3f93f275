import ChatDomain
import Foundation
import GRDB
import Logging
import Store
import Testing

@testable import SQLiteStore

/// Databases of released versions are taken over with everything in them.
struct UpgradeTests {
    @Test("A database of version 0.1 is brought up to date, with a copy beside it")
    func fromTheFirstSchema() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/pollux.sqlite"
        let (place, question) = (ConversationID.make(), MessageID.make())
        do {
            let old = try DatabasePool(path: path)
            var migrator = DatabaseMigrator()
            migrator.registerMigration("1-first", migrate: Schema1.create)
            try migrator.migrate(old)
            try await old.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO users (public_id, name, role, is_guest, created_at) VALUES (?, 'Ada', 'user', 1, 1);
                        INSERT INTO conversations VALUES
                            (1, ?, 'Rivers', 0, NULL, NULL, 3, '{}', NULL, 0, 0, 1, 1, '', 0, 0, NULL, NULL, 1, 1);
                        INSERT INTO messages (user_id, id, conversation_id, seq, status, text, is_starred, created_at, revision)
                            VALUES (1, ?, ?, 1, 'stored', 'How long?', 0, 1, 1);
                        """,
                    arguments: [UUID(), place.uuid, question.uuid, place.uuid]
                )
            }
            try old.close()
        }
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(folder: folder, logger: logger) { _ in }
        let message = try await store.message(UserID(rawValue: 1), question)
        #expect(message.text == "How long?")
        #expect(message.attachments == [] && message.parts == nil && message.reservation == nil)
        let user = UserID(rawValue: 1)
        #expect(try await store.read { try $0.conversation(user, place) }?.title == "Rivers")
        // What was there before is found, too.
        let hits = try await store.read { reader in
            (
                try reader.messageHits(user, SearchQuery("LONG"), in: place, after: nil, limit: 2).map(\.id),
                try reader.titleHits(user, SearchQuery("riv"), after: nil, limit: 2).map(\.id)
            )
        }
        #expect(hits.0 == [question] && hits.1 == [place])
        // … and goes from the index with its row.
        _ = try await store.write { try $0.deleteUser(user) }
        #expect(
            try await store.read { try $0.messageHits(user, SearchQuery("long"), in: nil, after: nil, limit: 2) } == []
        )
        #expect(FileManager.default.fileExists(atPath: path + ".before-4-search-and-shares"))
        try store.close()
    }
}
