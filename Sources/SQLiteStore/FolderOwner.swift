internal import Foundation

/// Whose a data folder is, and who therefore works in it.
package enum FolderOwner {
    /// Makes root the folder's owner from here on: files of root's would be of no use to the server. Throws `OpeningError`.
    ///
    /// A folder that is not there is nobody's, and nobody but root changes.
    package static func become(of folder: String) throws {
        var status = stat()
        guard geteuid() == 0, stat(folder, &status) == 0, status.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setegid(status.st_gid) == 0, seteuid(status.st_uid) == 0 else {
            throw OpeningError.cannotBecome(folder: folder, reason: String(cString: strerror(errno)))
        }
    }

    /// Whether a Pollux was ever here. Throws `OpeningError` when that is not for us to see.
    package static func hasDatabase(_ folder: String) throws -> Bool {
        let path = folder + "/pollux.sqlite"
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == EACCES { throw OpeningError.forbidden(folder: folder, owner: owner(folder)) }
            return errno != ENOENT && errno != ENOTDIR
        }
        // What its owner may not read is damage, and told as such.
        guard faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0, errno == EACCES, status.st_uid != geteuid(),
            stat(folder, &status) == 0, status.st_uid != geteuid()
        else { return true }
        throw OpeningError.forbidden(folder: folder, owner: owner(folder))
    }

    /// The name; of what is above the folder where that is as far as we see.
    private static func owner(_ folder: String) -> String {
        var status = stat()
        var path = folder
        while stat(path, &status) != 0, path.count > 1 {
            path = (path as NSString).deletingLastPathComponent
            if path.isEmpty { path = "." }
        }
        return getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "#\(status.st_uid)"
    }
}
