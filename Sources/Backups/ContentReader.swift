internal import Crypto
internal import Foundation
internal import SQLiteStore

/// Reads contents to see whether they are what their names say.
struct ContentReader {
    enum State {
        case whole
        case missing
        /// Another length, another content, or the disk does not give it.
        case wrong
    }

    let interruption: Interruption
    private let buffer = Buffer()

    private final class Buffer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)

        deinit {
            bytes.deallocate()
        }
    }

    init(interruption: Interruption) {
        self.interruption = interruption
    }

    func state(of path: String, bytes: Int64, sha256: String) throws -> State {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return errno == ENOENT ? .missing : .wrong }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int64(status.st_size) == bytes else { return .wrong }
        var hash = SHA256()
        while true {
            try interruption.check()
            let count = read(descriptor, buffer.bytes.baseAddress, buffer.bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .wrong }
            guard count > 0 else { return hash.finalize().hex == sha256 ? .whole : .wrong }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
        }
    }
}

/// The contents that the rows name, asked for in ascending order: 32 bytes each are in memory.
struct SortedContents {
    private var all: [UInt8] = []

    init(_ database: StoredDatabase) throws {
        try database.contents { sha256, _ in all += sha256 }
    }

    /// Whether a content is among them, by its SHA-256 in hexadecimal.
    func contains(_ sha256: String) -> Bool {
        let digits = sha256.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        let wanted = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        var (low, high) = (0, all.count / 32)
        while low < high {
            let middle = (low + high) / 2
            let here = all[middle * 32..<middle * 32 + 32]
            if here.elementsEqual(wanted) { return true }
            if here.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
