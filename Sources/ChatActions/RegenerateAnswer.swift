package import ChatDomain
internal import Store

extension ChatActions {
    /// Has a question answered once more: the new answer is the old one's sibling, and the end of the shown path.
    ///
    /// The same command again stores nothing and gives the answer as it is now.
    ///
    /// - Parameter model: to be asked instead of the conversation's.
    /// - Throws: `not_found`; `conflict` when the id is taken, or the old answer still runs.
    package func regenerate(
        _ user: UserID,
        _ old: MessageID,
        as id: MessageID,
        model: String?
    ) async throws -> (answer: Message, isNew: Bool) {
        if let model { try TextRule.model.check(model) }
        // A place can only be taken for an answer that is not there yet.
        if let before = try await store.read({ try Self.repeated(user, old, id, model, $0) }) { return (before, false) }
        let slot = try answers.reserve(user, for: id)
        let before: Message?
        let new: (answer: Message, job: AnswerJob?, waitsFor: MessageID?)?
        do {
            (before, new) = try await write { writer in
                if let before = try Self.repeated(user, old, id, model, writer) { return (before, nil) }
                return (nil, try self.store(user, old, slot, model, writer))
            }
        } catch {
            answers.release(slot)
            throw error
        }
        guard let new else {
            answers.release(slot)
            guard let before else { throw ChatError.notFound }
            return (before, false)
        }
        if let job = new.job { answers.start(job, in: slot) } else { answers.enqueue(slot, after: new.waitsFor) }
        return (new.answer, true)
    }

    private static func repeated(
        _ user: UserID,
        _ old: MessageID,
        _ id: MessageID,
        _ model: String?,
        _ reader: any ChatReader
    ) throws -> Message? {
        guard let answer = try reader.message(user, id) else {
            if try reader.isDeleted(user, id.uuid) { throw ChatError.gone }
            return nil
        }
        var isSame = answer.role == .model && id != old && (model == nil || model == answer.model)
        if let before = try reader.message(user, old) {
            isSame = isSame && before.parentID == answer.parentID
        } else {
            // Of an old answer that is gone nothing is left to compare.
            guard try reader.isDeleted(user, old.uuid) else { throw ChatError.notFound }
        }
        guard isSame else { throw ChatError(.conflict, "This id belongs to another message.", field: "id") }
        return answer
    }

    private func store(
        _ user: UserID,
        _ old: MessageID,
        _ slot: AnswerSlot,
        _ model: String?,
        _ writer: any ChatWriter
    ) throws -> (Message, AnswerJob?, waitsFor: MessageID?) {
        guard let before = try writer.message(user, old), before.role == .model, let questionID = before.parentID,
            let question = try writer.message(user, questionID),
            var conversation = try writer.conversation(user, before.conversationID)
        else { throw ChatError.notFound }
        guard before.siblingIDs.count < Message.maximumSiblings else { throw ChatError.tooManySiblings }
        guard before.status.isFinal else { throw ChatError(.conflict, "This answer is still being written.") }
        let waitsFor = try writer.unfinishedAnswer(user, before: question)
        let (answer, job) = try begin(
            user,
            conversation,
            question,
            slot,
            model: model ?? conversation.model ?? policy.defaultModel,
            seq: conversation.lastSeq + 1,
            mayRun: waitsFor == nil,
            writer
        )
        conversation.lastSeq = answer.seq
        conversation.leafID = answer.id
        conversation.lastActivityAt = answer.createdAt
        conversation.preview = oneLine(question.text, limit: Conversation.previewLength)
        conversation.unread = try writer.unreadAnswers(user, leaf: answer.id, after: conversation.readSeq)
        _ = try writer.update(user, conversation)
        return (answer, job, waitsFor)
    }
}
