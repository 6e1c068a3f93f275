public import FoundationEssentials

/// Bytes inside a part: a picture, a sound, a document.
///
/// However large, they are written into a request's body by one copy of their base64 (``RequestBody``).
public struct Blob: OpenObject {
    public var fields: [String: JSONValue]

    public init(fields: [String: JSONValue]) { self.fields = fields }

    /// - Parameters:
    ///   - mimeType: such as `image/png`; the API has a list of what it takes.
    ///   - data: the bytes in base64. All inline data of a request together may have 100 MB in that form.
    public init(mimeType: String, data: String) {
        fields = ["mimeType": .string(mimeType), "data": .string(data)]
    }

    /// Encodes the bytes once; keep the value for as long as they may be sent again.
    ///
    /// - Parameter bytes: as many as ``base64Count(of:)`` leaves room for.
    public init(mimeType: String, bytes: Data) {
        self.init(mimeType: mimeType, data: bytes.base64EncodedString())
    }

    /// How many bytes of base64 so many bytes become: a third more, and what fills the last four.
    public static func base64Count(of byteCount: Int) -> Int {
        // Division first: a count from outside must not overflow.
        let (product, isTooLarge) = (byteCount / 3).multipliedReportingOverflow(by: 4)
        return isTooLarge ? .max : product.addingReportingOverflow(byteCount % 3 == 0 ? 0 : 4).partialValue
    }

    /// The media type as the sender states it: check it before serving the bytes to anyone.
    public var mimeType: String? {
        get { text("mimeType") }
        set { setText("mimeType", newValue) }
    }

    /// Base64.
    public var data: String? {
        get { text("data") }
        set { setText("data", newValue) }
    }

    /// The bytes, decoded; nil when there are none or ``data`` is no base64.
    ///
    /// Look at the length of ``data`` first: a reply may hold as much as the configuration's `maximumEventBytes`.
    public var bytes: Data? {
        guard let data, let bytes = Data(base64Encoded: data), !bytes.isEmpty else { return nil }
        return bytes
    }

    public func encode(to encoder: any Encoder) throws {
        guard let data, let token = LongStrings.of(encoder)?.take(data) else {
            return try fields.encode(to: encoder)
        }
        var light = fields
        light["data"] = .string(token)
        try light.encode(to: encoder)
    }
}
