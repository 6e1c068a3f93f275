internal import Foundation

/// Small calls of the system, with the file's name in what they throw.
enum Files {
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func size(_ path: String) throws -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw BackupFailure.system(path) }
        return Int64(status.st_size)
    }

    static func parent(_ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BackupFailure.system(path) }
    }

    static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 else { throw BackupFailure.system(target) }
    }

    /// Puts a file or the names in a folder on the disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BackupFailure.system(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BackupFailure.system(path) }
    }

    /// The same for all that is in a folder.
    static func syncAll(_ folder: String) throws {
        for name in try names(folder) {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                try syncAll(path)
            } else {
                try sync(path)
            }
        }
        try sync(folder)
    }

    static func names(_ folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw BackupFailure("\(folder) cannot be read.")
        }
    }
}

/// A folder for what is not finished, gone in the end.
///
/// It is locked, so that what a killed process left is told from one that is at work.
final class WorkFolder {
    let path: String
    private let descriptor: Int32

    /// All that ever lies there. Nothing else is ever removed: the folder's name is derived from one that people choose.
    private static let names = ["archive", "manifest", "pollux.sqlite", "pollux.sqlite-journal"]
    private static let prefix = "pollux-backup-"
    private static let suffix = ".part"

    /// - Parameter mayExist: whether one that a killed process left is taken over.
    init(_ path: String, mayExist: Bool) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 || mayExist && errno == EEXIST else { throw BackupFailure.system(path) }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw BackupFailure.system(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isInPlace else {
            throw BackupFailure("\(path) belongs to another backup that is being made.")
        }
        guard try Set(Files.names(path)).isSubset(of: Self.names) else {
            throw BackupFailure("\(path) is in the way: it holds files that are not a backup's.")
        }
        empty()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Makes one beside a file that is going to be there.
    convenience init(beside path: String) throws {
        try self.init(path + Self.suffix, mayExist: true)
    }

    /// Makes one with a name of its own in the first of these folders that can be written.
    static func temporary(in folders: [String]) throws -> WorkFolder {
        var reasons: [BackupFailure] = []
        for folder in folders {
            do {
                return try WorkFolder("\(folder)/\(prefix)\(UUID().uuidString.lowercased())", mayExist: false)
            } catch let error as BackupFailure { reasons.append(error) }
        }
        throw BackupFailure(
            "The copy of the database has no place: \(reasons.map(\.description).joined(separator: " "))"
        )
    }

    /// Removes what killed backups of this user left there: whole databases, which nobody knows of.
    static func removeLeftovers(in folder: String) {
        // Who cannot look there has left nothing there.
        for name in (try? Files.names(folder)) ?? [] {
            let path = folder + "/" + name
            var status = stat()
            guard isLeftover(name, in: path), lstat(path, &status) == 0, status.st_uid == geteuid() else { continue }
            // One that is locked is at work, and one with other files is none.
            try? WorkFolder(path, mayExist: true).remove()
        }
    }

    private static func isLeftover(_ name: String, in path: String) -> Bool {
        if name.hasPrefix(prefix) { return UUID(uuidString: String(name.dropFirst(prefix.count))) != nil }
        // Other programs call theirs so, too.
        return name.hasSuffix(suffix) && Files.exists(path + "/pollux.sqlite") && Files.exists(path + "/archive")
    }

    func remove() {
        empty()
        // What cannot be removed is taken over by the next one.
        rmdir(path)
    }

    /// Whether nobody removed it between its making and its locking.
    private var isInPlace: Bool {
        var (mine, there) = (stat(), stat())
        return fstat(descriptor, &mine) == 0 && lstat(path, &there) == 0 && mine.st_ino == there.st_ino
            && mine.st_dev == there.st_dev
    }

    private func empty() {
        // Not by the path, which leads elsewhere when somebody puts another folder there.
        for name in Self.names { unlinkat(descriptor, name, 0) }
    }
}
