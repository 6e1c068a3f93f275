package import ChatDomain
internal import Store

/// A question in other words.
package struct EditedQuestion: Sendable {
    package var id: MessageID
    package var text: String
    /// `nil`: those of the old question.
    package var attachments: [AttachmentID]?

    package init(id: MessageID, text: String, attachments: [AttachmentID]? = nil) {
        self.id = id
        self.text = text
        self.attachments = attachments
    }
}

extension ChatActions {
    /// Asks a question again in other words: the new one is the old one's sibling, quotes what that quotes, and is shown.
    ///
    /// Nothing of the old branch changes; an answer that runs there goes on. The same command again stores nothing and gives
    /// the items as they are now, also when the old question was deleted meanwhile.
    ///
    /// - Throws: `not_found`; `conflict` when the id is taken or there are too many siblings; `gone` when what had it was deleted.
    package func edit(_ user: UserID, _ old: MessageID, _ new: EditedQuestion) async throws -> Asked {
        try TextRule.questionWithAttachments.check(new.text)
        if let attachments = new.attachments { try Self.check(attachments) }
        return try await place(user, repeated: { try Self.repeated(user, old, new, $0) }) { slot, writer in
            try self.store(user, old, new, slot, writer)
        }
    }

    /// What the same command stored before, as it is now.
    private static func repeated(
        _ user: UserID,
        _ old: MessageID,
        _ new: EditedQuestion,
        _ reader: any ChatReader
    ) throws -> Asked? {
        guard let question = try question(user, new.id, reader) else { return nil }
        var isSame = question.id != old && question.hasText(new.text)
        if let before = try reader.message(user, old) {
            isSame =
                isSame && before.role == .user && before.conversationID == question.conversationID
                && before.parentID == question.parentID && before.quoteID == question.quoteID
        } else {
            // Of an old question that is gone nothing is left to compare.
            guard try reader.isDeleted(user, old.uuid) else { throw ChatError.notFound }
        }
        let attachments = try new.attachments ?? reader.message(user, old)?.attachments.map(\.id)
        isSame = isSame && attachments.map { $0 == question.attachments.map(\.id) } ?? true
        return try asked(user, isSame ? question : nil, reader)
    }

    private func store(
        _ user: UserID,
        _ old: MessageID,
        _ new: EditedQuestion,
        _ slot: AnswerSlot,
        _ writer: any ChatWriter
    ) throws -> (Asked, AnswerJob?) {
        guard let before = try writer.message(user, old),
            let conversation = try writer.conversation(user, before.conversationID)
        else { throw ChatError.notFound }
        guard before.role == .user else { throw ChatError.badRequest("Only a question can be edited.") }
        let parent = try before.parentID.flatMap { try writer.message(user, $0) }
        var question = conversation.question(new.id, new.text, after: parent)
        question.quoteID = before.quoteID
        question.attachments = try new.attachments.map { try Self.attachments(user, $0, writer) } ?? before.attachments
        if question.attachments.isEmpty { try TextRule.question.check(new.text) }
        return try store(user, question, after: parent, in: conversation, slot, writer)
    }
}
