internal import Crypto
internal import Foundation
internal import Synchronization

/// The files that were uploaded and the uploads under way. Nothing is stored but what `StoredFile` holds.
///
/// Pictures and texts are ACTIVE at once. Everything else is PROCESSING in the upload's reply and the first time that it is
/// looked at, and ACTIVE from then on; one that was told to fail is FAILED instead.
final class FileStore: Sendable {
    struct Upload: Sendable {
        let id: String
        let displayName: String?
        let mediaType: String
        /// What the start said; nil when it did not.
        let announced: Int?
        var received = 0
        var hash = SHA256()
        var head: [UInt8] = []
        var isOver = false
    }

    private struct State {
        var files: [StoredFile] = []
        var uploads: [String: Upload] = [:]
        var uploadsToRefuse = 0
        var filesToFail = 0
    }

    /// The oldest are forgotten beyond this number, of files and of uploads.
    private static let maximumCount = 10_000
    private let state = Mutex(State())

    func begin(displayName: String?, mediaType: String, announced: Int?) -> Upload {
        let upload = Upload(id: Self.newID(), displayName: displayName, mediaType: mediaType, announced: announced)
        state.withLock { state in
            if state.uploads.count >= Self.maximumCount { state.uploads = [:] }
            state.uploads[upload.id] = upload
        }
        return upload
    }

    func upload(_ id: String) -> Upload? { state.withLock { $0.uploads[id] } }

    /// Adds a piece at its offset; with the last one, the file. Throws INVALID_ARGUMENT for a piece that does not fit.
    func add(_ bytes: [UInt8], at offset: Int, isLast: Bool, to id: String) throws(APIFailure) -> StoredFile? {
        let result = state.withLock { state -> Result<StoredFile?, APIFailure> in
            guard var upload = state.uploads[id], !upload.isOver else {
                return .failure(.invalidArgument("Upload has already been terminated."))
            }
            guard offset == upload.received else {
                return .failure(.invalidArgument("Offset \(offset) does not match \(upload.received) bytes received."))
            }
            upload.received += bytes.count
            if upload.head.count < Attachment.headLength {
                upload.head += bytes.prefix(Attachment.headLength - upload.head.count)
            }
            upload.hash.update(data: bytes)
            if isLast, let announced = upload.announced, announced != upload.received {
                return .failure(.invalidArgument("Upload has \(upload.received) bytes, \(announced) were announced."))
            }
            upload.isOver = isLast
            state.uploads[id] = upload
            guard isLast else { return .success(nil) }
            let file = Self.file(of: upload, fails: state.filesToFail > 0)
            if state.filesToFail > 0 { state.filesToFail -= 1 }
            if state.files.count >= Self.maximumCount { state.files.removeFirst() }
            state.files.append(file)
            return .success(file)
        }
        return try result.get()
    }

    func cancel(_ id: String) { state.withLock { $0.uploads[id]?.isOver = true } }

    /// What is there, newest first.
    var files: [StoredFile] {
        state.withLock { state in
            let now = Date.now
            state.files.removeAll { $0.expires < now }
            return state.files.reversed()
        }
    }

    /// The file as it is seen now; looking at it is what brings processing forward. Throws PERMISSION_DENIED when there is
    /// none.
    func look(at id: String) throws(APIFailure) -> StoredFile {
        let found = state.withLock { state -> StoredFile? in
            guard let index = state.files.firstIndex(where: { $0.id == id }), state.files[index].expires >= .now else {
                return nil
            }
            if state.files[index].state == .processing {
                if state.files[index].looksUntilActive > 0 {
                    state.files[index].looksUntilActive -= 1
                } else {
                    state.files[index].state = state.files[index].fails ? .failed : .active
                    state.files[index].updated = .now
                }
            }
            return state.files[index]
        }
        guard let found else { throw .fileMissing(id) }
        return found
    }

    func delete(_ id: String) throws(APIFailure) {
        let wasThere = state.withLock { state in
            let count = state.files.count
            state.files.removeAll { $0.id == id }
            return state.files.count < count
        }
        guard wasThere else { throw .fileMissing(id) }
    }

    /// The file at an address that a question names; nil for an address that is not of the Files API, such as a video's.
    ///
    /// Throws PERMISSION_DENIED when it is not there, FAILED_PRECONDITION when it is not ACTIVE.
    func usableFile(at uri: String) throws(APIFailure) -> StoredFile? {
        let segments = uri.split(separator: "/")
        guard segments.count > 1, segments[segments.count - 2] == "files" else {
            guard uri.hasPrefix("https://") || uri.hasPrefix("gs://") else {
                throw .invalidArgument("Invalid or unsupported file uri: \(uri.prefix(200))")
            }
            return nil
        }
        let id = String(segments[segments.count - 1])
        guard let file = files.first(where: { $0.id == id }) else { throw .fileMissing(id) }
        guard file.state == .active else {
            throw .failedPrecondition("The File \(id) is not in an ACTIVE state and usage is not allowed.")
        }
        return file
    }

    // MARK: - Steering

    func expireAll() { state.withLock { $0.files = [] } }

    func failNext(_ count: Int) { state.withLock { $0.filesToFail = max(0, count) } }

    func refuseUploads(_ count: Int) { state.withLock { $0.uploadsToRefuse = max(0, count) } }

    /// Whether this request of an upload is one of those that were to be refused.
    func refusesUpload() -> Bool {
        state.withLock { state in
            guard state.uploadsToRefuse > 0 else { return false }
            state.uploadsToRefuse -= 1
            return true
        }
    }

    func reset() { state.withLock { $0 = State() } }

    private static func file(of upload: Upload, fails: Bool) -> StoredFile {
        let isActive = !fails && ["image", "text"].contains(upload.mediaType.prefix { $0 != "/" })
        let now = Date.now
        return StoredFile(
            id: newID(),
            displayName: upload.displayName,
            mediaType: upload.mediaType,
            bytes: upload.received,
            sha256: Array(upload.hash.finalize()),
            head: upload.head,
            created: now,
            updated: now,
            state: isActive ? .active : .processing,
            looksUntilActive: isActive ? 0 : 1,
            fails: fails
        )
    }

    private static func newID() -> String {
        String((0..<12).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "a" })
    }
}
