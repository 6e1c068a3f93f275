internal import ChatDomain
internal import Crypto
internal import Foundation
internal import NIOCore

/// Writes one content to a file and learns its hash on the way. Used by one caller at a time, on the folder's threads.
final class IncomingWriter: @unchecked Sendable {
    // Proof: `AttachmentFolder.receive` is its only user and awaits each call before the next.
    private let path: String
    private let descriptor: Int32
    private var hash = SHA256()
    private var head: [UInt8] = []
    private(set) var count: Int64 = 0

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try check(descriptor)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func append(_ piece: ByteBuffer) throws {
        try piece.withUnsafeReadableBytes { bytes in
            hash.update(bufferPointer: bytes)
            if head.count < MediaType.headLength { head += bytes.prefix(MediaType.headLength - head.count) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                try check(Int32(clamping: written))
                rest = rest.dropFirst(written)
            }
        }
        count += Int64(piece.readableBytes)
    }

    func finish() throws -> IncomingFile {
        try check(fsync(descriptor))
        return IncomingFile(
            sha256: Data(hash.finalize()),
            bytes: count,
            head: head,
            isText: try isText(),
            path: path
        )
    }

    private func isText() throws -> Bool {
        guard count > 0, count <= MediaType.maximumTextBytes, MediaType.ofBinary(head) == nil else { return false }
        let bytes = try Data(contentsOf: URL(filePath: path))
        // Tab, line feed, form feed, carriage return; ESC stands in logs of terminals.
        let hasControl = bytes.contains { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) || $0 == 0x7F }
        return !hasControl && String(validating: bytes, as: UTF8.self) != nil
    }
}

/// Throws what `errno` says when a call of the system failed.
func check(_ result: Int32) throws {
    guard result < 0 else { return }
    throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO)
}
