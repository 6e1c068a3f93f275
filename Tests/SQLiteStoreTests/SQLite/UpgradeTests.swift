import ChatDomain
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

/// Databases of released versions, as `Tests/Schemas` has them, are taken over with everything in them.
struct UpgradeTests {
    private static let released = ["1-first", "2-gemini", "3-accounts", "4-search-and-shares"]

    @Test(
        "A database of each released schema is brought up to date with every row, and its copy has it as it was",
        arguments: 1...4
    )
    func everyReleasedSchema(number: Int) async throws {
        try await withTemporaryFolder { folder in
            let path = try Self.makeDatabase(number, in: folder)
            let before = try Contents(path)
            #expect(before.rows.count >= 10 && before.rows.values.allSatisfy { !$0.isEmpty })

            let store = try SQLiteStore(folder: folder, logger: quiet) { _ in }
            let schema = try await store.write { writer throws in try Self.schema(try writer.connection) }
            try store.close()
            let after = try Contents(path, columns: before.columns)
            for (table, rows) in before.rows { #expect(after.rows[table] == rows, "\(table)") }
            try await withSQLiteStore { fresh in
                let today = try await fresh.write { writer throws in try Self.schema(try writer.connection) }
                #expect(schema == today)
            }

            let copy = path + ".at-" + Self.released[number - 1]
            let hasCopy = Migrations.migrator.migrations.count > number
            #expect(FileManager.default.fileExists(atPath: copy) == hasCopy)
            if hasCopy { #expect(try Contents(copy) == before) }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("unfinished") }
            #expect(left == [])
        }
    }

    @Test(
        "What was there before an upgrade is found by its words, and goes from the index with its row",
        arguments: 1...4
    )
    func everythingIsFound(number: Int) async throws {
        try await withTemporaryFolder { folder in
            _ = try Self.makeDatabase(number, in: folder)
            let store = try SQLiteStore(folder: folder, logger: quiet) { _ in }
            let user = UserID(rawValue: 1)
            func hits(_ words: String) async throws -> [String] {
                try await store.read { reader in
                    try reader.messageHits(user, SearchQuery(words), in: nil, after: nil, limit: 9).map(\.text)
                }
            }
            #expect(try await hits("DANUBE lon") == ["The Danube is 2850 km long.", "How long is the Danube?"])
            #expect(try await hits("Everest") == [])
            let titles = try await store.read { try $0.titleHits(user, SearchQuery("riv"), after: nil, limit: 2) }
            #expect(titles.map(\.title) == ["Rivers"])
            // What was under way is there as far as it was stored.
            let running = try await store.read { try $0.unfinishedAnswers().map(\.answer) }
            #expect(Set(running.map(\.text)) == ["Once upon a time ", ""])
            _ = try await store.write { try $0.deleteUser(user) }
            #expect(try await hits("Danube") == [])
            try store.close()
        }
    }

    @Test("A copy that is there already is of another moment: it is replaced, and what was left unfinished goes")
    func copiesAreOfTheMomentOfTheUpgrade() async throws {
        try await withTemporaryFolder { folder in
            let path = try Self.makeDatabase(3, in: folder)
            let before = try Contents(path)
            let copy = path + ".at-3-accounts"
            for file in [copy, copy + ".unfinished"] { try Data("not a database".utf8).write(to: URL(filePath: file)) }
            try SQLiteStore(folder: folder, logger: quiet) { _ in }.close()
            #expect(try Contents(copy) == before)
            #expect(!FileManager.default.fileExists(atPath: copy + ".unfinished"))
        }
    }

    @Test("Without a copy there is no upgrade")
    func aCopyThatCannotBeMade() async throws {
        try await withTemporaryFolder { folder in
            let path = try Self.makeDatabase(2, in: folder)
            let before = try Contents(path)
            // A folder in the copy's place, which nothing can be renamed to.
            try FileManager.default.createDirectory(atPath: path + ".at-2-gemini/x", withIntermediateDirectories: true)
            let error = #expect(throws: OpeningError.self) { try SQLiteStore(folder: folder, logger: quiet) { _ in } }
            let sentence = error.map { "\($0)" } ?? ""
            #expect(
                sentence.hasPrefix(
                    "The database in \(folder) is not brought up to date, because it could not be copied first: "
                )
            )
            #expect(sentence.hasSuffix(".") && !sentence.contains("\n") && !sentence.contains("Error"))
            #expect(try Contents(path) == before)
        }
    }

    // MARK: Databases

    /// Makes the database of a released schema, in the mode in which Pollux leaves one.
    private static func makeDatabase(_ number: Int, in folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let sql = try String(contentsOf: tests.appending(path: "Schemas/schema-\(number).sql"), encoding: .utf8)
        let path = folder + "/pollux.sqlite"
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: sql)
            #expect(try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty)
        }
        try queue.close()
        return path
    }

    /// What has been made of the tables, in an order of its own.
    private static func schema(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%' AND name NOT LIKE 'sqlite_%'
                ORDER BY name
                """
        )
    }

    /// All that is in the tables that people's data is in: of each the rows, in some order of their own.
    private struct Contents: Equatable {
        var columns: [String: [String]] = [:]
        var rows: [String: [String]] = [:]

        /// - Parameter known: the columns to look at; `nil`: all that there are.
        init(_ path: String, columns known: [String: [String]]? = nil) throws {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            (columns, rows) = try queue.read { db in
                let columns = try known ?? Self.columns(db)
                var rows: [String: [String]] = [:]
                for (table, names) in columns {
                    let values = names.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
                    rows[table] = try String.fetchAll(db, sql: "SELECT \(values) FROM \"\(table)\" ORDER BY 1")
                }
                return (columns, rows)
            }
            try queue.close()
        }

        private static func columns(_ db: Database) throws -> [String: [String]] {
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
                    """
            )
            var columns: [String: [String]] = [:]
            for table in tables {
                columns[table] = try String.fetchAll(
                    db,
                    sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid",
                    arguments: [table]
                )
            }
            return columns
        }
    }
}
