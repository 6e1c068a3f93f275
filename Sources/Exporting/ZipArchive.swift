internal import CArchive
internal import Foundation

/// A ZIP archive that is written piece by piece, by libarchive; what is not yet on the disk is a few kilobytes.
///
/// Everything here blocks: it is for threads that may wait.
final class ZipArchive: @unchecked Sendable {
    // Proof: `ExportWriter` is its only user and awaits each call before the next.
    private let archive: OpaquePointer
    private let descriptor: Int32
    private let locale: locale_t?

    /// Why an archive could not be written. Holds no name.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter path: of a file that is not there yet; nobody else can read it.
    init(path: String) throws {
        guard let archive = archive_write_new() else { throw Failure(description: "libarchive has no memory") }
        self.archive = archive
        // Names are UTF-8 whatever the language of the machine: libarchive asks the locale of the thread.
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: String(cString: strerror(errno)))
        }
        try check(archive_write_set_format_zip(archive))
        try check(archive_write_set_bytes_per_block(archive, 65_536))
        // No zeros after the end: the last block is as long as it is.
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        try check(archive_write_open_fd(archive, descriptor))
    }

    deinit {
        archive_write_free(archive)
        if descriptor >= 0 { close(descriptor) }
        if let locale { freelocale(locale) }
    }

    /// Begins a file; the one before is complete.
    ///
    /// - Parameters:
    ///   - name: with `/` between folders.
    ///   - size: in bytes, if it is known.
    ///   - compressed: whether that pays; pictures, sound and films are compressed already.
    func begin(_ name: String, size: Int64?, at seconds: Int64, compressed: Bool) throws {
        let before = locale.map { uselocale($0) }
        defer { if let before { uselocale(before) } }
        guard let entry = archive_entry_new() else { throw Failure(description: "libarchive has no memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_filetype(entry, 0o100000)
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_mtime(entry, time_t(seconds), 0)
        if let size { archive_entry_set_size(entry, size) }
        try check(
            compressed
                ? archive_write_zip_set_compression_deflate(archive) : archive_write_zip_set_compression_store(archive)
        )
        try check(archive_write_header(archive, entry))
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let written = archive_write_data(archive, part.baseAddress, part.count)
            guard written > 0 else { throw failure() }
            rest = rest.dropFirst(written)
        }
    }

    /// Adds so many bytes of a file, unless it is there no more. Throws `CancellationError` when it is wanted no more.
    func add(
        file path: String,
        as name: String,
        size: Int64,
        at seconds: Int64,
        compressed: Bool,
        isCancelled: () -> Bool
    ) throws {
        let input = open(path, O_RDONLY | O_CLOEXEC)
        if input < 0, errno == ENOENT { return }
        guard input >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
        defer { close(input) }
        try begin(name, size: size, at: seconds, compressed: compressed)
        var left = size
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
        defer { buffer.deallocate() }
        while left > 0 {
            if isCancelled() { throw CancellationError() }
            let count = read(input, buffer.baseAddress, min(buffer.count, Int(clamping: left)))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(description: "a file is shorter than it should be") }
            try append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
            left -= Int64(count)
        }
    }

    /// Completes the archive.
    ///
    /// - Returns: its size in bytes.
    func finish() throws -> Int64 {
        try check(archive_write_close(archive))
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
        return Int64(size)
    }

    private func check(_ result: Int32) throws {
        guard result >= ARCHIVE_WARN else { throw failure() }
    }

    private func failure() -> Failure {
        Failure(description: archive_error_string(archive).map { String(cString: $0) } ?? "libarchive failed")
    }
}
