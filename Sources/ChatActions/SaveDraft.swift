package import ChatDomain
internal import Store

extension ChatActions {
    /// Keeps what is written and not sent yet, for the user's other devices; an empty text clears it.
    ///
    /// The id is what the question's will be. A draft that comes after its question, sent or deleted since, changes nothing: a
    /// late save must not bring back what was sent.
    package func saveDraft(_ user: UserID, in id: ConversationID, _ draft: Conversation.Draft) async throws {
        try TextRule.questionWithAttachments.check(draft.text)
        try await write { writer in
            guard var conversation = try writer.conversation(user, id) else { throw ChatError.notFound }
            guard try writer.message(user, draft.id) == nil, try !writer.isDeleted(user, draft.id.uuid) else { return }
            let before = conversation.draft
            conversation.draft = draft.text.isEmpty ? nil : draft
            let isSame =
                before?.id == conversation.draft?.id
                && (before?.text ?? "").utf8.elementsEqual((conversation.draft?.text ?? "").utf8)
            if !isSame { _ = try writer.update(user, conversation) }
        }
    }
}
