import CArchive
import Foundation

/// Reads a ZIP archive.
enum ZipContents {
    struct Unreadable: Error {
        let reason: String
    }

    /// What is in an archive, by name. Every checksum is verified.
    static func read(_ bytes: [UInt8]) throws -> [String: Data] {
        let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        let before = uselocale(locale)
        defer {
            uselocale(before)
            freelocale(locale)
        }
        return try bytes.withUnsafeBytes { bytes in
            let archive = archive_read_new()
            defer { archive_read_free(archive) }
            func check(_ result: Int) throws {
                guard result >= 0 else {
                    throw Unreadable(reason: archive_error_string(archive).map { String(cString: $0) } ?? "\(result)")
                }
            }
            try check(Int(archive_read_support_format_zip_seekable(archive)))
            try check(Int(archive_read_open_memory(archive, bytes.baseAddress, bytes.count)))
            var contents: [String: Data] = [:]
            var entry: OpaquePointer?
            while true {
                let result = archive_read_next_header(archive, &entry)
                if result == ARCHIVE_EOF { return contents }
                try check(Int(result))
                guard let name = archive_entry_pathname_utf8(entry) else {
                    throw Unreadable(reason: "a name is not UTF-8")
                }
                contents[String(cString: name)] = try data(of: archive, check)
            }
        }
    }

    private static func data(of archive: OpaquePointer?, _ check: (Int) throws -> Void) throws -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = archive_read_data(archive, &buffer, buffer.count)
            try check(count)
            if count == 0 { return data }
            data.append(contentsOf: buffer.prefix(count))
        }
    }
}
