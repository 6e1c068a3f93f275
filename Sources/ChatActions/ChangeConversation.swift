package import ChatDomain
internal import Store

/// What to change of a conversation; `nil` leaves it as it is, `.some(nil)` takes the value away.
package struct ConversationPatch: Sendable {
    package var title: String?
    package var model: String??
    package var instructions: String??
    package var contextExchanges: Int??
    package var leafID: MessageID?
    package var isPinned: Bool?
    package var isArchived: Bool?
    package var settings: ConversationSettings?

    package init() {}
}

extension ChatActions {
    /// Changes a conversation. A patch that changes nothing makes no change.
    package func changeConversation(
        _ user: UserID,
        _ id: ConversationID,
        _ patch: ConversationPatch
    ) async throws -> Conversation {
        if let title = patch.title { try TextRule.title.check(title) }
        if let model = patch.model ?? nil { try TextRule.model.check(model) }
        if let instructions = patch.instructions ?? nil { try TextRule.instructions.check(instructions) }
        return try await write { writer in
            guard let before = try writer.conversation(user, id) else { throw ChatError.notFound }
            var conversation = before
            conversation.apply(patch)
            if let leaf = patch.leafID, leaf != before.leafID {
                guard let message = try writer.message(user, leaf), message.conversationID == id else {
                    throw ChatError.notFound
                }
                conversation.leafID = leaf
                conversation.preview = oneLine(message.text, limit: Conversation.previewLength)
                conversation.unread = try writer.unreadAnswers(user, leaf: leaf, after: conversation.readSeq)
            }
            return conversation.isSame(as: before) ? before : try writer.update(user, conversation)
        }
    }

    /// Notes how far the user has read; only grows.
    package func markRead(_ user: UserID, _ id: ConversationID, seq: Int64) async throws {
        try await write { writer in
            guard var conversation = try writer.conversation(user, id) else { throw ChatError.notFound }
            let seq = min(seq, conversation.lastSeq)
            guard seq > conversation.readSeq else { return }
            conversation.readSeq = seq
            if let leaf = conversation.leafID {
                conversation.unread = try writer.unreadAnswers(user, leaf: leaf, after: seq)
            }
            _ = try writer.update(user, conversation)
        }
    }
}

extension Conversation {
    static let previewLength = 120
    static let titleLength = 48

    fileprivate mutating func apply(_ patch: ConversationPatch) {
        if let title = patch.title {
            self.title = title
            titleIsChosen = true
        }
        if let model = patch.model { self.model = model }
        if let instructions = patch.instructions { self.instructions = instructions }
        if let contextExchanges = patch.contextExchanges { self.contextExchanges = contextExchanges }
        if let isPinned = patch.isPinned { self.isPinned = isPinned }
        if let isArchived = patch.isArchived { self.isArchived = isArchived }
        if let settings = patch.settings { self.settings = settings }
    }

    /// Texts are compared as bytes: Swift's `==` takes different Unicode forms for the same, and takes seconds for hostile ones.
    fileprivate func isSame(as other: Conversation) -> Bool {
        func isSame(_ text: String?, _ other: String?) -> Bool {
            guard let text, let other else { return text == nil && other == nil }
            return text.utf8.elementsEqual(other.utf8)
        }
        return isSame(title, other.title) && titleIsChosen == other.titleIsChosen && isSame(model, other.model)
            && isSame(instructions, other.instructions) && contextExchanges == other.contextExchanges
            && settings == other.settings && leafID == other.leafID && isPinned == other.isPinned
            && isArchived == other.isArchived
    }
}
