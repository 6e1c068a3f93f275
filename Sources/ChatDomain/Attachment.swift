package import Foundation

/// A file that belongs to a message: sent along with a question, or a picture that an answer holds.
package struct Attachment: Hashable, Sendable {
    package var id: AttachmentID
    /// As the sender called it: data, never a path.
    package var name: String
    /// What the content says it is, such as `image/png`.
    package var mediaType: String
    package var bytes: Int64
    /// Of the content; 32 bytes. Two attachments with the same content share one file.
    package var sha256: Data
    /// Answers only: where in the text it stands, in UTF-16 code units.
    package var offset: Int?

    package init(
        id: AttachmentID,
        name: String,
        mediaType: String,
        bytes: Int64,
        sha256: Data,
        offset: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        self.sha256 = sha256
        self.offset = offset
    }

    /// How many a question may have.
    package static let maximumCount = 10
    /// How long an attachment that no message holds is kept.
    package static let unsentDays: Int64 = 7
}

package typealias AttachmentID = Identifier<Attachment>

/// A file as Gemini's Files API keeps it for a time. Source: Gemini API, `files`.
package struct UploadedFile: Hashable, Sendable {
    /// `files/…`
    package var name: String
    /// What a question names it by.
    package var uri: String
    package var mediaType: String
    package var expiresAt: Timestamp

    package init(name: String, uri: String, mediaType: String, expiresAt: Timestamp) {
        self.name = name
        self.uri = uri
        self.mediaType = mediaType
        self.expiresAt = expiresAt
    }
}
