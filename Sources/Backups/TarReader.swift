internal import CArchive
internal import Foundation

/// A tar archive that is read from its beginning to its end, by libarchive. Nothing of it is unpacked to where a name says.
///
/// Only plain files, without packing and without holes: what is unpacked is never more than the archive itself, so that no
/// archive can fill a disk. Everything here blocks.
final class TarReader {
    private let archive: OpaquePointer
    private let archiveBytes: Int64
    private var promised: Int64 = 0

    struct Entry {
        let path: String
        let bytes: Int64
    }

    /// - Parameter descriptor: of a plain file, at its beginning; stays the caller's.
    init(descriptor: Int32) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw BackupFailure("A backup is a file; this is something else.")
        }
        archiveBytes = Int64(status.st_size)
        guard let archive = archive_read_new() else { throw BackupFailure("libarchive has no memory.") }
        self.archive = archive
        guard archive_read_support_format_tar(archive) == ARCHIVE_OK,
            archive_read_open_fd(archive, descriptor, 262_144) == ARCHIVE_OK
        else { throw BackupFailure("This file is not a backup of Pollux.") }
    }

    deinit {
        archive_read_free(archive)
    }

    /// The next file; `nil` after the last.
    func next() throws -> Entry? {
        var entry: OpaquePointer?
        let result = archive_read_next_header(archive, &entry)
        if result == ARCHIVE_EOF { return nil }
        // A warning is a name or a field that could not be read as it should: nothing that we have written.
        guard result == ARCHIVE_OK, let entry else { throw Self.broken }
        let bytes = archive_entry_size(entry)
        guard archive_entry_filetype(entry) == 0o100000, archive_entry_hardlink(entry) == nil,
            archive_entry_sparse_count(entry) == 0, archive_entry_size_is_set(entry) != 0, bytes >= 0,
            let name = archive_entry_pathname(entry)
        else { throw Self.hostile }
        let (sum, overflows) = promised.addingReportingOverflow(bytes)
        guard !overflows, sum <= archiveBytes else { throw Self.incomplete }
        promised = sum
        return Entry(path: String(cString: name), bytes: bytes)
    }

    /// Reads on in the current file; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw Self.incomplete }
        return count
    }

    static let broken = BackupFailure("This file is not a backup of Pollux, or it is damaged.")
    static let incomplete = BackupFailure("The backup is damaged: it is not complete.")
    static let hostile = BackupFailure(
        "The backup holds what none of Pollux's does: it is damaged or was made by somebody else."
    )
}
