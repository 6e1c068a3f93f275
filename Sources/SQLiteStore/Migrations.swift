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

    /// Refuses a database of a newer Pollux or of another program.
    static func check(_ db: Database, folder: String) throws {
        guard try !migrator.hasBeenSuperseded(db) else { throw OpeningError.newer(folder: folder) }
        guard try !migrator.appliedIdentifiers(db).isEmpty || !hasTables(db) else { throw OpeningError.notOurs }
    }

    /// Brings a database up to date, with a verified copy of an older one beside it first.
    static func run(on pool: DatabasePool, path: String) throws {
        let migrator = migrator
        let (isComplete, last) = try pool.read { db in
            (try migrator.hasCompletedMigrations(db), try migrator.completedMigrations(db).last)
        }
        guard !isComplete else { return }
        if let last { try copy(pool, to: "\(path).at-\(last)") }
        try migrator.migrate(pool)
    }

    /// Copies the database, whole and on the disk, or not at all: a name that is there names a good copy.
    ///
    /// Its name says which schema it has: an upgrade that was cut off in the middle leaves the copies from before it alone.
    private static func copy(_ pool: DatabasePool, to copy: String) throws {
        let folder = (copy as NSString).deletingLastPathComponent
        let unfinished = copy + ".unfinished"
        remove(unfinished)
        do {
            try pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [unfinished]) }
            try verify(unfinished, against: pool)
            for path in [unfinished, folder] {
                let descriptor = open(path, O_RDONLY | O_CLOEXEC)
                defer { if descriptor >= 0 { close(descriptor) } }
                guard descriptor >= 0, fsync(descriptor) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
            }
            guard rename(unfinished, copy) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        } catch {
            remove(unfinished)
            let reason = (error as? DatabaseError)?.message ?? (error as? POSIXError)?.code.sentence ?? "\(error)"
            throw OpeningError.noCopy(folder: folder, reason: reason)
        }
    }

    /// Removes a database with what SQLite may have left beside it.
    private static func remove(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }

    private static func verify(_ copy: String, against pool: DatabasePool) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: copy, configuration: configuration)
        let (problem, copied) = try queue.read { db in
            (try String.fetchOne(db, sql: "PRAGMA integrity_check(1)"), try counts(db))
        }
        try queue.close()
        guard problem == "ok" else { throw CopyIsBad(description: "the copy is damaged") }
        guard try copied == pool.read(counts) else { throw CopyIsBad(description: "the copy is not complete") }
    }

    /// The rows of each table.
    private static func counts(_ db: Database) throws -> [String: Int] {
        let names = try String.fetchAll(
            db,
            sql:
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        var counts: [String: Int] = [:]
        for name in names {
            counts[name] = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(name.quotedDatabaseIdentifier)")
        }
        return counts
    }

    /// Whether there are tables besides those that SQLite and GRDB keep for themselves.
    private static func hasTables(_ db: Database) throws -> Bool {
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        return names.contains { !$0.hasPrefix("sqlite_") && !$0.hasPrefix("grdb_") }
    }
}

private struct CopyIsBad: Error, CustomStringConvertible {
    let description: String
}

extension POSIXError.Code {
    fileprivate var sentence: String { String(cString: strerror(rawValue)) }
}
