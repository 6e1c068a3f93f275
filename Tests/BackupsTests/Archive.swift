import CArchive
import Foundation

/// A tar archive in memory, to be taken apart and put together in ways that a backup never is.
struct Archive {
    struct Entry {
        var name: String
        var data: Data
        /// A symbolic or a hard link to this.
        var symlink: String?
        var hardlink: String?
        /// What the header says, if it is not true.
        var claimedBytes: Int64?
        var type: UInt32 = 0o100000
    }

    var entries: [Entry] = []

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    init(reading path: String) throws {
        let archive = archive_read_new()
        defer { archive_read_free(archive) }
        archive_read_support_format_tar(archive)
        guard archive_read_open_filename(archive, path, 65_536) == ARCHIVE_OK else {
            throw CocoaError(.fileReadUnknown)
        }
        var entry: OpaquePointer?
        while archive_read_next_header(archive, &entry) == ARCHIVE_OK {
            var data = Data(count: Int(archive_entry_size(entry)))
            let count = data.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
            guard count == data.count else { throw CocoaError(.fileReadUnknown) }
            entries.append(Entry(name: String(cString: archive_entry_pathname(entry)), data: data))
        }
    }

    subscript(name: String) -> Data {
        get { entries.first { $0.name == name }?.data ?? Data() }
        set {
            guard let index = entries.firstIndex(where: { $0.name == name }) else { return }
            entries[index].data = newValue
        }
    }

    func write(to path: String) throws {
        let archive = archive_write_new()
        defer { archive_write_free(archive) }
        archive_write_set_format_pax_restricted(archive)
        guard archive_write_open_filename(archive, path) == ARCHIVE_OK else { throw CocoaError(.fileWriteUnknown) }
        for item in entries {
            let entry = archive_entry_new()
            defer { archive_entry_free(entry) }
            archive_entry_set_pathname(entry, item.name)
            archive_entry_set_filetype(entry, item.type)
            archive_entry_set_perm(entry, 0o644)
            archive_entry_set_size(entry, item.claimedBytes ?? Int64(item.data.count))
            if let symlink = item.symlink { archive_entry_set_symlink(entry, symlink) }
            if let hardlink = item.hardlink { archive_entry_set_hardlink(entry, hardlink) }
            archive_write_header(archive, entry)
            _ = item.data.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
            // A claim that is not true would be filled up with zeros, gigabytes of them.
            if item.claimedBytes != nil { archive_write_fail(archive) }
        }
        archive_write_close(archive)
    }
}
