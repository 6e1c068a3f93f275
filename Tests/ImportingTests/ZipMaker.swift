import CArchive
import Foundation

/// Archives as a test wants them, good and bad.
enum ZipMaker {
    struct Entry: Sendable {
        var name: String
        var content: Data
        var isPacked: Bool

        init(_ name: String, _ content: Data, isPacked: Bool = true) {
            (self.name, self.content, self.isPacked) = (name, content, isPacked)
        }

        init(_ name: String, _ text: String, isPacked: Bool = true) {
            self.init(name, Data(text.utf8), isPacked: isPacked)
        }
    }

    struct Failed: Error {}

    /// Written as programs do that do not know how much comes: the sizes follow the contents.
    static func make(_ entries: [Entry]) throws -> Data {
        let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        let before = uselocale(locale)
        defer {
            uselocale(before)
            freelocale(locale)
        }
        guard let archive = archive_write_new() else { throw Failed() }
        defer { archive_write_free(archive) }
        let room = entries.reduce(4096) { $0 + $1.content.count + 2 * $1.name.utf8.count + 1024 }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
        defer { buffer.deallocate() }
        var used = 0
        try check(archive_write_set_format_zip(archive))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        try check(archive_write_open_memory(archive, buffer.baseAddress, buffer.count, &used))
        for entry in entries {
            guard let header = archive_entry_new() else { throw Failed() }
            defer { archive_entry_free(header) }
            archive_entry_set_pathname(header, entry.name)
            archive_entry_set_filetype(header, 0o100000)
            archive_entry_set_perm(header, 0o644)
            if !entry.isPacked { archive_entry_set_size(header, Int64(entry.content.count)) }
            try check(
                entry.isPacked
                    ? archive_write_zip_set_compression_deflate(archive)
                    : archive_write_zip_set_compression_store(archive)
            )
            try check(archive_write_header(archive, header))
            try entry.content.withUnsafeBytes { bytes in
                guard archive_write_data(archive, bytes.baseAddress, bytes.count) == bytes.count else { throw Failed() }
            }
        }
        try check(archive_write_close(archive))
        return Data(buffer.prefix(used))
    }

    private static func check(_ result: Int32) throws {
        guard result >= ARCHIVE_WARN else { throw Failed() }
    }
}
