package import ChatDomain
internal import Store

/// A question as a client sends it.
package struct NewQuestion: Sendable {
    package var id: MessageID
    package var text: String
    /// `nil`: at the end of the shown path.
    package var parentID: MessageID?
    package var quoteID: MessageID?

    package init(id: MessageID, text: String, parentID: MessageID?, quoteID: MessageID?) {
        self.id = id
        self.text = text
        self.parentID = parentID
        self.quoteID = quoteID
    }
}

/// A question with its answer, as they are stored.
package struct Asked: Sendable {
    package var question: Message
    package var answer: Message
    /// `false`: the same command was carried out before.
    package var isNew: Bool
}

extension ChatActions {
    /// Stores a question with the place of its answer, and has the answer begun.
    ///
    /// The same question under the same id again stores nothing and gives the items as they are now; another one under the
    /// same id is a `conflict`, one that was deleted `gone`.
    package func ask(_ user: UserID, in id: ConversationID, _ new: NewQuestion) async throws -> Asked {
        try TextRule.question.check(new.text)
        let slot = try answers.reserve(user, for: .make())
        let asked: Asked
        let job: AnswerJob?
        do {
            (asked, job) = try await write { writer in
                if let before = try Self.repeated(user, id, new, writer) { return (before, nil) }
                return try self.store(user, id, new, slot, writer)
            }
        } catch {
            answers.release(slot)
            throw error
        }
        if let job {
            answers.start(job, in: slot)
        } else if asked.isNew {
            answers.enqueue(slot, after: asked.question.parentID)
        } else {
            answers.release(slot)
        }
        return asked
    }

    /// What the same command stored before, as it is now.
    private static func repeated(
        _ user: UserID,
        _ id: ConversationID,
        _ new: NewQuestion,
        _ writer: any ChatWriter
    ) throws -> Asked? {
        guard let question = try writer.message(user, new.id) else {
            if try writer.isDeleted(user, new.id.uuid) { throw ChatError.gone }
            return nil
        }
        // Texts are compared as bytes: Swift's `==` takes different Unicode forms for the same.
        let isSame =
            question.role == .user && question.conversationID == id && question.quoteID == new.quoteID
            && question.text.utf8.elementsEqual(new.text.utf8)
            && (new.parentID == nil || new.parentID == question.parentID)
        guard isSame else { throw ChatError(.conflict, "This id belongs to another message.", field: "id") }
        guard let answer = try writer.firstAnswer(user, to: question) else { throw ChatError.gone }
        return Asked(question: question, answer: answer, isNew: false)
    }

    private func store(
        _ user: UserID,
        _ id: ConversationID,
        _ new: NewQuestion,
        _ slot: AnswerSlot,
        _ writer: any ChatWriter
    ) throws -> (Asked, AnswerJob?) {
        guard var conversation = try writer.conversation(user, id) else { throw ChatError.notFound }
        let parent = try Self.parent(user, conversation, new, writer)
        if let quote = new.quoteID, try writer.message(user, quote)?.conversationID != id { throw ChatError.notFound }

        let now = Timestamp.now
        var question = Message(
            id: new.id,
            conversationID: id,
            seq: conversation.lastSeq + 1,
            parentID: parent?.id,
            role: .user,
            text: new.text,
            status: .stored,
            createdAt: now
        )
        question.quoteID = new.quoteID
        question = try writer.insert(user, question)

        var answer = Message(
            id: slot.answerID,
            conversationID: id,
            seq: question.seq + 1,
            parentID: question.id,
            role: .model,
            text: "",
            status: slot.hasPlace && (parent?.status.isFinal ?? true) ? .streaming : .queued,
            createdAt: now
        )
        answer.model = conversation.model ?? policy.defaultModel
        var job: AnswerJob?
        if answer.status == .streaming {
            job = try AnswerJob.make(user, conversation, question, answer, writer)
            answer.contextFromSeq = job?.contextFromSeq
        }
        answer = try writer.insert(user, answer)

        let isBranch = parent?.id != conversation.leafID
        conversation.take(question, answer, now: now)
        if isBranch {
            conversation.unread = try writer.unreadAnswers(user, leaf: answer.id, after: conversation.readSeq)
        }
        _ = try writer.update(user, conversation)
        return (Asked(question: question, answer: answer, isNew: true), job)
    }

    private static func parent(
        _ user: UserID,
        _ conversation: Conversation,
        _ new: NewQuestion,
        _ writer: any ChatWriter
    ) throws -> Message? {
        guard let id = new.parentID ?? conversation.leafID else { return nil }
        guard let parent = try writer.message(user, id), parent.conversationID == conversation.id else {
            throw ChatError(.notFound, ChatError.notFound.detail, field: "parentID")
        }
        guard parent.role == .model || parent.id == conversation.leafID else {
            throw ChatError.badRequest("A question follows an answer.", field: "parentID")
        }
        return parent
    }
}

extension Conversation {
    /// A question was asked: the shown path ends in its answer.
    fileprivate mutating func take(_ question: Message, _ answer: Message, now: Timestamp) {
        if !titleIsChosen, title.isEmpty { title = oneLine(question.text, limit: Self.titleLength) }
        lastSeq = answer.seq
        leafID = answer.id
        lastActivityAt = now
        preview = oneLine(question.text, limit: Self.previewLength)
        if draft?.id == question.id { draft = nil }
    }
}

extension ChatReader {
    /// The answer that was stored together with a question.
    func firstAnswer(_ user: UserID, to question: Message) throws -> Message? {
        try answers(user, to: question).first
    }
}
