internal import Crypto
internal import Foundation

/// Unpacks a backup into a folder and compares it with its manifest.
///
/// Names come from a closed set, each file is made new and at its place in the order; so no name leads anywhere else, and none
/// comes twice.
final class BackupReader {
    private let tar: TarReader
    private let folder: String
    private let interruption: Interruption
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    private var bytes: Int64 = 0
    /// Files so far, the header included.
    private var count = 0
    private var lastContent = ""
    private var databaseHash: String?
    private var keyHash: String?
    private var headerHash = ""
    /// Contents whose SHA-256 is not their name, by path. In a good backup they are few.
    private var odd: [String: String] = [:]
    /// Told the bytes so far.
    var progress: (Int64) -> Void = { _ in }

    /// Paths of contents that the backup itself says are missing, or not what they were.
    private(set) var missing: Set<String> = []
    var damaged: Set<String> { Set(odd.keys) }

    private static let maximumOdd = 100_000
    private static let maximumHeaderBytes: Int64 = 65_536

    init(descriptor: Int32, folder: String, interruption: Interruption) throws {
        tar = try TarReader(descriptor: descriptor)
        self.folder = folder
        self.interruption = interruption
    }

    deinit {
        buffer.deallocate()
    }

    /// Reads what the archive says it is.
    func header() throws -> BackupHeader {
        guard let entry = try tar.next(), entry.path == BackupPath.header, entry.bytes <= Self.maximumHeaderBytes else {
            throw TarReader.broken
        }
        var data = Data()
        headerHash = try read { data.append(contentsOf: $0) }
        count = 1
        struct Format: Decodable { let format: Int }
        // What our JSON is not was not made by us, or is damaged: where in it does not matter.
        guard let format = try? JSONDecoder().decode(Format.self, from: data).format else { throw TarReader.broken }
        guard format <= BackupHeader.currentFormat else {
            throw BackupFailure("The backup was made by a newer Pollux; this one is too old for it.")
        }
        guard let header = try? JSONDecoder().decode(BackupHeader.self, from: data) else { throw TarReader.broken }
        return header
    }

    /// Unpacks everything and compares it with the manifest.
    func unpack() throws {
        while let entry = try tar.next() {
            if entry.path == BackupPath.manifest {
                try extract(entry, to: folder + "/" + BackupPath.manifest)
                guard try tar.next() == nil else { throw TarReader.hostile }
                try compare()
                guard unlink(folder + "/" + BackupPath.manifest) == 0 else { throw BackupFailure.system(folder) }
                return
            }
            try take(entry)
            count += 1
        }
        throw TarReader.incomplete
    }

    private func take(_ entry: TarReader.Entry) throws {
        let target = folder + "/" + entry.path
        if entry.path == BackupPath.database, databaseHash == nil {
            databaseHash = try extract(entry, to: target)
        } else if entry.path == BackupPath.key, databaseHash != nil, keyHash == nil {
            guard entry.bytes == 32 else {
                throw BackupFailure("The backup is damaged: its secrets.key is not 32 bytes.")
            }
            keyHash = try extract(entry, to: target)
        } else if let name = BackupPath.sha256(of: entry.path), databaseHash != nil, entry.path > lastContent {
            lastContent = entry.path
            try Files.makeFolder(folder + "/attachments")
            try Files.makeFolder(Files.parent(target))
            let sha256 = try extract(entry, to: target)
            guard sha256 != name else { return }
            odd[entry.path] = sha256
            guard odd.count <= Self.maximumOdd else { throw TarReader.hostile }
        } else {
            throw TarReader.hostile
        }
    }

    @discardableResult
    private func extract(_ entry: TarReader.Entry, to path: String) throws -> String {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw errno == EEXIST ? TarReader.hostile : BackupFailure.system(path) }
        defer { close(descriptor) }
        var written: Int64 = 0
        let sha256 = try read { piece in
            var rest = piece[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = write(descriptor, part.baseAddress, part.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw BackupFailure.system(entry.path) }
                rest = rest.dropFirst(count)
            }
            written += Int64(piece.count)
        }
        guard written == entry.bytes else { throw TarReader.incomplete }
        return sha256
    }

    /// Gives the current file piece by piece, and its SHA-256.
    private func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> String {
        var hash = SHA256()
        while true {
            try interruption.check()
            let count = try tar.read(into: buffer)
            guard count > 0 else { return hash.finalize().hex }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hash.update(bufferPointer: piece)
            try body(piece)
            bytes += Int64(count)
            progress(bytes)
        }
    }

    // Every line's file was unpacked with this length and content, no path comes twice, and there are as many lines as files: then
    // the two are the same.
    private func compare() throws {
        var lines = 0
        var last = ""
        try ManifestLines.read(folder + "/" + BackupPath.manifest) { line in
            if let name = BackupPath.sha256(of: line.path) {
                guard line.path > last else { throw TarReader.hostile }
                last = line.path
                guard let bytes = line.bytes, let sha256 = line.sha256 else {
                    missing.insert(line.path)
                    guard missing.count <= Self.maximumOdd else { throw TarReader.hostile }
                    return
                }
                guard sha256 == odd[line.path] ?? name, (try? Files.size(folder + "/" + line.path)) == bytes else {
                    throw Self.differs(line.path)
                }
            } else {
                let order = [BackupPath.header, BackupPath.database] + (keyHash == nil ? [] : [BackupPath.key])
                guard lines < order.count, line.path == order[lines] else { throw Self.differs(line.path) }
                let sha256 = [headerHash, databaseHash, keyHash][lines]
                guard let sha256, line.sha256 == sha256 else { throw Self.differs(line.path) }
            }
            lines += 1
        }
        guard lines == count else { throw TarReader.incomplete }
    }

    private static func differs(_ path: String) -> BackupFailure {
        let known = [BackupPath.header, BackupPath.database, BackupPath.key].contains(path)
        let name = known || BackupPath.sha256(of: path) != nil ? path : "a file"
        return BackupFailure("The backup is damaged: \(name) in it is not what its manifest says.")
    }
}

/// The lines of a manifest, one after another.
enum ManifestLines {
    static let maximumBytes = 1024

    static func read(_ path: String, _ body: (ManifestLine) throws -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw BackupFailure.system(path) }
        let decoder = JSONDecoder()
        var rest = Data()
        while let piece = try file.read(upToCount: 65_536), !piece.isEmpty {
            rest += piece
            while let end = rest.firstIndex(of: 0x0A) {
                guard let line = try? decoder.decode(ManifestLine.self, from: rest[rest.startIndex..<end]) else {
                    throw TarReader.hostile
                }
                try body(line)
                rest = rest[(end + 1)...]
            }
            guard rest.count <= maximumBytes else { throw TarReader.hostile }
            rest = Data(rest)
        }
        guard rest.isEmpty else { throw TarReader.hostile }
    }
}
