internal import Attachments
package import ChatDomain
package import Foundation
internal import NIOCore
internal import Store

// Files as the service that runs answers needs them. It acts for the user who asked.
extension ChatActions {
    /// Stores a picture of a running answer and shows it at once. `nil`: the answer runs no more.
    ///
    /// - Parameter offset: where in the answer's text it stands, in UTF-16 code units.
    package func addPicture(
        _ user: UserID,
        _ answer: MessageID,
        _ content: Data,
        mediaType: String,
        offset: Int
    ) async throws -> Attachment? {
        let file = try await files.receive(OnePiece(ByteBuffer(bytes: content)), limit: .max)
        defer { files.discard(file) }
        let kind = mediaType.split(separator: "/").last.map(String.init) ?? "png"
        let picture = Attachment(
            id: .make(),
            name: "picture.\(kind == "jpeg" ? "jpg" : kind)",
            mediaType: mediaType,
            bytes: file.bytes,
            sha256: file.sha256,
            offset: offset
        )
        while true {
            try await files.keep(file)
            let stored = try await write { [files] writer -> Attachment?? in
                guard let running = try writer.message(user, answer), running.status == .streaming else {
                    return .some(nil)
                }
                guard files.contains(picture.sha256) else { return nil }
                try writer.insert(user, picture, at: .now)
                _ = try writer.attach(user, running, picture)
                return picture
            }
            guard let stored else { continue }
            if stored == nil { try await removeFiles([file.sha256]) }
            return stored
        }
    }

    /// What is in an attachment.
    package func content(of attachment: Attachment) async throws -> Data {
        try await files.read(attachment.sha256)
    }

    /// Where an attachment's content lies.
    package func path(of attachment: Attachment) -> String { files.path(of: attachment.sha256) }

    /// Where Gemini's Files API keeps a content for this user, if it does so beyond `time`.
    package func uploadedFile(
        _ user: UserID,
        _ attachment: Attachment,
        after time: Timestamp
    ) async throws -> UploadedFile? {
        try await store.read { try $0.uploadedFile(user, sha256: attachment.sha256, after: time) }
    }

    package func keepUploadedFile(_ user: UserID, _ attachment: Attachment, _ file: UploadedFile) async throws {
        try await write { try $0.keep(user, file, sha256: attachment.sha256) }
    }

    package func forgetUploadedFile(_ user: UserID, _ attachment: Attachment) async throws {
        try await write { try $0.forgetUploadedFile(user, sha256: attachment.sha256) }
    }

    /// The job of a question that is not asked yet, for counting what would go along.
    ///
    /// - Parameter exchanges: in place of the conversation's own number; `.some(nil)`: all.
    package func prospect(
        _ user: UserID,
        _ id: ConversationID,
        exchanges: Int??
    ) async throws -> AnswerJob {
        try await store.read { reader in
            guard var conversation = try reader.conversation(user, id) else { throw ChatError.notFound }
            if let exchanges { conversation.contextExchanges = exchanges }
            var question = Message(
                id: .make(),
                conversationID: id,
                seq: conversation.lastSeq + 1,
                parentID: conversation.leafID,
                role: .user,
                text: "",
                status: .stored,
                createdAt: .now
            )
            if let leaf = conversation.leafID, try reader.message(user, leaf)?.role == .user { question.parentID = nil }
            var answer = question
            answer.model = conversation.model ?? policy.defaultModel
            return try AnswerJob.make(user, conversation, question, answer, reader)
        }
    }
}

/// A body that is there as a whole.
private struct OnePiece: AsyncSequence, Sendable {
    typealias Failure = any Error
    let piece: ByteBuffer

    init(_ piece: ByteBuffer) { self.piece = piece }

    struct AsyncIterator: AsyncIteratorProtocol {
        var piece: ByteBuffer?

        mutating func next() async throws -> ByteBuffer? {
            defer { piece = nil }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(piece: piece) }
}
