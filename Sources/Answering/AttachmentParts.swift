internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import Gemini

/// Makes parts of the attachments of a prompt: texts as text, others inside the request as long as there is room, and the
/// rest by way of the Files API.
struct AttachmentParts {
    let actions: ChatActions
    let gemini: GeminiClient
    /// Bytes of base64 that one request may hold.
    let inlineLimit: Int

    /// So long before the API forgets a file it is not named any more: an answer may take half an hour.
    static let margin: Int64 = 3_600_000
    /// How long the API keeps a file when it does not say so.
    static let keptFor: Int64 = 47 * 3_600_000

    /// - Parameter mayUpload: otherwise files that would have to be uploaded are left out.
    /// - Throws: `GeminiError`, and what reading throws.
    func parts(of job: AnswerJob, mayUpload: Bool = true) async throws -> [AttachmentID: Part] {
        var parts: [AttachmentID: Part] = [:]
        var room = inlineLimit
        // Oldest first and always alike: Gemini's cache works on equal beginnings.
        for attachment in job.attachments where parts[attachment.id] == nil {
            if MediaType.isText(attachment.mediaType) {
                parts[attachment.id] = try await text(attachment)
            } else if let file = try await keptFile(job.userID, attachment) {
                parts[attachment.id] = Part(fileData: FileData(mimeType: file.mediaType, fileUri: file.uri))
            } else if Blob.base64Count(of: Int(clamping: attachment.bytes)) <= room {
                let blob = Blob(
                    mimeType: attachment.mediaType,
                    bytes: try await actions.content(of: attachment)
                )
                room -= blob.data?.utf8.count ?? 0
                parts[attachment.id] = Part(inlineData: blob)
            } else if mayUpload {
                parts[attachment.id] = try await upload(job.userID, attachment)
            }
        }
        return parts
    }

    /// Has every file uploaded anew when it is next needed: Gemini does not say which of them is gone.
    func forget(_ job: AnswerJob) async throws {
        for attachment in job.attachments where !MediaType.isText(attachment.mediaType) {
            try await actions.forgetUploadedFile(job.userID, attachment)
        }
    }

    private func text(_ attachment: Attachment) async throws -> Part {
        let content = String(decoding: try await actions.content(of: attachment), as: UTF8.self)
        return Part(text: "\(attachment.name):\n\n\(content)")
    }

    private func keptFile(_ user: UserID, _ attachment: Attachment) async throws -> UploadedFile? {
        let time = Timestamp(milliseconds: Timestamp.now.milliseconds + Self.margin)
        return try await actions.uploadedFile(user, attachment, after: time)
    }

    private func upload(_ user: UserID, _ attachment: Attachment) async throws -> Part {
        let path = actions.path(of: attachment)
        let uploaded = try await gemini.uploadFile(atPath: path, mimeType: attachment.mediaType)
        let file = try await gemini.waitUntilActive(uploaded)
        guard let data = file.fileData, let uri = data.fileUri else {
            throw GeminiError(.malformedResponse, message: "a file without an address")
        }
        let expiry = file.expiresAt.map { Int64($0.timeIntervalSince1970 * 1000) }
        let kept = UploadedFile(
            name: file.name ?? "",
            uri: uri,
            mediaType: data.mimeType ?? attachment.mediaType,
            expiresAt: Timestamp(milliseconds: expiry ?? Timestamp.now.milliseconds + Self.keptFor)
        )
        try await actions.keepUploadedFile(user, attachment, kept)
        return Part(fileData: FileData(mimeType: kept.mediaType, fileUri: kept.uri))
    }
}

extension AnswerJob {
    /// Those of the context and the question, oldest first.
    var attachments: [Attachment] {
        exchanges.flatMap { $0.question.attachments + $0.answer.attachments } + question.attachments
    }
}
