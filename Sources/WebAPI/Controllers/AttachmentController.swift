internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import NIOCore

/// Files: taken before the question that names them, and given back to their user alone.
struct AttachmentController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.put("attachments/{id}", use: put)
        group.get("attachments/{id}", use: get)
    }

    @Sendable private func put(_ request: Request, _ context: UserContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ AttachmentID($0) }) else {
            throw ChatError.badRequest("The id in the path must be a UUID.", field: "id")
        }
        guard let name = request.uri.queryParameters["name"] else {
            throw ChatError.badRequest("name must say what the file is called.", field: "name")
        }
        let (attachment, isNew) = try await actions.addAttachment(
            context.userID,
            id,
            name: String(name),
            type: request.headers[.contentType],
            length: request.headers[.contentLength].flatMap { Int64($0) },
            body: request.body
        )
        var json = JSONWriter()
        attachment.write(to: &json)
        return .json(isNew ? .created : .ok, json.buffer)
    }

    @Sendable private func get(_ request: Request, _ context: UserContext) async throws -> Response {
        // Nothing that somebody sent becomes a part of the page, not even with the page's own help.
        let use = request.head.headerFields.first { $0.name.canonicalName == "sec-fetch-dest" }?.value ?? ""
        guard
            !["script", "style", "worker", "sharedworker", "serviceworker", "iframe", "object", "embed"].contains(use)
        else { throw ChatError.notFound }
        let (attachment, path) = try await actions.attachment(context.userID, try context.pathID())
        let range = try request.headers[.range].flatMap { try ByteRange($0, of: attachment.bytes) }
        let body = try await FileIO().loadFile(
            path: path,
            range: range?.range ?? 0...Int(attachment.bytes) - 1,
            context: context
        )
        var response = Response(
            status: range == nil ? .ok : .partialContent,
            // A content never changes under its id, and only its user gets it.
            headers: Self.headers(of: attachment, caching: "private, max-age=31536000, immutable"),
            body: body
        )
        response.headers[.acceptRanges] = "bytes"
        if let range { response.headers[.contentRange] = range.header }
        return response
    }

    // What lies there came from outside: shown, if at all, as a picture, sound or film, and never as a page.
    static func headers(of attachment: Attachment, caching: String) -> HTTPFields {
        let kind = attachment.mediaType.prefix { $0 != "/" }
        let isShown = MediaType.isPicture(attachment.mediaType) || kind == "audio" || kind == "video"
        let isText = MediaType.isText(attachment.mediaType)
        return [
            .contentType: isText ? "text/plain; charset=utf-8" : attachment.mediaType,
            .contentDisposition: (isShown ? "inline" : "attachment") + "; filename*=UTF-8''"
                + encoded(attachment.name),
            .contentSecurityPolicy: "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            .cacheControl: caching,
        ]
    }

    /// RFC 8187, 3.2: everything but letters, digits and a few marks is percent-encoded.
    private static func encoded(_ name: String) -> String {
        name.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                result.append(Character(Unicode.Scalar(byte)))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

/// One range of a file, as a player asks for it (RFC 9110, 14.1.2): `bytes=0-`, `bytes=5-9`, `bytes=-100`.
struct ByteRange: Equatable {
    let range: ClosedRange<Int>
    private let size: Int64

    /// `nil` for anything that is to be answered with the whole: other units, several ranges.
    init?(_ header: String, of size: Int64) throws(ChatError) {
        self.size = size
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        let last = Int(clamping: size) - 1
        if ends[0].isEmpty {
            guard let length = Int(ends[1]), length > 0 else { return nil }
            range = max(0, last - length + 1)...last
            return
        }
        guard let start = Int(ends[0]), start >= 0 else { return nil }
        let end = ends[1].isEmpty ? last : min(last, Int(ends[1]) ?? -1)
        guard start <= end else { throw ChatError(.rangeNotSatisfiable, "The file has \(size) bytes.") }
        range = start...end
    }

    var header: String { "bytes \(range.lowerBound)-\(range.upperBound)/\(size)" }
}
