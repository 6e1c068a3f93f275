internal import Foundation
internal import GRDB

/// The numbered steps from an empty file to today's schema: forward only, one transaction each, never edited once released.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-first", migrate: Schema1.create)
        migrator.registerMigration("2-gemini", migrate: Schema2.create)
        migrator.registerMigration("3-accounts", migrate: Schema3.create)
        migrator.registerMigration("4-search-and-shares", migrate: Schema4.create)
        return migrator
    }

    /// Brings a database up to date, with a copy of an older one beside it first.
    static func run(on pool: DatabasePool, path: String) throws {
        let migrator = migrator
        let (isNewer, isComplete, isEmpty, isForeign) = try pool.read { db in
            let isNewer = try migrator.hasBeenSuperseded(db)
            let isComplete = try migrator.hasCompletedMigrations(db)
            let isEmpty = try migrator.appliedIdentifiers(db).isEmpty
            return (isNewer, isComplete, isEmpty, try isEmpty && hasTables(db))
        }
        guard !isNewer else { throw OpeningError.newer(folder: (path as NSString).deletingLastPathComponent) }
        guard !isForeign else { throw OpeningError.notOurs }
        guard !isComplete else { return }
        if !isEmpty {
            let copy = path + ".before-\(migrator.migrations.last ?? "migration")"
            try? FileManager.default.removeItem(atPath: copy)  // left by an upgrade that was interrupted
            try pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        }
        try migrator.migrate(pool)
    }

    /// Whether there are tables besides those that SQLite and GRDB keep for themselves.
    private static func hasTables(_ db: Database) throws -> Bool {
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        return names.contains { !$0.hasPrefix("sqlite_") && !$0.hasPrefix("grdb_") }
    }
}
