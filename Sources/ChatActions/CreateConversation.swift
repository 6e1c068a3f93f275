package import ChatDomain
internal import Store

extension ChatActions {
    /// Makes a conversation; one that is there already stays as it is.
    ///
    /// - Returns: the conversation, and whether it is new.
    package func createConversation(
        _ user: UserID,
        _ new: Conversation
    ) async throws -> (conversation: Conversation, isNew: Bool) {
        if new.titleIsChosen { try TextRule.title.check(new.title) }
        if let model = new.model { try TextRule.model.check(model) }
        if let instructions = new.instructions { try TextRule.instructions.check(instructions) }
        return try await write { writer in
            if let existing = try writer.conversation(user, new.id) { return (existing, false) }
            if try writer.isDeleted(user, new.id.uuid) { throw ChatError.gone }
            return (try writer.insert(user, new), true)
        }
    }
}

extension ChatError {
    static let tooManySiblings = ChatError(
        .conflict,
        "There are \(Message.maximumSiblings) versions here already. Please ask in a new message."
    )
    static let gone = ChatError(.gone, "This was deleted.")
}
