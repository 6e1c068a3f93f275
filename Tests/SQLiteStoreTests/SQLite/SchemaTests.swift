import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

struct SchemaTests {
    /// A released migration is never edited, so a fresh database has what this file says. A new migration changes both.
    @Test func aFreshDatabaseHasTheGoldenSchema() async throws {
        try await withSQLiteStore { store in
            let schema = try await store.write { writer in
                try String.fetchAll(
                    writer.connection,
                    sql: """
                        SELECT sql || ';' FROM sqlite_schema
                        WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%' AND name NOT LIKE 'sqlite_%' ORDER BY rowid
                        """
                )
            }
            #expect(Self.lines(schema.joined(separator: "\n")) == Self.lines(goldenSchema))
        }
    }

    @Test func everyMigrationIsApplied() async throws {
        try await withSQLiteStore { store in
            let applied = try await store.write { writer in
                try String.fetchAll(writer.connection, sql: "SELECT identifier FROM grdb_migrations")
            }
            #expect(applied == Migrations.migrator.migrations)
            #expect(applied == ["1-first", "2-gemini", "3-accounts", "4-search-and-shares"])
        }
    }

    @Test func everyTableIsStrict() async throws {
        try await withSQLiteStore { store in
            let loose = try await store.write { writer in
                try String.fetchAll(
                    writer.connection,
                    sql: """
                        SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main'
                        AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
                        """
                )
            }
            #expect(loose == [])
        }
    }

    @Test func everyTableOfAUsersDataHasTheUserInAKey() async throws {
        try await withSQLiteStore { store in
            try await store.write { writer throws in
                let db = try writer.connection
                for table in [
                    "conversations", "messages", "message_pieces", "attachments", "changes", "tombstones", "presets",
                    "usage", "uploaded_files", "share_messages", "share_files",
                ] {
                    let keys = try Row.fetchAll(db, sql: "SELECT * FROM pragma_index_list(?)", arguments: [table])
                        .filter { $0["unique"] == 1 }
                        .map { $0["name"] as String }
                        // Places in the index of words, of which `SearchIndexTests` sees whose each is.
                        .filter { !$0.hasSuffix("_by_search") }
                    let columns = try keys.map { key in
                        try String.fetchAll(db, sql: "SELECT name FROM pragma_index_info(?)", arguments: [key])
                    }
                    #expect(!columns.isEmpty && columns.allSatisfy { $0.first == "user_id" }, "\(table)")
                }
            }
        }
    }

    private static func lines(_ schema: String) -> [String] {
        schema.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
