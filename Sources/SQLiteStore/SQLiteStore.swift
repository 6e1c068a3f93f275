package import Foundation
internal import GRDB
package import Logging
package import Observability
package import Store

/// The embedded store: one SQLite database in WAL mode in the data folder.
///
/// One connection writes and checkpoints; several read. A commit is on disk when it returns (`synchronous=FULL`).
/// Opening throws `OpeningError`, whose description is one sentence for the operator.
package struct SQLiteStore: ChatStore {
    package let epoch: UUID
    let pool: DatabasePool
    private let commits: GroupCommit
    private let log: WriteAheadLog
    private let file: DatabaseFile

    /// How long a connection waits for another program's lock.
    static let busyMilliseconds: Int32 = 5000

    /// - Parameters:
    ///   - folder: made when it is missing; locked against a second process for as long as the store lives.
    ///   - announce: is given every committed change, in the order of the commits, on the writing thread; must be quick.
    ///   - readerSQL: runs on each reading connection when it opens. For tests, which put a view without the user's condition
    ///     before a table, to see that somebody notices.
    package init(
        folder: String,
        logger: Logger,
        readerSQL: String? = nil,
        announce: @escaping @Sendable ([Announcement]) -> Void
    ) throws {
        file = DatabaseFile(folder: folder, lock: try FolderLock(folder: folder))
        let log = WriteAheadLog(file: file, logger: logger)
        do {
            try file.check()
            pool = try DatabasePool(path: file.path, configuration: Self.configuration(readerSQL))
            try Migrations.run(on: pool, path: file.path)
            try pool.writeWithoutTransaction { db in
                try Self.insistOnDurability(db)
                try log.take(over: db)
            }
            epoch = try pool.read(Self.epoch)
        } catch let error as OpeningError {
            throw error
        } catch {
            logger.debug("The database cannot be opened", metadata: ["error": "\(error)"])
            throw OpeningError.unusable(folder: folder, reason: Self.reason(error))
        }
        commits = GroupCommit(writer: pool, log: log, announce: announce)
        self.log = log
        Self.warnOfOldSQLite(logger)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any ChatReader) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read { db in try body(SQLiteSnapshot(db: db)) }
        } catch {
            throw StoreError(reading: error) ?? error
        }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any ChatWriter) throws -> Value
    ) async throws -> Value {
        try await commits.add(body)
    }

    /// Writes are refused, because the disk is full or failed, until one succeeds.
    package var failsToWrite: Bool { log.hasFailed }

    package var metrics: Metrics.StoreMetrics { commits.metrics }

    /// Closes the database. Nothing may be read or written any more.
    package func close() throws {
        // So that the next start finds nothing to do. What cannot be emptied now is read from the log then.
        if (try? pool.writeWithoutTransaction({ try $0.checkpoint(.truncate) })) != nil { file.noteEnd() }
        try pool.close()
    }

    private static func configuration(_ readerSQL: String?) -> Configuration {
        var configuration = Configuration()
        configuration.label = "pollux.sqlite"
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1000)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // What undoes a savepoint: in memory, or a full disk for temporary files would fail a write as well.
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA temp_store = MEMORY") }
            if let readerSQL, db.configuration.readonly { try db.execute(sql: readerSQL) }
        }
        return configuration
    }

    // GRDB sets `synchronous=NORMAL` when it opens a WAL database, after `prepareDatabase`: there a power cut loses
    // acknowledged commits. So FULL is set afterwards and read back.
    private static func insistOnDurability(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else { throw OpeningError.notDurable }
    }

    private static func epoch(_ db: Database) throws -> UUID {
        guard let epoch = try UUID.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'epoch'") else {
            throw OpeningError.notOurs
        }
        return epoch
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return error.message ?? "\(error.resultCode)"
    }

    // https://sqlite.org/wal.html#walresetbug: two connections that write or checkpoint at once can lose commits.
    // Here only one does, so it is a warning.
    private static func warnOfOldSQLite(_ logger: Logger) {
        let version = Database.sqliteLibVersionNumber
        let isFixed = version >= 3_051_003 || version == 3_050_007 || version == 3_044_006
        if !isFixed {
            logger.warning(
                "This SQLite lacks the fix of the WAL-reset bug. Do not let another program write to the database.",
                metadata: ["sqlite.version": "\(version)"]
            )
        }
    }
}
