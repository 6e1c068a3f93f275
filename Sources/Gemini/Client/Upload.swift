import NIOCore

/// The parts of a resumable upload that need no network.
///
/// Source: the protocol as Google's own clients speak it (google-genai 3.4.0).
enum Upload {
    /// The size of every piece but the last. The protocol wants a multiple of 256 KiB.
    static let pieceBytes = 8 * 1024 * 1024

    /// The body of the call that starts one.
    struct Start: Encodable {
        let displayName: String?

        private enum CodingKeys: CodingKey { case file }
        private enum FileKeys: CodingKey { case displayName }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            var file = container.nestedContainer(keyedBy: FileKeys.self, forKey: .file)
            try file.encodeIfPresent(displayName, forKey: .displayName)
        }
    }

    /// The path and query of a session's address, below the base address and without a slash before it; nil when it has
    /// none that can be used.
    ///
    /// Whatever host the address names is left out: bytes and key go to the base address only. Behind a proxy Google's
    /// host would be out of reach, and a host of somebody else's must not get them.
    static func session(in address: String, below base: String) -> String? {
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        var target = pathAndQuery(address)
        // A stand-in below a path of its own names that path, too.
        let prefix = pathAndQuery(base)
        if !prefix.isEmpty, target.hasPrefix(prefix + "/") { target = target.dropFirst(prefix.count) }
        guard target.first == "/" else { return nil }
        target = target.prefix { $0 != "#" }.drop { $0 == "/" }
        return target.isEmpty ? nil : String(target)
    }

    /// What stands behind scheme and host.
    private static func pathAndQuery(_ address: String) -> Substring {
        var rest = address[...]
        if let scheme = rest.firstRange(of: "://"), !rest[..<scheme.lowerBound].contains("/") {
            rest = rest[scheme.upperBound...]
        } else if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
        } else {
            return rest
        }
        return rest.drop { $0 != "/" && $0 != "?" && $0 != "#" }
    }

    /// What an error of the source of the bytes means to a caller.
    static func error(_ error: any Error) -> GeminiError {
        switch error {
        case let error as GeminiError: error
        case is CancellationError: GeminiError(.cancelled, message: "cancelled in the middle of an upload")
        default: GeminiError(.unreadableSource, message: "the bytes cannot be read: \(error)")
        }
    }
}

extension Upload {
    struct Piece: Equatable {
        let bytes: ByteBuffer
        let offset: Int64
        let isLast: Bool
    }

    /// Cuts what comes in buffers of any size into pieces of one size, and sees to it that their sum is what was announced.
    struct Pieces<Source: AsyncIteratorProtocol> where Source.Element == ByteBuffer {
        private var source: Source
        private let size: Int64
        private let pieceBytes: Int
        private var offset: Int64 = 0
        private var waiting = ByteBuffer()

        init(_ source: Source, size: Int64, pieceBytes: Int = Upload.pieceBytes) {
            self.source = source
            self.size = size
            self.pieceBytes = pieceBytes
        }

        /// The next piece. There is always a last one, if need be an empty one; nothing may be asked for after it.
        ///
        /// - Throws: `unreadableSource`, `cancelled`.
        mutating func next() async throws(GeminiError) -> Piece {
            // One byte more than a piece tells whether it is the last, without a buffer that has to be held back.
            var isAtEnd = false
            while waiting.readableBytes <= pieceBytes, !isAtEnd {
                guard var bytes = try await nextBuffer() else {
                    isAtEnd = true
                    break
                }
                guard Int64(bytes.readableBytes) <= size - offset - Int64(waiting.readableBytes) else {
                    throw GeminiError(.unreadableSource, message: "more bytes than the \(size) announced")
                }
                if waiting.readableBytes == 0 {
                    waiting = bytes
                } else {
                    waiting.discardReadBytes()
                    waiting.writeBuffer(&bytes)
                }
            }
            let length = min(pieceBytes, waiting.readableBytes)
            let isLast = isAtEnd && length == waiting.readableBytes
            let end = offset + Int64(length)
            guard !isLast || end == size else {
                // A source that is cancelled may end without an error.
                if Task.isCancelled { throw Upload.error(CancellationError()) }
                throw GeminiError(.unreadableSource, message: "\(end) bytes in place of the \(size) announced")
            }
            defer { offset = end }
            return Piece(bytes: waiting.readSlice(length: length) ?? ByteBuffer(), offset: offset, isLast: isLast)
        }

        private mutating func nextBuffer() async throws(GeminiError) -> ByteBuffer? {
            do {
                return try await source.next(isolation: #isolation)
            } catch {
                throw Upload.error(error)
            }
        }
    }
}
