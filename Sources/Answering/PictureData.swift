internal import ChatDomain
internal import Foundation
internal import Gemini

/// The picture in a part of an answer: what its content says it is, whatever Gemini calls it.
struct PictureData {
    static let maximumBytes = 32 * 1024 * 1024
    private static let types: Set = ["image/png", "image/jpeg", "image/webp", "image/gif"]

    let mediaType: String
    let content: Data

    /// Why data is none that is kept.
    struct Refusal: Error {
        let reason: String
    }

    init(_ blob: Blob) throws(Refusal) {
        // Before it is decoded: a reply may hold more than anybody wants in memory twice.
        guard (blob.data?.utf8.count ?? 0) <= Blob.base64Count(of: Self.maximumBytes) else {
            throw Refusal(reason: "a picture of more than \(Self.maximumBytes) bytes")
        }
        guard let content = blob.bytes else { throw Refusal(reason: "data that is no base64") }
        let head = [UInt8](content.prefix(MediaType.headLength))
        guard let type = MediaType.ofBinary(head), Self.types.contains(type) else {
            throw Refusal(reason: "data that is no picture")
        }
        mediaType = type
        self.content = content
    }
}
