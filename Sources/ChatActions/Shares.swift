internal import Attachments
package import ChatDomain
internal import Foundation
internal import Store

extension ChatActions {
    /// Makes a link that shows what a conversation shows now, or one answer with its question. The same id and the same again:
    /// the link as it is, and no secret.
    ///
    /// - Parameter days: for how long it is good; `nil`: until it is deleted.
    /// - Returns: the secret, which nobody can be told again.
    package func share(
        _ user: UserID,
        _ id: ShareID,
        _ conversation: ConversationID,
        _ message: MessageID?,
        days: Int64?
    ) async throws -> (share: Share, secret: String?) {
        let secret = RandomSecret()
        let now = Timestamp.now
        return try await write { writer in
            if let before = try writer.share(user, id) {
                guard before.conversationID == conversation, before.messageID == message, before.days == days else {
                    throw ChatError(.conflict, "This id belongs to another link.", field: "id")
                }
                return (before, nil)
            }
            if try writer.isDeleted(user, id.uuid) { throw ChatError.gone }
            guard let place = try writer.conversation(user, conversation) else { throw ChatError.notFound }
            guard try writer.shares(user).filter({ !$0.isOver(at: now) }).count < Share.maximumCount else {
                throw ChatError(.tooMany, "There are \(Share.maximumCount) links already; please delete one.")
            }
            let shown = try Self.shown(user, place, message, writer)
            let share = Share(
                id: id,
                conversationID: conversation,
                messageID: message,
                days: days,
                title: place.title,
                messageCount: shown.count,
                createdAt: now,
                expiresAt: days.map { Timestamp(milliseconds: now.milliseconds + $0 * 86_400_000) }
            )
            try writer.insert(user, share, secretHash: secret.hash, shown)
            return (share, secret.text)
        }
    }

    /// Those that are good, the newest first.
    package func shares(_ user: UserID) async throws -> [Share] {
        let now = Timestamp.now
        return try await store.read { try $0.shares(user) }.filter { !$0.isOver(at: now) }
    }

    /// Throws `not_found`. Deleting it again is harmless.
    package func deleteShare(_ user: UserID, _ id: ShareID) async throws {
        let files = try await write { writer -> [Data] in
            if let files = try writer.deleteShare(user, id) { return files }
            guard try writer.isDeleted(user, id.uuid) else { throw ChatError.notFound }
            return []
        }
        try await removeFiles(files)
    }

    /// What a link shows. Throws `not_found`, the same for all reasons.
    package func openShare(secret: String) async throws -> (share: Share, messages: [SharedMessage]) {
        let (hash, now) = (RandomSecret.hash(secret), Timestamp.now)
        guard let found = try await store.read({ try $0.share(secretHash: hash, at: now) }) else {
            throw ChatError.notFound
        }
        return found
    }

    /// A file that a link shows. Throws `not_found`.
    package func sharedFile(
        secret: String,
        _ id: AttachmentID
    ) async throws -> (attachment: Attachment, path: String) {
        let (hash, now) = (RandomSecret.hash(secret), Timestamp.now)
        guard let found = try await store.read({ try $0.sharedFile(secretHash: hash, id, at: now) }) else {
            throw ChatError.notFound
        }
        return (found, files.path(of: found.sha256))
    }

    /// Answers that are not finished are left out: a link does not change any more.
    private static func shown(
        _ user: UserID,
        _ conversation: Conversation,
        _ id: MessageID?,
        _ reader: any ChatReader
    ) throws -> [SharedMessage] {
        var path: [Message] = []
        if let id {
            guard let answer = try reader.message(user, id), answer.conversationID == conversation.id else {
                throw ChatError.notFound
            }
            guard answer.role == .model, answer.status.isFinal else {
                throw ChatError.badRequest("messageID must be an answer that is finished.", field: "messageID")
            }
            path = Array(try reader.path(user, endingIn: id, limit: 2))
        } else if let leaf = conversation.leafID {
            path = Array(try reader.path(user, endingIn: leaf, limit: Share.maximumMessages + 1))
        }
        let shown = path.reversed().filter(\.status.isFinal).map(SharedMessage.init)
        guard !shown.isEmpty else {
            throw ChatError.badRequest("There is nothing to show yet.", field: "conversationID")
        }
        let bytes = shown.reduce(0) { $0 + $1.text.utf8.count }
        guard path.count <= Share.maximumMessages, bytes <= Share.maximumBytes else {
            throw ChatError(
                .tooLarge,
                "A link shows at most \(Share.maximumMessages) messages with \(Share.maximumBytes >> 20) MiB of text."
            )
        }
        return shown
    }
}
