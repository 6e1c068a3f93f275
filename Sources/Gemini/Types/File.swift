public import FoundationEssentials

/// A file of the Files API. It is gone 48 hours after its upload, and cannot be downloaded.
///
/// Source: `File` of the v1beta discovery document.
public struct File: Codable, Hashable, Sendable {
    /// `files/…`, as the calls of ``GeminiClient`` take it.
    public var name: String?
    public var displayName: String?
    public var mimeType: String?
    public var sizeBytes: Int?
    /// RFC 3339; likewise ``updateTime`` and ``expirationTime``.
    public var createTime: String?
    public var updateTime: String?
    public var expirationTime: String?
    /// Base64.
    public var sha256Hash: String?
    /// What a part names it by: ``fileData``.
    public var uri: String?
    public var state: State?
    /// Why it ``State/failed``.
    public var error: JSONValue?
    public var videoMetadata: JSONValue?

    public init(name: String? = nil, mimeType: String? = nil, uri: String? = nil, state: State? = nil) {
        self.name = name
        self.mimeType = mimeType
        self.uri = uri
        self.state = state
    }

    /// How far the file has come. Open: a word that is newer than this file is kept as itself.
    public struct State: RawRepresentable, Codable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// Not to be used yet. Takes seconds for a picture, minutes for a film.
        public static let processing = State(rawValue: "PROCESSING")
        public static let active = State(rawValue: "ACTIVE")
        public static let failed = State(rawValue: "FAILED")
    }

    /// For a part; nil when the record lacks an address.
    public var fileData: FileData? {
        uri.map { FileData(mimeType: mimeType, fileUri: $0) }
    }

    /// When it will be gone, to the second; nil when the record does not say so.
    public var expiresAt: Date? {
        // Google writes up to nine digits of fraction, which the parser does not take.
        guard let text = expirationTime, let end = text.lastIndex(where: { $0 == "Z" }) else { return nil }
        let whole = text[..<end].prefix { $0 != "." } + "Z"
        return try? Date(String(whole), strategy: .iso8601)
    }

    private enum CodingKeys: CodingKey {
        case name, displayName, mimeType, sizeBytes, createTime, updateTime, expirationTime, sha256Hash, uri, state
        case error, videoMetadata
    }

    /// Only the name may make a record unreadable: without it nothing can be done with a file.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        displayName = container.lenient(.displayName)
        mimeType = container.lenient(.mimeType)
        sizeBytes = container.lenientInteger(.sizeBytes)
        createTime = container.lenient(.createTime)
        updateTime = container.lenient(.updateTime)
        expirationTime = container.lenient(.expirationTime)
        sha256Hash = container.lenient(.sha256Hash)
        uri = container.lenient(.uri)
        state = container.lenient(.state)
        error = container.lenient(.error)
        videoMetadata = container.lenient(.videoMetadata)
    }
}

/// The reply to an upload.
struct UploadedFile: Decodable {
    let file: File
}
