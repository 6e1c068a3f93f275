internal import ChatDomain
internal import GRDB
internal import Observability
internal import Store
internal import Synchronization

/// Writers that arrive while a commit is running share the next one, each in a savepoint of its own, so that many writers do
/// not wait for many fsyncs and one refused command does not undo its neighbours.
final class GroupCommit: Sendable {
    /// Runs a body and gives what to do when the commit succeeded or failed.
    private struct Job: Sendable {
        let run: @Sendable (SQLiteTransaction) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct Queue {
        var waiting: [Job] = []
        var isDraining = false
    }

    static let maximumWaiting = 10_000
    static let maximumBatch = 500

    private let writer: any DatabaseWriter
    private let log: WriteAheadLog
    private let announce: @Sendable ([Announcement]) -> Void
    private let queue = Mutex(Queue())
    let metrics = Metrics.StoreMetrics()

    init(writer: any DatabaseWriter, log: WriteAheadLog, announce: @escaping @Sendable ([Announcement]) -> Void) {
        self.writer = writer
        self.log = log
        self.announce = announce
    }

    func add<Value: Sendable>(_ body: @escaping @Sendable (any ChatWriter) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(
                run: { transaction in
                    let value = try body(transaction)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) }
            )
            enqueue(job)
        }
    }

    private func enqueue(_ job: Job) {
        let (isAccepted, startsDraining) = queue.withLock { queue in
            guard queue.waiting.count < Self.maximumWaiting else { return (false, false) }
            queue.waiting.append(job)
            defer { queue.isDraining = true }
            return (true, !queue.isDraining)
        }
        guard isAccepted else { return job.fail(StoreError(.busy, "too many writers wait")) }
        if startsDraining {
            writer.asyncWriteWithoutTransaction { db in self.drain(db) }
        }
    }

    private func drain(_ db: Database) {
        while true {
            let batch = queue.withLock { queue in
                let batch = Array(queue.waiting.prefix(Self.maximumBatch))
                queue.waiting.removeFirst(batch.count)
                queue.isDraining = !batch.isEmpty
                return batch
            }
            // Now that the writers have been told. Who comes meanwhile waits for it, and no reader does.
            log.checkpointIfDue(db, isQuiet: batch.isEmpty, noting: metrics.checkpointDuration)
            guard !batch.isEmpty else { return }
            commit(batch, db)
        }
    }

    private func commit(_ batch: [Job], _ db: Database) {
        let start = ContinuousClock.now
        let changes = ChangeLog()
        var outcomes: [@Sendable () -> Void] = []
        do {
            try log.mend(db)
            try db.beginTransaction(.immediate)
            for job in batch {
                outcomes.append(try outcome(of: job, db, changes))
            }
            try db.commit()
            metrics.committed(batch.count, since: start)
        } catch {
            // A full or failing disk, or another program's lock. SQLite may have rolled back by itself; if this rollback fails
            // too, the next BEGIN tells.
            if db.isInsideTransaction { try? db.rollback() }
            metrics.failedCommits.add()
            log.noteFailure(error)
            let failure = StoreError(writing: error) ?? StoreError(.writeFailed, "\(error)")
            for job in batch { job.fail(failure) }
            return
        }
        if !changes.announcements.isEmpty { announce(changes.announcements) }
        for tell in outcomes { tell() }
    }

    /// What to tell the job's writer after the commit. Throws only when the whole transaction is lost.
    private func outcome(of job: Job, _ db: Database, _ changes: ChangeLog) throws -> @Sendable () -> Void {
        let mark = changes.announcements
        do {
            var succeed: @Sendable () -> Void = {}
            try db.inSavepoint {
                let transaction = SQLiteTransaction(db: db, log: changes)
                succeed = try job.run(transaction)
                try transaction.keepRevisions()
                return .commit
            }
            return succeed
        } catch {
            guard db.isInsideTransaction else { throw error }
            changes.announcements = mark
            changes.revisions = [:]
            let failure = StoreError(writing: error) ?? error
            return { job.fail(failure) }
        }
    }
}

/// The changes of the jobs of one commit, grouped by user in the order in which they were made.
final class ChangeLog {
    var announcements: [Announcement] = []
    /// The latest ones that the running job has taken.
    var revisions: [UserID: Int64] = [:]

    func append(_ change: Change, of user: UserID) {
        if announcements.last?.userID == user {
            announcements[announcements.count - 1].changes.append(change)
        } else {
            announcements.append(Announcement(userID: user, changes: [change]))
        }
    }
}
