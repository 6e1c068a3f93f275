package import ChatDomain
internal import Store

/// A question as a client sends it.
package struct NewQuestion: Sendable {
    package var id: MessageID
    package var text: String
    /// `nil`: at the end of the shown path.
    package var parentID: MessageID?
    package var quoteID: MessageID?
    /// Stored before, in the order in which they are shown.
    package var attachments: [AttachmentID]

    package init(
        id: MessageID,
        text: String,
        parentID: MessageID?,
        quoteID: MessageID?,
        attachments: [AttachmentID] = []
    ) {
        self.id = id
        self.text = text
        self.parentID = parentID
        self.quoteID = quoteID
        self.attachments = attachments
    }
}

/// A question with its answer, as they are stored.
package struct Asked: Sendable {
    package var question: Message
    package var answer: Message
    /// `false`: the same command was carried out before.
    package var isNew: Bool
    /// The answer on the same path that comes first.
    var waitsFor: MessageID?
}

extension ChatActions {
    /// Stores a question with the place of its answer, and has the answer begun.
    ///
    /// The same question under the same id again stores nothing and gives the items as they are now; another one under the
    /// same id is a `conflict`, one that was deleted `gone`.
    package func ask(_ user: UserID, in id: ConversationID, _ new: NewQuestion) async throws -> Asked {
        try (new.attachments.isEmpty ? TextRule.question : .questionWithAttachments).check(new.text)
        try Self.check(new.attachments)
        return try await place(user, repeated: { try Self.repeated(user, id, new, $0) }) { slot, writer in
            try self.store(user, id, new, slot, writer)
        }
    }

    static func check(_ attachments: [AttachmentID]) throws(ChatError) {
        guard attachments.count <= Attachment.maximumCount, Set(attachments).count == attachments.count else {
            throw .badRequest(
                "attachments must be at most \(Attachment.maximumCount), each once.",
                field: "attachments"
            )
        }
    }

