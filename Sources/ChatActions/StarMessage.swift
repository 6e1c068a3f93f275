package import ChatDomain
internal import Store

extension ChatActions {
    /// Gives a message a star, or takes it away. One that is as it should be makes no change.
    package func star(_ user: UserID, _ id: MessageID, _ isStarred: Bool) async throws -> Message {
        try await write { writer in
            guard var message = try writer.message(user, id) else { throw ChatError.notFound }
            guard message.isStarred != isStarred else { return message }
            message.isStarred = isStarred
            return try writer.update(user, message)
        }
    }
}
