package import ChatDomain
internal import Foundation
internal import Store

extension ChatActions {
    /// Deletes a conversation with everything in it and stops its answers. Deleting it again is harmless.
    package func deleteConversation(_ user: UserID, _ id: ConversationID) async throws {
        let (running, files) = try await write { writer -> ([MessageID], [Data]) in
            guard try writer.conversation(user, id) != nil else {
                if try writer.isDeleted(user, id.uuid) { return ([], []) }
                throw ChatError.notFound
            }
            let running = try writer.unfinishedAnswers(user, in: id)
            try Self.charge(user, running, writer)
            return (running, try writer.deleteConversation(user, id))
        }
        for answer in running { await answers.stop(user, answer) }
        try await removeFiles(files)
    }

    /// Deletes a message with all that follows it and stops the answers among them. Deleting it again is harmless.
    package func deleteMessage(_ user: UserID, _ id: MessageID) async throws {
        let (running, files) = try await write { writer -> ([MessageID], [Data]) in
            guard let message = try writer.message(user, id) else {
                if try writer.isDeleted(user, id.uuid) { return ([], []) }
                throw ChatError.notFound
            }
            let running = try writer.unfinishedAnswers(user, below: id)
            try Self.charge(user, running, writer)
            try Self.leave(message, user, writer)
            return (running, try writer.deleteMessage(user, id))
        }
        for answer in running { await answers.stop(user, answer) }
        try await removeFiles(files)
    }

    /// Nobody will tell any more what these answers took: they count with all that was kept back for them.
    private static func charge(_ user: UserID, _ answers: [MessageID], _ writer: any ChatWriter) throws {
        for id in answers {
            guard let answer = try writer.message(user, id), let kept = answer.reservation else { continue }
            var usage = DayUsage(day: kept.day, reservedTokens: -kept.tokens)
            // What waits was never asked for.
            if answer.status == .queued { usage.answers = -1 } else { usage.outputTokens = kept.tokens }
            try writer.add(user, usage)
        }
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
