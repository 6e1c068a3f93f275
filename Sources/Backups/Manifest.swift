internal import Foundation
package import SQLiteStore

/// What a backup is, its first file: `pollux-backup.json`.
package struct BackupHeader: Codable, Equatable, Sendable {
    /// Of the archive; a reader refuses a greater one.
    package var format: Int
    /// Of the Pollux that made it.
    package var version: String
    package var createdAt: String
    package var database: StoredDatabase.Summary
    /// Contents that the rows name, and their bytes.
    package var files: Int
    package var fileBytes: Int64

    static let currentFormat = 1
}

/// A line of `manifest.jsonl`, the last file of a backup: one for each file before it, in the archive's order.
struct ManifestLine: Codable, Equatable {
    var path: String
    /// `nil`: the file was missing, or not as long as the database says, when the backup was made.
    var bytes: Int64?
    /// In hexadecimal.
    var sha256: String?
}

/// The files of a backup.
enum BackupPath {
    static let header = "pollux-backup.json"
    static let database = "pollux.sqlite"
    static let key = "secrets.key"
    static let manifest = "manifest.jsonl"

    /// Such as `attachments/ab/cdef…`, as in the data folder.
    static func content(_ sha256: Data) -> String {
        let name = sha256.hex
        return "attachments/\(name.prefix(2))/\(name.dropFirst(2))"
    }

    /// The SHA-256 that a path of a content names, in hexadecimal; `nil`: it is no such path.
    static func sha256(of path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "attachments", parts[1].utf8.count == 2, parts[2].utf8.count == 62 else {
            return nil
        }
        let name = String(parts[1] + parts[2])
        let isHex = name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isHex ? name : nil
    }
}
