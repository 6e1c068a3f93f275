internal import CArchive
internal import Crypto
internal import Foundation

/// A tar archive that is written piece by piece, by libarchive. Everything here blocks.
final class TarWriter {
    private let archive: OpaquePointer
    private var hash = SHA256()

    /// - Parameter descriptor: stays the caller's.
    init(descriptor: Int32) throws {
        guard let archive = archive_write_new() else { throw BackupFailure("libarchive has no memory.") }
        self.archive = archive
        // Plain ustar, and pax where that has no room: sizes of 8 GB and more.
        try check(archive_write_set_format_pax_restricted(archive))
        try check(archive_write_set_bytes_per_block(archive, 262_144))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        try check(archive_write_open_fd(archive, descriptor))
    }

    deinit {
        archive_write_free(archive)
    }

    /// Begins a file; the one before is complete.
    func begin(_ name: String, bytes: Int64, at seconds: Int64) throws {
        guard let entry = archive_entry_new() else { throw BackupFailure("libarchive has no memory.") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_filetype(entry, 0o100000)
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_mtime(entry, time_t(seconds), 0)
        archive_entry_set_size(entry, bytes)
        try check(archive_write_header(archive, entry))
        hash = SHA256()
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bufferPointer: bytes)
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let written = archive_write_data(archive, part.baseAddress, part.count)
            guard written > 0 else { throw failure() }
            rest = rest.dropFirst(written)
        }
    }

    /// The SHA-256 of what was appended since `begin`, in hexadecimal.
    func digest() -> String { hash.finalize().hex }

    /// Completes the archive.
    ///
    /// - Returns: its size in bytes.
    func finish() throws -> Int64 {
        try check(archive_write_close(archive))
        return archive_filter_bytes(archive, -1)
    }

    private func check(_ result: Int32) throws {
        guard result >= ARCHIVE_WARN else { throw failure() }
    }

    private func failure() -> BackupFailure {
        if archive_errno(archive) == EPIPE {
            return BackupFailure("Whoever was to take the backup has ended before its end.")
        }
        let words = archive_error_string(archive).map { String(cString: $0) } ?? "libarchive failed"
        return BackupFailure("The archive cannot be written: \(words).")
    }
}

extension Sequence<UInt8> {
    /// In hexadecimal.
    var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
