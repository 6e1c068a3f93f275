internal import Foundation

/// Puts files into the archive and writes down what it put in.
final class BackupWriter {
    enum Content {
        case whole
        case missing
        case damaged
    }

    private let tar: TarWriter
    private let seconds: Int64
    private let interruption: Interruption
    private let manifestPath: String
    private let manifest: FileHandle
    private let encoder: JSONEncoder
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    private var bytes: Int64 = 0
    /// Told the bytes so far.
    var progress: (Int64) -> Void = { _ in }

    init(descriptor: Int32, at seconds: Int64, work: WorkFolder, interruption: Interruption) throws {
        tar = try TarWriter(descriptor: descriptor)
        self.seconds = seconds
        self.interruption = interruption
        manifestPath = work.path + "/manifest"
        let descriptor = open(manifestPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupFailure.system(manifestPath) }
        manifest = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    deinit {
        buffer.deallocate()
    }

    func add(_ name: String, _ data: Data) throws {
        try tar.begin(name, bytes: Int64(data.count), at: seconds)
        try data.withUnsafeBytes { try tar.append($0) }
        try note(ManifestLine(path: name, bytes: Int64(data.count), sha256: tar.digest()))
    }

    func add(_ name: String, file: String, bytes: Int64) throws {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw BackupFailure.system(file) }
        defer { close(descriptor) }
        try add(name, descriptor, bytes: bytes)
    }

    /// - Returns: whether it was there.
    func addIfThere(_ name: String, file: String) throws -> Bool {
        guard Files.exists(file) else { return false }
        try add(name, file: file, bytes: try Files.size(file))
        return true
    }

    /// A content whose length and hash are known. One that is damaged is taken along: it may be better than nothing.
    func addContent(_ name: String, file: String, bytes: Int64, sha256: String) throws -> Content {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, Int64(status.st_size) == bytes else {
            // Not a missing file but a failing disk, or files of somebody else's.
            if descriptor < 0, errno != ENOENT { throw BackupFailure.system(file) }
            if descriptor >= 0 { close(descriptor) }
            try note(ManifestLine(path: name))
            return .missing
        }
        defer { close(descriptor) }
        return try add(name, descriptor, bytes: bytes) == sha256 ? .whole : .damaged
    }

    /// Completes the archive and gives its size.
    func finish() throws -> Int64 {
        let size = try Files.size(manifestPath)
        try manifest.seek(toOffset: 0)
        try append(BackupPath.manifest, manifest.fileDescriptor, bytes: size)
        return try tar.finish()
    }

    @discardableResult
    private func add(_ name: String, _ descriptor: Int32, bytes: Int64) throws -> String {
        try append(name, descriptor, bytes: bytes)
        let sha256 = tar.digest()
        try note(ManifestLine(path: name, bytes: bytes, sha256: sha256))
        return sha256
    }

    private func append(_ name: String, _ descriptor: Int32, bytes: Int64) throws {
        try tar.begin(name, bytes: bytes, at: seconds)
        var left = bytes
        while left > 0 {
            try interruption.check()
            let count = read(descriptor, buffer.baseAddress, min(buffer.count, Int(clamping: left)))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw BackupFailure.system(name) }
            guard count > 0 else { throw BackupFailure("\(name) has become shorter while it was read.") }
            try tar.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            left -= Int64(count)
            self.bytes += Int64(count)
            progress(self.bytes)
        }
    }

    private func note(_ line: ManifestLine) throws {
        do {
            try manifest.write(contentsOf: encoder.encode(line) + Data("\n".utf8))
        } catch {
            throw BackupFailure.system(manifestPath)
        }
    }
}
