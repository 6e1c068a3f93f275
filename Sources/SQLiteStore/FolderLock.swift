internal import Foundation

/// Keeps a second process out of a data folder, for as long as it lives.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Makes the folder when it is missing. Throws `OpeningError`.
    ///
    /// - Parameter isRestoring: whether it is a restore that comes; nobody else uses what one has left half done.
    package init(folder: String, isRestoring: Bool = false) throws {
        try Self.make(folder, for: folder)
        // From here on `deinit` closes it, after an error too: a second close could hit a descriptor of somebody else's.
        descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw OpeningError.cannotCreate(folder: folder, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw OpeningError.inUse(folder: folder) }
        let isHalfRestored = access(folder + "/restoring", F_OK) == 0 && access(folder + "/pollux.sqlite", F_OK) != 0
        guard isRestoring || !isHalfRestored else { throw OpeningError.halfRestored(folder: folder) }
    }

    /// A number that is kept in the file. Not more than a sign: what cannot be written is not there.
    var mark: Int? {
        get {
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = pread(descriptor, &bytes, bytes.count, 0)
            return count > 0 ? Int(String(decoding: bytes[..<count], as: UTF8.self)) : nil
        }
        set {
            let bytes = Array((newValue.map(String.init) ?? "").utf8)
            _ = ftruncate(descriptor, 0)
            _ = pwrite(descriptor, bytes, bytes.count, 0)
        }
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    /// Makes a folder with all above it, for its owner alone.
    private static func make(_ path: String, for folder: String) throws {
        if mkdir(path, 0o700) == 0 { return }
        let problem = errno
        if problem == ENOENT, let end = path.lastIndex(of: "/"), end > path.startIndex {
            try make(String(path[..<end]), for: folder)
            if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        } else if problem == EEXIST {
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        }
        let reason = String(cString: strerror(problem == EEXIST ? ENOTDIR : problem))
        throw OpeningError.cannotCreate(folder: folder, reason: reason)
    }
}
