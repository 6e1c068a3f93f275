internal import Crypto
internal import Foundation

/// A picture or another file in a request, inline or by the address of a file that was uploaded.
struct Attachment: Sendable, Equatable {
    /// As much of the beginning as is looked at.
    static let headLength = 64 * 1024

    /// In lower case, without parameters.
    let mediaType: String
    let name: String?
    /// 0 for an address on the web, which nobody loads.
    let bytes: Int
    /// The beginning of its bytes.
    let head: [UInt8]
    /// Of a file only.
    let uri: String?
    private let content: Content

    private enum Content: Sendable, Equatable {
        case base64(String)
        case hash([UInt8])
    }

    /// nil for a part that holds no file.
    ///
    /// Throws INVALID_ARGUMENT for a type that the model does not take, PERMISSION_DENIED for a file that is not there, and
    /// FAILED_PRECONDITION for one that is not ready.
    init?(_ part: JSON, model: Model, files: FileStore) throws(APIFailure) {
        if let blob = part["inlineData"], blob != .null {
            let data = blob["data"]?.text ?? ""
            mediaType = Self.bare(blob["mimeType"]?.text ?? "")
            name = blob["displayName"]?.text
            bytes = Self.decodedCount(data)
            head = Self.decode(String(decoding: data.utf8.prefix(Self.headLength / 3 * 4), as: UTF8.self))
            uri = nil
            content = .base64(data)
        } else if let reference = part["fileData"], reference != .null {
            let uri = reference["fileUri"]?.text ?? ""
            let file = try files.usableFile(at: uri)
            mediaType = Self.bare(reference["mimeType"]?.text ?? file?.mediaType ?? "video/mp4")
            name = file?.displayName
            bytes = file?.bytes ?? 0
            head = file?.head ?? []
            self.uri = uri
            content = .hash(file?.sha256 ?? [])
        } else {
            return nil
        }
        guard MediaType.isTaken(mediaType, by: model) else { throw .unsupportedType(mediaType) }
    }

    /// What `stand-in-echo` shows of it.
    var json: JSON {
        .members([
            "mimeType": .string(mediaType),
            "displayName": name.map(JSON.string),
            "fileUri": uri.map(JSON.string),
            "bytes": JSON(bytes),
            "sha256": .string(sha256.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()),
        ])
    }

    private var sha256: [UInt8] {
        switch content {
        case .hash(let hash): hash
        case .base64(let text): Array(SHA256.hash(data: Self.decode(text)))
        }
    }

    private static func bare(_ type: String) -> String {
        type.prefix { $0 != ";" }.lowercased().split(separator: " ").joined()
    }

    private static func decodedCount(_ base64: String) -> Int {
        let padding = base64.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
        return (base64.utf8.count - padding) * 3 / 4
    }

    /// Standard or URL-safe, with padding or without; empty for what is neither.
    private static func decode(_ base64: String) -> [UInt8] {
        var text = base64
        if text.withCString({ strpbrk($0, "-_") }) != nil {
            text = text.replacing("-", with: "+").replacing("_", with: "/")
        }
        let missing = (4 - text.utf8.count % 4) % 4
        if missing < 3 { text += String(repeating: "=", count: missing) }
        return Data(base64Encoded: text).map(Array.init) ?? []
    }
}
