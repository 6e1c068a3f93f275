package import Attachments
package import ChatDomain
package import Foundation
package import Logging
internal import NIOPosix
package import Store
internal import Synchronization

/// Archives of all that a user has, made on demand and kept for an hour: one for each user.
///
/// `run` does the work, two archives at a time, whatever becomes of the request that asked.
package final class Exports: Sendable {
    private let store: any ChatStore
    private let files: AttachmentFolder
    private let folder: String
    private let logger: Logger
    private let threads = NIOThreadPool(numberOfThreads: Exports.atOnce)
    private let jobs: AsyncStream<ExportJob>
    private let newJobs: AsyncStream<ExportJob>.Continuation
    private let current = Mutex<[UserID: ExportJob]>([:])

    private static let atOnce = 2
    /// Users whose archive is being made or kept.
    private static let maximumCount = 1000
    private static let kept = Duration.seconds(3600)
    /// Bytes that stay free on the disk.
    private static let spared: Int64 = 512 << 20

    /// - Parameter folder: made when it is missing. What an earlier process left there is thrown away.
    package init(store: any ChatStore, files: AttachmentFolder, folder: String, logger: Logger) throws {
        self.store = store
        self.files = files
        self.folder = folder
        self.logger = logger
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        (jobs, newJobs) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumCount))
        threads.start()
    }

    package func shutDown() async throws {
        try await threads.shutdownGracefully()
    }

    // MARK: For users

    /// Begins an archive, in place of the user's one before. The same id again: that one as it is now.
    ///
    /// - Throws: `too_many` while another one of the user's is being made.
    package func start(_ user: UserID, _ id: UUID) throws(ChatError) -> ExportStatus {
        let job = ExportJob(id: id, user: user, path: folder + "/\(UUID().uuidString).zip")
        let result = current.withLock { current -> Result<(ExportJob, before: ExportJob?), ChatError> in
            let before = current[user]
            if let before, before.id == id, before.status.state != .failed { return .success((before, nil)) }
            if before?.status.state == .running {
                return .failure(ChatError(.tooMany, "An export is being made already. Please wait for it."))
            }
            guard before != nil || current.count < Self.maximumCount else {
                return .failure(ChatError(.unavailable, "Too many exports at once.", retryAfterSeconds: 60))
            }
            current[user] = job
            return .success((job, before))
        }
        let (chosen, before) = try result.get()
        before?.forget()
        if chosen === job { newJobs.yield(job) }
        return chosen.status
    }

    /// Throws `not_found`, also when it is kept no more.
    package func status(_ user: UserID, _ id: UUID) throws(ChatError) -> ExportStatus {
        guard let job = current.withLock({ $0[user] }), job.id == id else { throw ChatError.notFound }
        return job.status
    }

    /// Where a complete archive lies. Throws `not_found`.
    package func file(_ user: UserID, _ id: UUID) throws(ChatError) -> (path: String, bytes: Int64) {
        guard let job = current.withLock({ $0[user] }), job.id == id, let bytes = job.status.bytes else {
            throw ChatError.notFound
        }
        return (job.path, bytes)
    }

    /// Ends and deletes what there is of a user's: the user is gone.
    package func forget(_ user: UserID) {
        current.withLock { $0.removeValue(forKey: user) }?.forget()
    }

    // MARK: The work

    /// Makes archives until the task is cancelled.
    package func run() async {
        let (places, free) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(Self.atOnce))
        for _ in 0..<Self.atOnce { free.yield() }
        var place = places.makeAsyncIterator()
        await withDiscardingTaskGroup { group in
            for await job in jobs {
                guard await place.next() != nil else { break }
                group.addTask {
                    await self.make(job)
                    free.yield()
                    // Cancelled by the end of the server: then the next start deletes it.
                    try? await Task.sleep(for: Self.kept)
                    self.forget(job)
                }
            }
            group.cancelAll()
        }
    }

    private func make(_ job: ExportJob) async {
        guard job.isWanted else { return }
        do {
            let user = job.user
            let (counts, bytes) = try await store.read { reader in
                (try reader.exportCounts(user), try reader.attachmentBytes(user))
            }
            try checkRoom(for: bytes)
            job.begin(total: 2 * counts.conversations + counts.attachments)
            let zip = try await threads.runIfActive { try ZipArchive(path: job.path) }
            let writer = ExportWriter(
                user: user,
                store: store,
                files: files,
                threads: threads,
                zip: zip,
                report: { job.note(done: $0) },
                isWanted: { job.isWanted }
            )
            // On the threads there is no task whose end could be seen.
            let size = try await withTaskCancellationHandler {
                try await writer.write()
            } onCancel: {
                job.forget()
            }
            job.end(bytes: size)
        } catch {
            if !(error is CancellationError) {
                logger.error("An export could not be written", metadata: ["error": "\(error)"])
            }
            job.fail()
        }
    }

    /// What people ask for must not take the room that their messages need.
    private func checkRoom(for bytes: Int64) throws {
        var space = statvfs()
        guard statvfs(folder, &space) == 0 else { return }
        let (free, isHuge) = Int64(clamping: space.f_bavail).multipliedReportingOverflow(by: Int64(space.f_frsize))
        guard isHuge || free > bytes + Self.spared else { throw ZipArchive.Failure(description: "no room on the disk") }
    }

    private func forget(_ job: ExportJob) {
        current.withLock { if $0[job.user] === job { $0[job.user] = nil } }
        job.forget()
    }
}
