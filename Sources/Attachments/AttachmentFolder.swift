internal import Crypto
package import Foundation
package import NIOCore
internal import NIOPosix
internal import Synchronization

/// The contents of attachments: files named by the SHA-256 of what is in them, in a folder of the data folder.
///
/// Who has which is the store's to know. All work is done on threads of its own.
package final class AttachmentFolder: Sendable {
    private let folder: String
    private let incoming: String
    private let threads: NIOThreadPool
    /// The folder itself, for locks. One at a time removes: a lock that is taken twice by one process ends with the first.
    private let removing: Mutex<Int32>

    /// - Parameter folder: made when it is missing. What an earlier process left half received is thrown away.
    package init(_ folder: String, threads: Int = 2) throws {
        self.folder = folder
        incoming = folder + "/incoming"
        self.threads = NIOThreadPool(numberOfThreads: threads)
        if FileManager.default.fileExists(atPath: incoming) { try FileManager.default.removeItem(atPath: incoming) }
        try FileManager.default.createDirectory(
            atPath: incoming,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(descriptor)
        removing = Mutex(descriptor)
        self.threads.start()
    }

    deinit {
        removing.withLock { _ = close($0) }
    }

    package func shutDown() async throws {
        try await threads.shutdownGracefully()
    }

    /// Takes a content piece by piece. It must be discarded in the end, kept or not.
    ///
    /// - Throws: `TooLarge` beyond `limit` bytes; what the body throws; `POSIXError` when the disk is full or fails.
    package func receive(
        _ body: some AsyncSequence<ByteBuffer, any Error> & Sendable,
        limit: Int64
    ) async throws -> IncomingFile {
        let path = incoming + "/" + UUID().uuidString
        let writer = try await threads.runIfActive { try IncomingWriter(path: path) }
        do {
            for try await piece in body {
                guard writer.count + Int64(piece.readableBytes) <= limit else { throw TooLarge() }
                try await threads.runIfActive { try writer.append(piece) }
            }
            return try await threads.runIfActive { try writer.finish() }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Makes a content last: when this returns, it is on the disk under its name.
    package func keep(_ file: IncomingFile) async throws {
        let target = path(of: file.sha256)
        try await threads.runIfActive {
            let shelf = (target as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: shelf, withIntermediateDirectories: true)
            // A link, so that the same file can be kept again; one that is there has the same content.
            if link(file.path, target) < 0, errno != EEXIST { try check(-1) }
            try Self.sync(folder: shelf)
            try Self.sync(folder: self.folder)
        }
    }

    package func discard(_ file: IncomingFile) { unlink(file.path) }

    /// Quick, for use within a transaction.
    package func contains(_ sha256: Data) -> Bool { access(path(of: sha256), F_OK) == 0 }

    /// Quick, for use within a transaction. Harmless when it is gone already. While somebody has an `AttachmentHold`, it stays.
    package func remove(_ sha256: Data) {
        removing.withLock { descriptor in
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
            unlink(path(of: sha256))
            flock(descriptor, LOCK_UN)
        }
    }

    /// A content as a whole.
    package func read(_ sha256: Data) async throws -> Data {
        let path = path(of: sha256)
        return try await threads.runIfActive { try Data(contentsOf: URL(filePath: path)) }
    }

    /// Where a content lies: `…/ab/cdef…`.
    package func path(of sha256: Data) -> String {
        let name = sha256.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return folder + "/" + name.prefix(2) + "/" + name.dropFirst(2)
    }

    /// The contents that are older than `age` seconds, for finding those that nobody has any more.
    package func contents(olderThan age: TimeInterval) async throws -> [Data] {
        let (folder, limit) = (folder, Date(timeIntervalSinceNow: -age))
        return try await threads.runIfActive {
            let shelves = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.utf8.count == 2 }
            return try shelves.flatMap { shelf in
                try FileManager.default.contentsOfDirectory(atPath: folder + "/" + shelf).compactMap { name in
                    // Removed since the folder was listed: then there is nothing to find any more.
                    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(shelf)/\(name)")
                    guard let made = attributes?[.modificationDate] as? Date, made < limit else { return nil }
                    return Self.bytes(ofHex: shelf + name)
                }
            }
        }
    }

    private static func bytes(ofHex name: String) -> Data? {
        let digits = name.compactMap(\.hexDigitValue)
        guard digits.count == 64, name.count == 64 else { return nil }
        return Data(stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) })
    }

    /// A name in a folder is on the disk only once the folder itself is (fsync(2)).
    private static func sync(folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        try check(descriptor)
        defer { close(descriptor) }
        try check(fsync(descriptor))
    }
}

/// A content that was received and has no name yet.
package struct IncomingFile: Sendable {
    package let sha256: Data
    package let bytes: Int64
    /// Its beginning, 512 bytes at most.
    package let head: [UInt8]
    /// It is UTF-8 without control characters but white space, and not longer than a text may be.
    package let isText: Bool
    let path: String
}

/// A content is larger than allowed.
package struct TooLarge: Error {}
