internal import ChatDomain
package import Foundation
internal import Synchronization

/// How far an import is. Kept beside the upload as a small JSON file, so that it goes on after a restart.
package struct ImportStatus: Hashable, Sendable, Codable {
    package enum State: String, Sendable, Codable {
        case uploading
        case running
        case done
        case failed
    }

    package var id: UUID
    /// As the user called the file: data, never a path.
    package var name: String
    package var state: State
    /// Bytes that have come, and that there are.
    package var received: Int64
    package var bytes: Int64
    /// Conversations of the file that are done with, and that there are; 0 of them until they are counted.
    package var done = 0
    package var total = 0
    /// New conversations, and new messages in all.
    package var conversations = 0
    package var messages = 0
    /// Conversations that brought nothing: they were there already, were deleted, or cannot be used.
    package var skipped = 0
    /// Why it failed, or what was left out.
    package var problem: String?
    package var createdAt: Int64
    package var changedAt: Int64
    var left = LeftOut()

    /// What does not come along, for `problem`.
    struct LeftOut: Hashable, Sendable, Codable {
        var files = 0
        var conversations = 0
        var texts = 0

        var sentence: String? {
            func count(_ number: Int, _ one: String, _ many: String) -> String? {
                number == 0 ? nil : number == 1 ? "1 \(one)" : "\(number) \(many)"
            }
            let parts = [
                count(files, "file could not be taken", "files could not be taken"),
                count(conversations, "chat could not be read", "chats could not be read"),
                count(texts, "text was too long and was cut", "texts were too long and were cut"),
            ].compactMap { $0 }
            return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
        }
    }

    init(id: UUID, name: String, bytes: Int64, now: Timestamp) {
        self.id = id
        self.name = name
        self.bytes = bytes
        state = .uploading
        received = 0
        createdAt = now.milliseconds
        changedAt = now.milliseconds
    }

    package var isOver: Bool { state == .done || state == .failed }
}

/// One import of one user. Its files are `<id>.json` and, until it is over, `<id>.upload` in the user's folder.
final class ImportJob: Sendable {
    let user: UserID
    let id: UUID
    private let folder: String
    private let state: Mutex<State>

    private struct State {
        var status: ImportStatus
        var isWanted = true
        var isReceiving = false
    }

    init(user: UserID, folder: String, status: ImportStatus) {
        self.user = user
        self.folder = folder
        id = status.id
        state = Mutex(State(status: status))
    }

    var status: ImportStatus { state.withLock { $0.status } }
    var isWanted: Bool { state.withLock { $0.isWanted } }
    var upload: String { folder + "/\(id.uuidString.lowercased()).upload" }
    private var record: String { folder + "/\(id.uuidString.lowercased()).json" }

    // MARK: On a thread that may wait

    /// Makes the files of a new job.
    func create() throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let descriptor = open(upload, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try checkCall(descriptor)
        close(descriptor)
        try save()
    }

    /// Writes down how far it is. A job that is not wanted any more leaves nothing.
    func save() throws { try save(status) }

    private func save(_ status: ImportStatus) throws {
        let bytes = try JSONEncoder().encode(status)
        // Complete or not there at all: the name is given last.
        let temporary = record + "." + UUID().uuidString
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try checkCall(descriptor)
        defer { close(descriptor) }
        do {
            try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, at: 0) }
            // Under the lock: `forget` comes before, or deletes what is written here.
            let isWritten = state.withLock { $0.isWanted && rename(temporary, record) == 0 }
            guard isWritten else { throw isWanted ? POSIXError(.EIO) : CancellationError() as any Error }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Ends it wherever it is, and deletes its files.
    func forget() {
        state.withLock { state in
            state.isWanted = false
            unlink(record)
            unlink(upload)
        }
    }

    // MARK: Receiving

    /// Throws `conflict` when it expects other bytes, or none.
    func beginPiece(at offset: Int64) throws(ChatError) {
        let isExpected = state.withLock { state in
            let isExpected = state.status.state == .uploading && !state.isReceiving && state.status.received == offset
            if isExpected { state.isReceiving = true }
            return isExpected
        }
        guard isExpected else {
            throw ChatError(.conflict, "Another part of the file is expected. Ask how much has arrived.")
        }
    }

    func note(received: Int64) {
        state.withLock { $0.status.received = received }
    }

    /// - Returns: whether everything is there, for the first time.
    func endPiece(now: Timestamp = .now) -> Bool {
        state.withLock { state in
            state.isReceiving = false
            state.status.changedAt = now.milliseconds
            guard state.isWanted, state.status.state == .uploading, state.status.received == state.status.bytes else {
                return false
            }
            state.status.state = .running
            return true
        }
    }

    // MARK: Running

    func change(_ body: (inout ImportStatus) -> Void) {
        state.withLock { state in
            body(&state.status)
            state.status.changedAt = Timestamp.now.milliseconds
        }
    }

    /// The upload is needed no more: when the end is told, it is gone.
    func end(_ problem: String?) throws {
        var last = status
        last.state = problem == nil ? .done : .failed
        last.problem = problem ?? last.left.sentence
        last.changedAt = Timestamp.now.milliseconds
        try save(last)
        unlink(upload)
        state.withLock { [last] in $0.status = last }
    }
}

/// Throws what `errno` says when a call of the system failed.
func checkCall(_ result: Int32) throws {
    guard result < 0 else { return }
    throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO)
}

/// Writes all bytes, from this offset of the file on.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64) throws {
    var rest = bytes[...]
    var offset = offset
    while !rest.isEmpty {
        let written = pwrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, off_t(offset))
        if written < 0, errno == EINTR { continue }
        try checkCall(Int32(clamping: written))
        rest = rest.dropFirst(written)
        offset += Int64(written)
    }
}
