internal import CArchive
internal import Foundation

/// A ZIP archive that is read from its beginning to its end, by libarchive. Nothing of it is unpacked to where a name says.
///
/// Its list of contents, which stands at the end, is not read: it would have to fit into memory. Everything here blocks: it is for
/// threads that may wait.
final class ZipReader: @unchecked Sendable {
    // Proof: whoever has one awaits each call before the next.
    private let archive: OpaquePointer
    private let locale: locale_t?
    private let maximumBytes: Int64
    private var entries = 0
    private var unpacked: Int64 = 0
    /// What went wrong once goes on being wrong.
    private var failure: ImportFailure?

    struct Entry {
        /// The last part of its name.
        let name: String
        /// In bytes; `nil`: known when it is read.
        let bytes: Int64?
    }

    static let maximumEntries = 200_000
    /// An archive of texts is about ten times as large unpacked; one that is a hundred times is made to do harm.
    static let maximumRatio: Int64 = 100
    static let alwaysAllowed: Int64 = 64 << 20

    /// Throws `ImportFailure`.
    init(path: String) throws {
        guard let archive = archive_read_new() else { throw ImportFailure("libarchive has no memory") }
        self.archive = archive
        // Names are UTF-8 whatever the language of the machine: libarchive asks the locale of the thread.
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        var status = stat()
        let size = stat(path, &status) == 0 ? Int64(status.st_size) : 0
        maximumBytes = max(Self.alwaysAllowed, size * Self.maximumRatio)
        try check(archive_read_support_format_zip_streamable(archive))
        try check(archive_read_open_filename(archive, path, 65_536))
    }

    deinit {
        archive_read_free(archive)
        if let locale { freelocale(locale) }
    }

    /// The next file; `nil` after the last. What was not read of the one before is passed over.
    func next() throws -> Entry? {
        let before = locale.map { uselocale($0) }
        defer { if let before { uselocale(before) } }
        if let failure { throw failure }
        while true {
            if entries > 0 { try passOver() }
            var entry: OpaquePointer?
            let result = archive_read_next_header(archive, &entry)
            if result == ARCHIVE_EOF { return nil }
            try check(result)
            entries += 1
            guard entries <= Self.maximumEntries else { throw broken("the archive holds too many files") }
            guard let entry, archive_entry_filetype(entry) == 0o100000, archive_entry_is_encrypted(entry) == 0 else {
                continue
            }
            // Other methods want memory that the archive chooses.
            let method = archive_format_name(archive).map { String(cString: $0) } ?? ""
            guard method.hasSuffix("(deflation)") || method.hasSuffix("(uncompressed)") else {
                throw broken("the archive is packed in a way that is not known here")
            }
            let path = (archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)).map { String(cString: $0) }
            let isKnown = archive_entry_size_is_set(entry) != 0
            return Entry(
                name: path?.split(separator: "/").last.map(String.init) ?? "",
                bytes: isKnown ? archive_entry_size(entry) : nil
            )
        }
    }

    /// Reads on in the current file; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let failure { throw failure }
        let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw broken("the archive is damaged") }
        unpacked += Int64(count)
        guard unpacked <= maximumBytes else { throw broken("the archive unpacks to far more than it should") }
        return count
    }

    // By reading, so that all that is unpacked is counted: whether libarchive can do without is the archive's to choose.
    private func passOver() throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
        defer { buffer.deallocate() }
        while try read(into: buffer) > 0 {}
    }

    private func check(_ result: Int32) throws {
        guard result >= ARCHIVE_WARN else { throw broken("the archive is damaged") }
    }

    private func broken(_ words: String) -> ImportFailure {
        let failure = ImportFailure(words)
        self.failure = failure
        return failure
    }
}
