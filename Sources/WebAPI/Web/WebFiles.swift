internal import CZlib
internal import Crypto
package import Foundation
internal import NIOCore

/// The interface's files, read once and kept in memory, plain and compressed.
///
/// They are served under the name of their build, so that browsers keep them for ever, and only `index.html`, which names the
/// build, is asked for again. Hummingbird's `FileMiddleware` knows neither builds nor compression; hence our own.
package struct WebFiles: Sendable {
    struct File: Sendable {
        var bytes: ByteBuffer
        /// `nil` where compressing does not pay.
        var gzip: ByteBuffer?
        var mediaType: String
    }

    /// The first characters of a hash over all files.
    let build: String
    let index: File
    private let files: [String: File]

    /// A file that must be there and is not, in one sentence.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter folder: the `web` folder with `index.html`, the modules and `css/*.css`, which are served as one `style.css`.
    package init(folder: URL) throws {
        var contents = try Self.read(folder)
        guard let index = contents.removeValue(forKey: "index.html") else {
            throw Missing(description: "The interface is missing: \(folder.path) holds no index.html.")
        }
        let styles = contents.keys.filter { $0.hasPrefix("css/") && $0.hasSuffix(".css") }.sorted()
        contents["style.css"] = Data(styles.compactMap { contents[$0] }.joined(separator: Data("\n".utf8)))
        var hash = SHA256()
        hash.update(data: index)
        for (path, bytes) in contents.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Data(path.utf8))
            hash.update(data: bytes)
        }
        build = hash.finalize().prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let page = String(decoding: index, as: UTF8.self).replacing("{{build}}", with: build)
        self.index = Self.file("index.html", Data(page.utf8))
        files = Dictionary(uniqueKeysWithValues: contents.map { ($0.key, Self.file($0.key, $0.value)) })
    }

    func file(_ path: String) -> File? { files[path] }

    private static func read(_ folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        let root = folder.standardizedFileURL.path + "/"
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else {
            throw Missing(description: "The interface is missing: \(folder.path) cannot be read.")
        }
        for case let url as URL in all {
            let path = url.standardizedFileURL.path
            guard path.hasPrefix(root), mediaTypes[url.pathExtension] != nil else { continue }
            contents[String(path.dropFirst(root.count))] = try Data(contentsOf: url)
        }
        return contents
    }

    private static let mediaTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "json": "application/json; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "ico": "image/x-icon", "woff2": "font/woff2", "webmanifest": "application/manifest+json",
    ]

    private static func file(_ path: String, _ bytes: Data) -> File {
        let type = mediaTypes[(path as NSString).pathExtension] ?? "application/octet-stream"
        let compressed = gzip(bytes)
        return File(
            bytes: ByteBuffer(bytes: bytes),
            gzip: compressed.flatMap { $0.count < bytes.count * 9 / 10 ? ByteBuffer(bytes: $0) : nil },
            mediaType: type
        )
    }

    /// RFC 1952, by zlib; `nil` when zlib has no memory.
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
