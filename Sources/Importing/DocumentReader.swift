internal import Foundation

/// The JSON of an upload, item by item: the file itself, or the documents of an archive that hold conversations.
///
/// Everything here blocks: it is for threads that may wait.
final class DocumentReader: @unchecked Sendable {
    // Proof: `ImportRun` is its only user and awaits each call before the next.
    private let zip: ZipReader?
    private let file: ReadableFile?
    private var items: JSONItems?
    /// Whether a document was there at all.
    private(set) var hasDocument = false

    /// Bytes of one conversation.
    static let maximumBytes = 64 << 20

    /// Throws `ImportFailure`, `POSIXError`.
    init(path: String) throws {
        let file = try ReadableFile(path)
        var head = [UInt8](repeating: 0, count: 4)
        let count = try head.withUnsafeMutableBytes { try file.read(into: $0) }
        // Local header of a file in an archive (APPNOTE 4.3.7), or the end of an empty one.
        if head == [0x50, 0x4B, 0x03, 0x04] || head == [0x50, 0x4B, 0x05, 0x06] {
            zip = try ZipReader(path: path)
            self.file = nil
        } else {
            guard count > 0 else { throw ImportFailure("the file is empty") }
            zip = nil
            try file.rewind()
            self.file = file
            hasDocument = true
            items = JSONItems(maximumBytes: Self.maximumBytes) { try file.read(into: $0) }
        }
    }

    var isArchive: Bool { zip != nil }

    /// The next item; `nil` after the last.
    func next() throws -> JSONItems.Item? {
        while true {
            if let item = try items?.next() { return item }
            items = nil
            guard let zip else { return nil }
            repeat {
                guard let entry = try zip.next() else { return nil }
                if Self.isDocument(entry.name) { break }
            } while true
            hasDocument = true
            items = JSONItems(maximumBytes: Self.maximumBytes) { try zip.read(into: $0) }
        }
    }

    /// Which files of an archive hold conversations: `pollux.json`, `conversations.json`, `conversations-007.json`.
    static func isDocument(_ name: String) -> Bool {
        if name == "pollux.json" || name == "conversations.json" { return true }
        guard name.hasPrefix("conversations-"), name.hasSuffix(".json") else { return false }
        let number = name.dropFirst(14).dropLast(5)
        return (1...6).contains(number.utf8.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

private final class ReadableFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try checkCall(descriptor)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            try checkCall(Int32(clamping: count))
            return count
        }
    }

    func rewind() throws { try checkCall(Int32(clamping: lseek(descriptor, 0, SEEK_SET))) }
}
