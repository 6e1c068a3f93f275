internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Logging
internal import Observability
internal import Synchronization

/// SQLite's write-ahead log: keeps it short, and makes sure of it after a write that failed.
///
/// SQLite's automatic checkpoints run within a commit, while its writers wait to be told. Ours run between commits, when the
/// writers have been told. Everything here is for the writing connection's thread: no other connection checkpoints, because
/// two that do can lose commits (https://sqlite.org/wal.html#walresetbug). No checkpoint holds up a read.
final class WriteAheadLog: Sendable {
    /// Pages of 4 KiB that are written since the last checkpoint before there is another: when nobody waits, and when somebody does.
    static let quietPages = 1000
    static let busyPages = 4000
    /// Pages from which on a checkpoint waits for the reads that still need the log, so that it can begin anew.
    static let mostPages = 12_000
    /// How long it waits. Reads copy what they need and end; only another program's could last longer.
    private static let patienceMilliseconds = 1000
    /// SQLite cuts the file back to this when the log begins anew. Below it the blocks are used again, which makes fsyncs cheaper.
    static let keptBytes = 32 << 20

    /// In the log after the last commit.
    private let pages = Atomic<Int>(0)
    /// In the log when a checkpoint was last tried.
    private let triedAt = Atomic<Int>(0)
    private let isSuspect = Atomic<Bool>(false)
    private let file: DatabaseFile
    private let logger: Logger

    init(file: DatabaseFile, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    /// Whether a write failed since the last one that succeeded.
    var hasFailed: Bool { isSuspect.load(ordering: .relaxed) }

    /// Ends SQLite's own checkpoints on this connection, which must not outlive the log; and makes what a crash has left in the
    /// log part of the database: what was read from it might not be on the disk.
    func take(over db: Database) throws {
        let own = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            db.sqliteConnection,
            { own, _, _, pages in
                guard let own else { return SQLITE_OK }
                Unmanaged<WriteAheadLog>.fromOpaque(own).takeUnretainedValue()
                    .pages.store(Int(pages), ordering: .relaxed)
                return SQLITE_OK
            },
            own
        )
        try db.execute(sql: "PRAGMA journal_size_limit = \(Self.keptBytes)")
        // A failing disk can leave a new database in the mode before: there are no frames then, not even none.
        let frames = try db.checkpoint(.passive).walFrameCount
        guard frames >= 0 else { throw DatabaseError(message: "it is not in WAL mode") }
        if frames > 0 { file.noteCheckpoint() }
    }

    /// Makes a checkpoint if one is due.
    ///
    /// - Parameters:
    ///   - isQuiet: nobody waits to write.
    ///   - durations: is told how long one took.
    func checkpointIfDue(_ db: Database, isQuiet: Bool, noting durations: Histogram? = nil) {
        let pages = pages.load(ordering: .relaxed)
        if pages < triedAt.load(ordering: .relaxed) { triedAt.store(0, ordering: .relaxed) }  // it began anew
        let new = pages - triedAt.load(ordering: .relaxed)
        guard new >= (isQuiet ? Self.quietPages : Self.busyPages) else { return }
        triedAt.store(pages, ordering: .relaxed)
        let start = ContinuousClock.now
        do {
            if pages < Self.mostPages {
                try db.checkpoint(.passive)
            } else {
                try Self.withPatience(db) { try db.checkpoint(.restart) }
            }
            durations?.observe(start.duration(to: .now))
            file.noteCheckpoint()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            logger.notice("The database's log grows: a long read needs it", metadata: ["pages": "\(pages)"])
        } catch {
            logger.error("The database's log could not be emptied", metadata: ["error": "\(error)"])
            noteFailure(error)
        }
    }

    /// A transaction was lost. After an fsync that failed nobody knows what of the log is on the disk, and a second fsync that
    /// succeeds would not tell: the system forgets what it could not write.
    func noteFailure(_ error: any Error) {
        guard let error = error as? DatabaseError else { return }
        switch error.resultCode.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return
        default:
            isSuspect.store(true, ordering: .relaxed)
            file.noteEnd()
        }
    }

    /// Before anything is written after a failure: writes all that was committed into the database once more, with an fsync of its
    /// own, and throws the log away, with whatever the failed transaction has left in it. Throws while the disk does not let it.
    func mend(_ db: Database) throws {
        guard hasFailed else { return }
        try db.checkpoint(.truncate)
        isSuspect.store(false, ordering: .relaxed)
        pages.store(0, ordering: .relaxed)
        logger.notice("The database can be written again")
    }

    private static func withPatience(_ db: Database, _ body: () throws -> Void) throws {
        try db.execute(sql: "PRAGMA busy_timeout = \(patienceMilliseconds)")
        defer { sqlite3_busy_timeout(db.sqliteConnection, SQLiteStore.busyMilliseconds) }
        try body()
    }
}
