internal import Foundation
internal import GRDB

/// The database's files in a data folder, as they lie there before SQLite sees them.
///
/// SQLite makes a new database wherever there is none, and takes one without its log for complete. So what is missing is
/// noticed here.
struct DatabaseFile: Sendable {
    let folder: String
    let lock: FolderLock

    var path: String { folder + "/pollux.sqlite" }
    private var logPath: String { path + "-wal" }

    /// Refuses what must not be opened, and leaves it as it is.
    func check() throws {
        guard let size = Self.size(path), size > 0 else {
            // It is made after the first database is.
            let wasUsed = FileManager.default.fileExists(atPath: folder + "/secrets.key") || Self.size(logPath) ?? 0 > 0
            if wasUsed { throw OpeningError.missing(folder: folder) }
            return
        }
        if Self.size(logPath) == nil, let marked = lock.mark, marked == Self.changedAt(path) {
            throw OpeningError.logMissing(folder: folder)
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "pollux.look"
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in try Migrations.check(db, folder: folder) }
        try queue.close()
    }

    /// The log holds something, and from now on what the database lacks. Whoever empties it, or restores a copy, changes the
    /// file's time.
    func noteCheckpoint() {
        lock.mark = Self.changedAt(path)
    }

    /// The database is complete without its log, or nobody can say.
    func noteEnd() {
        lock.mark = nil
    }

    private static func size(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// In nanoseconds; two changes within one tick of the disk's clock look alike.
    private static func changedAt(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
