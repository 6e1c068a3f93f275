internal import Attachments
package import ChatDomain
package import Foundation
package import NIOCore
internal import Store

extension ChatActions {
    /// Stores a file that a question will name. The same again under the same id changes nothing; something else under it is a
    /// `conflict`, and an id that was deleted `gone`.
    ///
    /// - Parameters:
    ///   - type: what the client says it is; only believed of texts.
    ///   - length: what the client says it has in bytes, to refuse it before it is read.
    /// - Throws: `too_large`, `unsupported_media_type`, `usage_limit` when the user's files would take too much room.
    package func addAttachment(
        _ user: UserID,
        _ id: AttachmentID,
        name: String,
        type: String?,
        length: Int64?,
        body: some AsyncSequence<ByteBuffer, any Error> & Sendable
    ) async throws -> (attachment: Attachment, isNew: Bool) {
        try TextRule.fileName.check(name)
        return try await uploads.run(user) {
            let room = try await admit(user, id, length ?? 0)
            let file = try await receive(body, room: room)
            defer { files.discard(file) }
            return try await keepOrForget(user, id, name, type, file)
        }
    }

    private func receive(
        _ body: some AsyncSequence<ByteBuffer, any Error> & Sendable,
        room: Int64
    ) async throws -> IncomingFile {
        do {
            return try await files.receive(body, limit: min(room, policy.maximumAttachmentBytes))
        } catch is TooLarge {
            throw room < policy.maximumAttachmentBytes ? noRoom : tooLarge
        } catch let error where error is POSIXError || error is CocoaError {
            throw StoreError(.writeFailed, "\(error)")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // The connection ended, or what came was no proper body: nobody is there any more to read a reason.
            throw ChatError.badRequest("The file did not arrive as a whole.")
        }
    }

    private func keepOrForget(
        _ user: UserID,
        _ id: AttachmentID,
        _ name: String,
        _ type: String?,
        _ file: IncomingFile
    ) async throws -> (attachment: Attachment, isNew: Bool) {
        do {
            return try await keep(user, id, name, type, file)
        } catch {
            // Without an owner it would lie there until the next day; and if this fails, it does.
            try? await removeFiles([file.sha256])
            if error is POSIXError || error is CocoaError { throw StoreError(.writeFailed, "\(error)") }
            throw error
        }
    }

    /// An attachment's file, for its user. Throws `not_found`.
    package func attachment(_ user: UserID, _ id: AttachmentID) async throws -> (attachment: Attachment, path: String) {
        guard let found = try await store.read({ try $0.attachment(user, id) }) else { throw ChatError.notFound }
        return (found, files.path(of: found.sha256))
    }

    /// Deletes contents that nobody has any more.
    package func removeFiles(_ contents: [Data]) async throws {
        // A share at a time: others want to write, too.
        for start in stride(from: 0, to: contents.count, by: 500) {
            let share = contents[start..<min(start + 500, contents.count)]
            // Within the one writer's turn: an attachment with the same content is either there before, or finds it gone.
            try await write { [files] writer in
                for content in share where try !writer.isUsed(sha256: content) { files.remove(content) }
            }
        }
    }

    /// Forgets what is kept for a time only, and deletes files that a crash left without an owner.
    package func forgetOld(at now: Timestamp) async throws {
        let unsent = try await write { try $0.forgetOld(at: now) }
        try await removeFiles(unsent + files.contents(olderThan: 3600))
    }

    /// Gives how many bytes there is room for.
    private func admit(_ user: UserID, _ id: AttachmentID, _ length: Int64) async throws -> Int64 {
        guard length <= policy.maximumAttachmentBytes else { throw tooLarge }
        let (isDeleted, isThere, bytes) = try await store.read { reader in
            (
                try reader.isDeleted(user, id.uuid), try reader.attachment(user, id) != nil,
                try reader.attachmentBytes(user)
            )
        }
        if isDeleted { throw ChatError.gone }
        guard !isThere else { return .max }
        try checkRoom(used: bytes, for: length)
        return policy.attachmentBytesPerUser - bytes
    }

    private func keep(
        _ user: UserID,
        _ id: AttachmentID,
        _ name: String,
        _ type: String?,
        _ file: IncomingFile
    ) async throws -> (attachment: Attachment, isNew: Bool) {
        guard file.bytes > 0 else { throw ChatError.badRequest("The file is empty.") }
        guard let mediaType = MediaType.ofBinary(file.head) ?? (file.isText ? MediaType.ofText(declared: type) : nil)
        else {
            throw ChatError(
                .unsupportedMediaType,
                "Gemini takes pictures, PDF, sound, films and text; this file is none of them."
            )
        }
        let new = Attachment(id: id, name: name, mediaType: mediaType, bytes: file.bytes, sha256: file.sha256)
        while true {
            try await files.keep(file)
            let stored = try await write { [files] writer -> (Attachment, Bool)? in
                if let before = try writer.attachment(user, id) {
                    guard before.sha256 == new.sha256, before.name.utf8.elementsEqual(new.name.utf8) else {
                        throw ChatError(.conflict, "This id belongs to another file.", field: "id")
                    }
                    return (before, false)
                }
                if try writer.isDeleted(user, id.uuid) { throw ChatError.gone }
                try self.checkRoom(used: try writer.attachmentBytes(user), for: new.bytes)
                guard files.contains(new.sha256) else { return nil }
                try writer.insert(user, new, at: .now)
                return (new, true)
            }
            if let stored { return stored }
        }
    }

    private func checkRoom(used: Int64, for bytes: Int64) throws {
        if used + bytes > policy.attachmentBytesPerUser { throw noRoom }
    }

    private var noRoom: ChatError {
        ChatError(.usageLimit, "Your files take all the room that you have. Deleting chats with files makes some.")
    }

    private var tooLarge: ChatError {
        ChatError(.tooLarge, "A file may have at most \(policy.maximumAttachmentBytes / 1_048_576) MB.")
    }
}
