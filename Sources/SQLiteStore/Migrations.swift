internal import Foundation
internal import GRDB

/// The numbered steps from an empty file to today's schema: forward only, one transaction each, never edited once released.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-first", migrate: Schema1.create)
        return migrator
    }

    /// Brings a database up to date, with a copy of an older one beside it first.
    static func run(on pool: DatabasePool, path: String) throws {
        let migrator = migrator
        let (isNewer, isComplete, isEmpty) = try pool.read { db in
            let isNewer = try migrator.hasBeenSuperseded(db)
            let isComplete = try migrator.hasCompletedMigrations(db)
            return (isNewer, isComplete, try migrator.appliedIdentifiers(db).isEmpty)
        }
        guard !isNewer else { throw OpeningError.newer(folder: (path as NSString).deletingLastPathComponent) }
        guard !isComplete else { return }
        if !isEmpty {
            let copy = path + ".before-\(migrator.migrations.last ?? "migration")"
            try? FileManager.default.removeItem(atPath: copy)  // left by an upgrade that was interrupted
            try pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        }
        try migrator.migrate(pool)
    }
}
