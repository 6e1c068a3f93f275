internal import Foundation

/// A file that was uploaded: all that is told of it, and the beginning of its bytes. The rest of them is not kept.
///
/// Source: Gemini API, resource `File`.
struct StoredFile: Sendable, Equatable {
    enum State: String, Sendable {
        case processing = "PROCESSING"
        case active = "ACTIVE"
        case failed = "FAILED"
    }

    /// As long as Google keeps a file.
    static let lifetime: TimeInterval = 48 * 3600

    /// Without the `files/` in front.
    let id: String
    let displayName: String?
    let mediaType: String
    let bytes: Int
    let sha256: [UInt8]
    let head: [UInt8]
    let created: Date
    var updated: Date
    var state: State
    /// How often it is still shown as PROCESSING.
    var looksUntilActive: Int
    /// Whether processing ends in FAILED.
    var fails: Bool

    var expires: Date { created + Self.lifetime }
    var uri: String { "https://generativelanguage.googleapis.com/v1beta/files/" + id }

    var json: JSON {
        .members([
            "name": .string("files/" + id),
            "displayName": displayName.map(JSON.string),
            "mimeType": .string(mediaType),
            "sizeBytes": .string(String(bytes)),
            "createTime": .string(Self.written(created)),
            "updateTime": .string(Self.written(updated)),
            "expirationTime": .string(Self.written(expires)),
            "sha256Hash": .string(Data(sha256).base64EncodedString()),
            "uri": .string(uri),
            "state": .string(state.rawValue),
            "source": "UPLOADED",
            "error": state == .failed ? Self.error : nil,
            "videoMetadata": videoMetadata,
        ])
    }

    private var videoMetadata: JSON? {
        guard state == .active, mediaType.hasPrefix("video/") else { return nil }
        return .members(["videoDuration": .string("\(max(1, bytes / 250_000))s")])
    }

    private static let error = JSON.members(["code": 3, "message": "The file could not be processed."])

    private static func written(_ date: Date) -> String {
        date.formatted(.iso8601)
    }
}
