internal import CBrotli
internal import CZlib
internal import Foundation

/// How a file's bytes can travel; the raw value is the token of `Content-Encoding` (RFC 9110, section 8.4.1).
enum ContentCoding: String, CaseIterable {
    case brotli = "br"
    case gzip

    /// The best coding that the client takes: brotli is about a tenth smaller.
    init?(accepted header: String) {
        var tokens: Set<String> = []
        for part in header.lowercased().split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.trimmingSpaces() }
            let isRefused = pieces.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            if let token = pieces.first, !isRefused { tokens.insert(String(token)) }
        }
        guard let best = Self.allCases.first(where: { tokens.contains($0.rawValue) }) else { return nil }
        self = best
    }

    /// `nil` when the library has no memory.
    func encode(_ data: Data) -> [UInt8]? {
        switch self {
        case .brotli: Self.brotli(data)
        case .gzip: Self.gzip(data)
        }
    }

    private static let largeBytes = 131_072

    /// RFC 7932. Quality 9 takes milliseconds; more would save another thirtieth for ten times as long. That pays for a
    /// large file, where 10 saves a twelfth: KaTeX takes a fifth of a second, once.
    private static func brotli(_ data: Data) -> [UInt8]? {
        let input = [UInt8](data)
        var size = BrotliEncoderMaxCompressedSize(input.count)
        var output = [UInt8](repeating: 0, count: size)
        let isDone = BrotliEncoderCompress(
            input.count > largeBytes ? 10 : 9,
            BROTLI_DEFAULT_WINDOW,
            BROTLI_MODE_TEXT,
            input.count,
            input,
            &size,
            &output
        )
        return isDone == BROTLI_TRUE ? Array(output.prefix(size)) : nil
    }

    /// RFC 1952, by zlib.
    private static func gzip(_ data: Data) -> [UInt8]? {
        var stream = z_stream()
        let windowBits: Int32 = 15 + 16  // 16 asks for gzip's header
        let version = ZLIB_VERSION
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, version, size) == Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        var input = [UInt8](data)
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))))
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { return nil }
        return Array(output.prefix(output.count - Int(stream.avail_out)))
    }
}
