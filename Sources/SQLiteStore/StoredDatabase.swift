package import Foundation
internal import GRDB

/// A database as a file, for backups and checks: opened beside a running server or without one.
///
/// Everything here blocks: it is for threads that may wait. Throws `StoredDatabase.Unusable`, a sentence.
package final class StoredDatabase: Sendable {
    /// What is wrong with it. Holds no text of anybody's.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    /// What a database says of itself.
    package struct Summary: Codable, Equatable, Sendable {
        /// The name of its newest migration, such as `4-search-and-shares`.
        package var schema: String
        package var epoch: UUID
        package var users: Int
        package var conversations: Int
        package var messages: Int
    }

    let queue: DatabaseQueue

    /// Opens for reading. It never writes to the file and never checkpoints, so the server's stays the only connection that does.
    package convenience init(reading path: String) throws {
        try self.init(path, readonly: true)
    }

    /// Opens a copy that nobody else uses.
    package convenience init(copy path: String) throws {
        try self.init(path, readonly: false)
    }

    private init(_ path: String, readonly: Bool) throws {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(5)
        queue = try Self.explain { try DatabaseQueue(path: path, configuration: configuration) }
    }

    package func close() throws {
        try Self.explain { try queue.close() }
    }

    /// Writes one moment of the database to another file, which must not be there.
    ///
    /// All of it belongs to one reading transaction: everything that was committed before, and nothing half. SQLite's online
    /// backup copies page by page, so that what is wrong in a page comes along; see `verify`.
    ///
    /// - Parameter progress: told the share that is done, from 0 to 1. What it throws ends the copying.
    package func copy(to path: String, progress: @escaping (Double) throws -> Void) throws {
        try Self.explain {
            var configuration = Configuration()
            configuration.prepareDatabase { db in
                // After a crash nobody takes this file for anything.
                try db.execute(sql: "PRAGMA synchronous = OFF")
            }
            let copy = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { source in
                // Without a transaction that has begun to read, each step would see another moment and begin again.
                _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_schema")
                try copy.writeWithoutTransaction { db in
                    try source.backup(to: db, pagesPerStep: 2048) { state in
                        guard state.totalPageCount > 0 else { return }
                        try progress(1 - Double(state.remainingPageCount) / Double(state.totalPageCount))
                    }
                }
            }
            // A file of its own, without a log beside it. The server turns that on again.
            try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
    }

    /// Reads what the database says of itself. Refuses one of a newer Pollux, and one that is none of Pollux's.
    package func summary() throws -> Summary {
        try Self.explain {
            try queue.read { db in
                let migrator = Migrations.migrator
                guard try !migrator.hasBeenSuperseded(db) else {
                    throw Unusable("The database was written by a newer Pollux; this one is too old for it.")
                }
                let applied = Set(try migrator.appliedIdentifiers(db))
                guard let schema = migrator.migrations.last(where: applied.contains),
                    let epoch = try UUID.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'epoch'")
                else { throw Unusable("The database is not one of Pollux.") }
                func count(_ table: String) throws -> Int {
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
                }
                return Summary(
                    schema: schema,
                    epoch: epoch,
                    users: try count("users"),
                    conversations: try count("conversations"),
                    messages: try count("messages")
                )
            }
        }
    }

    /// Reads the whole file and every reference in it. For a copy of one's own also the inner order of the search index.
    package func verify() throws {
        try Self.explain {
            let findings = try queue.read(Self.damage)
            if let first = findings.first { throw Unusable("The database is damaged: \(first).") }
            guard !queue.configuration.readonly else { return }
            try queue.inDatabase { db in
                // A write as far as SQLite is concerned; it changes nothing.
                if try db.tableExists("search") {
                    try db.execute(sql: "INSERT INTO search (search) VALUES ('integrity-check')")
                }
            }
        }
    }

    /// What `integrity_check` and `foreign_key_check` say, at most ten of it, without the values of rows.
    static func damage(_ db: Database) throws -> [String] {
        var found = try String.fetchAll(db, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
        let broken = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        while found.count < 10, let row = try broken.next() {
            found.append(
                "a row of \(row[0] as String? ?? "?") points to one of \(row[2] as String? ?? "?") that is not there"
            )
        }
        return found
    }

    /// The contents of files that the rows name, each once, in ascending order of their SHA-256.
    package func contents(_ body: (_ sha256: Data, _ bytes: Int64) throws -> Void) throws {
        try Self.explain {
            try queue.read { db in
                // The shares came with the fourth schema.
                var tables = ["SELECT sha256, bytes FROM attachments"]
                if try db.tableExists("share_files") { tables.append("SELECT sha256, bytes FROM share_files") }
                let all = tables.joined(separator: " UNION ")
                let rows = try Row.fetchCursor(
                    db,
                    sql: "SELECT sha256, max(bytes) FROM (\(all)) GROUP BY sha256 ORDER BY sha256"
                )
                while let row = try rows.next() { try body(row[0], row[1]) }
            }
        }
    }

    /// Makes a restored copy a line of history of its own: clients load afresh, and whoever has a password signs in again.
    ///
    /// A session that was ended since the backup was made would be good again; so none of those that can be had anew is kept,
    /// and no link that sets a password. A guest has nothing but the session, and keeps it.
    package func beginNewEpoch() throws {
        try Self.explain {
            try queue.write { db in
                try db.execute(sql: "UPDATE meta SET value = ? WHERE key = 'epoch'", arguments: [UUID()])
                try db.execute(sql: "DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE is_guest = 0)")
                // It came with the third schema.
                if try db.tableExists("password_resets") { try db.execute(sql: "DELETE FROM password_resets") }
            }
        }
    }

    /// Says in a sentence what SQLite says in a code.
    static func explain<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            let words = error.message ?? "\(error.resultCode)"
            switch error.resultCode.primaryResultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: throw Unusable("The database is damaged: \(words).")
            case .SQLITE_FULL: throw Unusable("The disk is full.")
            default: throw Unusable("The database cannot be read: \(words).")
            }
        }
    }
}
