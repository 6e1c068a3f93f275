package import ChatDomain
internal import Store

extension ChatActions {
    /// Deletes a conversation with everything in it and stops its answers. Deleting it again is harmless.
    package func deleteConversation(_ user: UserID, _ id: ConversationID) async throws {
        let running = try await write { writer -> [MessageID] in
            guard try writer.conversation(user, id) != nil else {
                if try writer.isDeleted(user, id.uuid) { return [] }
                throw ChatError.notFound
            }
            let running = try writer.unfinishedAnswers(user, in: id)
            try writer.deleteConversation(user, id)
            return running
        }
        for answer in running { await answers.stop(user, answer) }
    }

    /// Deletes a message with all that follows it and stops the answers among them. Deleting it again is harmless.
    package func deleteMessage(_ user: UserID, _ id: MessageID) async throws {
        let running = try await write { writer -> [MessageID] in
            guard let message = try writer.message(user, id) else {
                if try writer.isDeleted(user, id.uuid) { return [] }
                throw ChatError.notFound
            }
            let running = try writer.unfinishedAnswers(user, below: id)
            try Self.leave(message, user, writer)
            try writer.deleteMessage(user, id)
            return running
        }
        for answer in running { await answers.stop(user, answer) }
    }

    /// Takes the shown path off a message that is about to go: to its newest sibling, or else to its parent.
    private static func leave(_ message: Message, _ user: UserID, _ writer: any ChatWriter) throws {
        guard var conversation = try writer.conversation(user, message.conversationID),
            let leaf = conversation.leafID,
            try writer.message(user, onPathTo: leaf, below: message.seq + 1) == message.id
        else { return }
        if let sibling = message.siblingIDs.last(where: { $0 != message.id }) {
            conversation.leafID = try writer.newestLeaf(user, below: sibling)
        } else {
            conversation.leafID = message.parentID
        }
        conversation.preview = ""
        conversation.unread = 0
        if let leaf = conversation.leafID {
            conversation.preview = oneLine(
                try writer.message(user, leaf)?.text ?? "",
                limit: Conversation.previewLength
            )
            conversation.unread = try writer.unreadAnswers(user, leaf: leaf, after: conversation.readSeq)
        }
        _ = try writer.update(user, conversation)
    }
}