    /// Finds a place for a new answer, has it stored with its question, and begun.
    ///
    /// - Parameters:
    ///   - repeated: what the same command stored before, which takes no place.
    ///   - body: gives no job when the answer has to wait.
    func place(
        _ user: UserID,
        repeated: @escaping @Sendable (any ChatReader) throws -> Asked?,
        _ body: @escaping @Sendable (AnswerSlot, any ChatWriter) throws -> (Asked, AnswerJob?)
    ) async throws -> Asked {
        let slot: AnswerSlot
        do {
            slot = try answers.reserve(user, for: .make())
        } catch {
            guard let before = try await store.read(repeated) else { throw error }
            return before
        }
        let asked: Asked
        let job: AnswerJob?
        do {
            (asked, job) = try await write { writer in
                if let before = try repeated(writer) { return (before, nil) }
                return try body(slot, writer)
            }
        } catch {
            answers.release(slot)
            throw error
        }
        if let job {
            answers.start(job, in: slot)
        } else if asked.isNew {
            answers.enqueue(slot, after: asked.waitsFor)
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
        _ reader: any ChatReader
    ) throws -> Asked? {
        guard let question = try question(user, new.id, reader) else { return nil }
        let isSame =
            question.conversationID == id && question.quoteID == new.quoteID
            && question.hasText(new.text) && (new.parentID == nil || new.parentID == question.parentID)
            && question.attachments.map(\.id) == new.attachments
        return try asked(user, isSame ? question : nil, reader)
    }

    /// The message that has a question's id already. Throws `gone` when it was deleted.
    static func question(_ user: UserID, _ id: MessageID, _ reader: any ChatReader) throws -> Message? {
        if let question = try reader.message(user, id) { return question }
        if try reader.isDeleted(user, id.uuid) { throw ChatError.gone }
        return nil
    }

    /// A question that was stored before, with the answer that was stored with it. `nil`: it is another one, a `conflict`.
    static func asked(_ user: UserID, _ question: Message?, _ reader: any ChatReader) throws -> Asked {
        guard let question, question.role == .user else {
            throw ChatError(.conflict, "This id belongs to another message.", field: "id")
        }
        guard let answer = try reader.firstAnswer(user, to: question) else { throw ChatError.gone }
        return Asked(question: question, answer: answer, isNew: false)
    }

    private func store(
        _ user: UserID,
        _ id: ConversationID,
        _ new: NewQuestion,
        _ slot: AnswerSlot,
        _ writer: any ChatWriter
    ) throws -> (Asked, AnswerJob?) {
        guard let conversation = try writer.conversation(user, id) else { throw ChatError.notFound }
        let parent = try Self.parent(user, conversation, new, writer)
        if let quote = new.quoteID, try writer.message(user, quote)?.conversationID != id {
            throw ChatError.badRequest("quoteID must be a message of this conversation.", field: "quoteID")
        }
        var question = conversation.question(new.id, new.text, after: parent)
        question.quoteID = new.quoteID
        question.attachments = try Self.attachments(user, new.attachments, writer)
        return try store(user, question, after: parent, in: conversation, slot, writer)
    }

    /// Stores a question at its place in the tree, with the place of its answer, and shows them.
    func store(
        _ user: UserID,
        _ new: Message,
        after parent: Message?,
        in before: Conversation,
        _ slot: AnswerSlot,
        _ writer: any ChatWriter
    ) throws -> (Asked, AnswerJob?) {
        var conversation = before
        let question = try writer.insert(user, new)
        guard question.siblingIDs.count <= Message.maximumSiblings else { throw ChatError.tooManySiblings }
        let waitsFor = try writer.unfinishedAnswer(user, before: question)
        let (answer, job) = try begin(
            user,
            conversation,
            question,
            slot,
            model: conversation.model ?? policy.defaultModel,
            seq: question.seq + 1,
            mayRun: waitsFor == nil,
            writer
        )

        let isBranch = parent?.id != conversation.leafID
        conversation.take(question, answer, now: question.createdAt)
        if isBranch {
            conversation.unread = try writer.unreadAnswers(user, leaf: answer.id, after: conversation.readSeq)
        }
        _ = try writer.update(user, conversation)
        return (Asked(question: question, answer: answer, isNew: true, waitsFor: waitsFor), job)
    }

    static func attachments(
        _ user: UserID,
        _ ids: [AttachmentID],
        _ writer: any ChatWriter
    ) throws -> [Attachment] {
        try ids.map { id in
            guard let attachment = try writer.attachment(user, id) else {
                throw ChatError(.notFound, "There is no such attachment.", field: "attachments")
            }
            return attachment
        }
    }

    /// Stores the place of an answer, and what it keeps back of the user's day. With a job it is to be run at once.
    ///
    /// - Throws: `usage_limit`.
    func begin(
        _ user: UserID,
        _ conversation: Conversation,
        _ question: Message,
        _ slot: AnswerSlot,
        model: String,
        seq: Int64,
        mayRun: Bool,
        _ writer: any ChatWriter
    ) throws -> (Message, AnswerJob?) {
        var answer = Message(
            id: slot.answerID,
            conversationID: conversation.id,
            seq: seq,
            parentID: question.id,
            role: .model,
            text: "",
            status: slot.hasPlace && mayRun ? .streaming : .queued,
            createdAt: .now
        )
        answer.model = model
        var job = try AnswerJob.make(user, conversation, question, answer, writer)
        (answer.reservation, job.maxOutputTokens) = try reserve(user, job, at: answer.createdAt, writer)
        if answer.status == .streaming { answer.contextFromSeq = job.contextFromSeq }
        answer = try writer.insert(user, answer)
        return (answer, answer.status == .streaming ? job : nil)
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
    /// A question that is to be stored next.
    func question(_ id: MessageID, _ text: String, after parent: Message?) -> Message {
        Message(
            id: id,
            conversationID: self.id,
            seq: lastSeq + 1,
            parentID: parent?.id,
            role: .user,
            text: text,
            status: .stored,
            createdAt: .now
        )
    }

    /// A question was asked: the shown path ends in its answer.
    fileprivate mutating func take(_ question: Message, _ answer: Message, now: Timestamp) {
        if !titleIsChosen, title.isEmpty {
            title = oneLine(question.text, limit: Self.titleLength)
            if title.isEmpty { title = oneLine(question.attachments.first?.name ?? "", limit: Self.titleLength) }
        }
        lastSeq = answer.seq
        leafID = answer.id
        lastActivityAt = now
        preview = oneLine(question.text, limit: Self.previewLength)
        if preview.isEmpty { preview = question.attachments.first?.name ?? "" }
        if draft?.id == question.id { draft = nil }
    }
}

extension Message {
    /// Texts are compared as bytes: Swift's `==` takes different Unicode forms for the same.
    func hasText(_ other: String) -> Bool { text.utf8.elementsEqual(other.utf8) }
}

extension ChatReader {
    /// The answer that was stored together with a question.
    func firstAnswer(_ user: UserID, to question: Message) throws -> Message? {
        try answers(user, to: question).first
    }

    /// The nearest answer on the path to a question that waits or runs: the question's own waits for it.
    ///
    /// The one before it may be stopped or deleted while others still run: so those are looked for, which are few.
    func unfinishedAnswer(_ user: UserID, before question: Message) throws -> MessageID? {
        try unfinishedAnswers(user, in: question.conversationID).reversed().first { id in
            guard let answer = try message(user, id) else { return false }
            return try message(user, onPathTo: question.id, below: answer.seq + 1) == id
        }
    }
}
