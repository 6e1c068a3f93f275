package import ChatActions
package import ChatDomain
package import Foundation
package import Logging
package import NIOCore
internal import NIOPosix
internal import Store
internal import Synchronization

/// What people bring along from elsewhere: uploads in pieces, and the work on them, which outlives requests and restarts.
///
/// Everything lies in one folder, `<user>/<id>.json` and `<user>/<id>.upload`. `run` does the work, two files at a time.
package final class Imports: Sendable {
    private let actions: ChatActions
    private let folder: String
    private let maximumBytes: Int64
    private let logger: Logger
    private let threads = NIOThreadPool(numberOfThreads: Imports.atOnce + 2)
    private let jobs: AsyncStream<ImportJob>
    private let newJobs: AsyncStream<ImportJob>.Continuation
    private let current: Mutex<[UserID: [ImportJob]]>

    private static let atOnce = 2
    /// Of one user: that are not over, and in all.
    package static let maximumOpen = 2
    private static let maximumKept = 20
    /// Bytes of one piece of an upload.
    package static let maximumPieceBytes = 8 << 20
    /// Bytes that stay free on the disk.
    private static let spared: Int64 = 512 << 20
    private static let keptDays: Int64 = 7

    /// - Parameters:
    ///   - folder: made when it is missing. What an earlier process left there goes on.
    ///   - maximumBytes: of one file.
    package init(actions: ChatActions, folder: String, maximumBytes: Int64, logger: Logger) throws {
        self.actions = actions
        self.folder = folder
        self.maximumBytes = maximumBytes
        self.logger = logger
        let found = try Self.load(folder)
        current = Mutex(found)
        // Two of each user at most.
        (jobs, newJobs) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        for job in found.values.joined().sorted(by: { $0.status.createdAt < $1.status.createdAt })
        where job.status.state == .running { newJobs.yield(job) }
        threads.start()
    }

    package func shutDown() async throws {
        try await threads.shutdownGracefully()
    }

    /// What lies in the folder; whatever is none of ours, or has lost its upload, is deleted.
    private static func load(_ folder: String) throws -> [UserID: [ImportJob]] {
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        var found: [UserID: [ImportJob]] = [:]
        for name in try manager.contentsOfDirectory(atPath: folder) {
            guard let number = Int64(name) else { continue }
            let (user, place) = (UserID(rawValue: number), folder + "/" + name)
            var kept: Set<String> = []
            let names = try manager.contentsOfDirectory(atPath: place)
            for file in names where file.hasSuffix(".json") {
                guard let bytes = manager.contents(atPath: place + "/" + file),
                    var status = try? JSONDecoder().decode(ImportStatus.self, from: bytes),
                    file == status.id.uuidString.lowercased() + ".json"
                else { continue }  // cut off by a crash: of no use to anybody
                let upload = String(file.dropLast(5)) + ".upload"
                let size = (try? manager.attributesOfItem(atPath: place + "/" + upload))?[.size] as? NSNumber
                if !status.isOver {
                    guard let size else { continue }
                    // What arrived after the last note of it counts, too.
                    status.received = min(size.int64Value, status.bytes)
                    if status.received == status.bytes { status.state = .running }
                    kept.insert(upload)
                }
                kept.insert(file)
                found[user, default: []].append(ImportJob(user: user, folder: place, status: status))
            }
            for name in names where !kept.contains(name) { try manager.removeItem(atPath: place + "/" + name) }
        }
        return found
    }

    // MARK: For users

    /// The newest first.
    package func list(_ user: UserID) -> [ImportStatus] {
        let jobs = current.withLock { $0[user] ?? [] }
        return jobs.map(\.status).sorted { ($0.createdAt, $0.id.uuidString) > ($1.createdAt, $1.id.uuidString) }
    }

    /// Throws `not_found`.
    package func status(_ user: UserID, _ id: UUID) throws(ChatError) -> ImportStatus { try job(user, id).status }

    private func job(_ user: UserID, _ id: UUID) throws(ChatError) -> ImportJob {
        guard let job = current.withLock({ $0[user]?.first { $0.id == id } }) else { throw ChatError.notFound }
        return job
    }

    /// Begins an upload. The same again: the import as it is now.
    ///
    /// - Throws: `too_large`; `conflict` for another file under the same id; `too_many` while two are not over.
    package func start(
        _ user: UserID,
        _ id: UUID,
        name: String,
        bytes: Int64
    ) async throws -> (status: ImportStatus, isNew: Bool) {
        try TextRule.fileName.check(name)
        guard bytes > 0 else { throw ChatError.badRequest("bytes must be at least 1.", field: "bytes") }
        guard bytes <= maximumBytes else {
            throw ChatError(.tooLarge, "A file may have at most \(maximumBytes >> 20) MB.", field: "bytes")
        }
        let status = ImportStatus(id: id, name: name, bytes: bytes, now: .now)
        let job = ImportJob(user: user, folder: folder + "/\(user.rawValue)", status: status)
        let free = Self.freeBytes(folder)
        let (before, old) = try current.withLock { current throws(ChatError) -> (ImportJob?, ImportJob?) in
            var mine = current[user] ?? []
            if let before = mine.first(where: { $0.id == id }) { return (before, nil) }
            guard mine.count(where: { !$0.status.isOver }) < Self.maximumOpen else {
                throw ChatError(.tooMany, "Two imports are under way already. Please wait for one of them.")
            }
            var expected: Int64 = 0
            for job in current.values.joined() where job.status.state == .uploading {
                expected += job.status.bytes - job.status.received
            }
            guard free.map({ $0 - expected - bytes >= Self.spared }) ?? true else {
                throw ChatError(.storageFailed, "There is no room for a file of this size on the server's disk.")
            }
            var old: ImportJob?
            if mine.count >= Self.maximumKept {
                old = mine.filter(\.status.isOver).min { $0.status.createdAt < $1.status.createdAt }
                mine.removeAll { $0 === old }
            }
            current[user] = mine + [job]
            return (nil, old)
        }
        if let before {
            let known = before.status
            guard known.name.utf8.elementsEqual(name.utf8), known.bytes == bytes else {
                throw ChatError(.conflict, "This id belongs to another import.", field: "id")
            }
            return (known, false)
        }
        do {
            try await threads.runIfActive {
                old?.forget()
                try job.create()
            }
        } catch {
            drop(job)
            throw Self.asStoreError(error)
        }
        return (job.status, true)
    }

    /// Takes the next piece of a file; when it is the last, the work begins. Of a piece that breaks off, what came counts.
    ///
    /// - Throws: `conflict` when another piece is expected; `too_large` beyond the piece's or the file's size.
    package func receive(
        _ user: UserID,
        _ id: UUID,
        at offset: Int64,
        length: Int64?,
        body: some AsyncSequence<ByteBuffer, any Error> & Sendable
    ) async throws -> ImportStatus {
        let job = try job(user, id)
        try job.beginPiece(at: offset)
        let limit = min(job.status.bytes - offset, Int64(Self.maximumPieceBytes))
        let result: Result<Void, any Error>
        do {
            if let length, length > limit { throw Self.tooLarge }
            result = .success(try await write(body, to: job, at: offset, limit: limit))
        } catch {
            result = .failure(error)
        }
        if job.endPiece() { newJobs.yield(job) }
        do {
            try await threads.runIfActive { try job.save() }
        } catch is CancellationError {
            throw ChatError.notFound
        } catch {
            throw Self.asStoreError(error)
        }
        try result.get()
        return job.status
    }

    private static let tooLarge = ChatError(.tooLarge, "A piece has at most 8 MiB, and no more than the file lacks.")

    private func write(
        _ body: some AsyncSequence<ByteBuffer, any Error> & Sendable,
        to job: ImportJob,
        at offset: Int64,
        limit: Int64
    ) async throws {
        let file = try await onThreads { try UploadFile(job.upload) }
        var written: Int64 = 0
        do {
            for try await piece in body {
                guard written + Int64(piece.readableBytes) <= limit else { throw Self.tooLarge }
                let place = offset + written
                try await onThreads { try file.write(piece, at: place) }
                written += Int64(piece.readableBytes)
                job.note(received: offset + written)
            }
        } catch let error where error is ChatError || error is StoreError || error is CancellationError {
            throw error
        } catch {
            // The connection ended: nobody is there any more to read a reason.
            throw ChatError.badRequest("The piece did not arrive as a whole.")
        }
        try await onThreads { try file.sync() }
    }

    private func onThreads<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        do {
            return try await threads.runIfActive(body)
        } catch {
            throw Self.asStoreError(error)
        }
    }

    private static func asStoreError(_ error: any Error) -> any Error {
        error is POSIXError || error is CocoaError ? StoreError(.writeFailed, "\(error)") : error
    }

    /// Ends an import; what it brought stays. Throws `not_found`.
    package func cancel(_ user: UserID, _ id: UUID) async throws {
        let job = try job(user, id)
        drop(job)
        try await threads.runIfActive { job.forget() }
    }

    /// Ends and deletes what there is of a user's: the user is gone.
    package func forget(_ user: UserID) {
        for job in current.withLock({ $0.removeValue(forKey: user) }) ?? [] { job.forget() }
        rmdir(folder + "/\(user.rawValue)")
    }

    private func drop(_ job: ImportJob) {
        current.withLock { $0[job.user]?.removeAll { $0 === job } }
    }

    // MARK: The work

    /// Works on what has arrived until the task is cancelled.
    package func run() async {
        let (places, free) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(Self.atOnce))
        for _ in 0..<Self.atOnce { free.yield() }
        var place = places.makeAsyncIterator()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.forgetOld() }
            for await job in jobs {
                guard await place.next() != nil else { break }
                group.addTask {
                    await self.work(on: job)
                    free.yield()
                }
            }
            group.cancelAll()
        }
    }

    private func work(on job: ImportJob) async {
        let run = ImportRun(job: job, actions: actions, threads: threads)
        do {
            var problem: String?
            do {
                try await run.run()
            } catch let failure as ImportFailure {
                problem = run.sentence(failure)
            }
            let sentence = problem
            try await threads.runIfActive { try job.end(sentence) }
        } catch is CancellationError {
            // Not wanted any more; or the server stops, and goes on with it after its next start.
        } catch {
            logger.error("An import failed", metadata: ["error": "\(error)"])
            // If not even this can be written down, the next start tries the whole again.
            try? await threads.runIfActive {
                try job.end("Pollux could not store it. What was imported so far is there.")
            }
        }
    }

    private func forgetOld() async {
        var watch = ClockWatch()
        while (try? await Task.sleep(for: .seconds(3600))) != nil {
            // A clock that was set says nothing of what is old.
            guard watch.isSteady() else { continue }
            let limit = Timestamp.now.milliseconds - Self.keptDays * 86_400_000
            let old = current.withLock { current in
                let old = current.values.joined().filter { $0.status.changedAt < limit && $0.status.state != .running }
                for job in old { current[job.user]?.removeAll { $0 === job } }
                return old
            }
            for job in old { job.forget() }
        }
    }

    private static func freeBytes(_ folder: String) -> Int64? {
        var space = statvfs()
        guard statvfs(folder, &space) == 0 else { return nil }
        let (free, isHuge) = Int64(clamping: space.f_bavail).multipliedReportingOverflow(by: Int64(space.f_frsize))
        return isHuge ? nil : free
    }
}

/// An upload while a piece of it is written.
private final class UploadFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        try checkCall(descriptor)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func write(_ piece: ByteBuffer, at offset: Int64) throws {
        try piece.withUnsafeReadableBytes { try writeAll($0, to: descriptor, at: offset) }
    }

    func sync() throws { try checkCall(fsync(descriptor)) }
}
