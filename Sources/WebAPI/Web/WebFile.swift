internal import Foundation
internal import NIOCore
internal import Synchronization

/// One file of the interface. Each coding of it is made when somebody first takes it, and kept.
final class WebFile: Sendable {
    let mediaType: String
    private let data: Data
    private let encoded = Mutex<[ContentCoding: ByteBuffer?]>([:])

    init(path: String, _ data: Data) {
        mediaType = Self.mediaTypes[(path as NSString).pathExtension] ?? "application/octet-stream"
        self.data = data
    }

    /// As it is, in a buffer that nobody keeps: browsers take compressed ones, and a buffer's size is a power of two.
    var bytes: ByteBuffer { ByteBuffer(bytes: data) }

    /// `nil` where compressing does not pay.
    func bytes(in coding: ContentCoding) -> ByteBuffer? {
        encoded.withLock { encoded in
            if let known = encoded[coding] { return known }
            let made = coding.encode(data).flatMap {
                $0.count < data.count * 9 / 10 ? ByteBuffer(bytes: $0) : nil
            }
            encoded[coding] = .some(made)
            return made
        }
    }

    /// By the ending of the file's name; what is not here is not served.
    static let mediaTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "json": "application/json; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "ico": "image/x-icon", "woff2": "font/woff2", "webmanifest": "application/manifest+json",
    ]
}
