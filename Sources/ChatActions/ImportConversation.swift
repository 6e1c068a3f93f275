package import ChatDomain
internal import Store

/// A conversation from elsewhere, with all of its tree.
package struct ImportedConversation: Sendable {
    /// `leafID` is the end of the path to be shown; `lastSeq` and `unread` are counted anew.
    package var conversation: Conversation
    /// By `seq`, which grows, and parents before what follows them.
    package var messages: [ImportedMessage]

    package init(conversation: Conversation, messages: [ImportedMessage]) {
        self.conversation = conversation
        self.messages = messages
    }

    package static let maximumMessages = 20_000
    /// Bytes of an answer with its thoughts: as many as one from Gemini may have.
    package static let maximumAnswerBytes = 4 * 1024 * 1024
}

/// A message of an imported conversation. Its files were added before; those that could not be are left out.
package struct ImportedMessage: Sendable {
    package var message: Message
    package var files: [File]

    package struct File: Hashable, Sendable {
        package var id: AttachmentID
        package var name: String
        /// Where in an answer's text it stands, in UTF-16 code units.
        package var offset: Int?

        package init(id: AttachmentID, name: String, offset: Int? = nil) {
            self.id = id
            self.name = name
            self.offset = offset
        }
    }

    package init(message: Message, files: [File] = []) {
        self.message = message
        self.files = files
    }
}

/// What an imported conversation brought.
package struct ImportOutcome: Hashable, Sendable {
    package var isNew = false
    /// That were not there yet.
    package var messages = 0
    /// Of the new messages, that are not there.
    package var missingFiles = 0

    package init(isNew: Bool = false, messages: Int = 0, missingFiles: Int = 0) {
        self.isNew = isNew
        self.messages = messages
        self.missingFiles = missingFiles
    }
}

extension ChatActions {
    /// Stores a conversation from elsewhere in one transaction.
    ///
    /// What is there already stays as it is, and what was deleted stays deleted, with all that follows it. A conversation that is
    /// there takes in the messages that it lacks; its shown path grows only where they continue it.
    ///
    /// - Parameter isWanted: asked within the transaction; when it is not any more, nothing is stored and `CancellationError` thrown.
    /// - Throws: `bad_request` when a rule is broken that everything stored keeps.
    package func importConversation(
        _ user: UserID,
        _ imported: ImportedConversation,
        isWanted: @escaping @Sendable () -> Bool = { true }
    ) async throws -> ImportOutcome {
        try imported.check()
        return try await write { writer in
            guard isWanted() else { throw CancellationError() }
            let id = imported.conversation.id
            if try writer.isDeleted(user, id.uuid) { return ImportOutcome() }
            let before = try writer.conversation(user, id)
            let new = try Self.newMessages(user, imported, isThere: before != nil, writer)
            guard !new.isEmpty || before == nil && imported.messages.isEmpty else { return ImportOutcome() }
            if let before { return try Self.extend(user, before, with: new, of: imported, writer) }
            return try Self.insert(user, imported, new, writer)
        }
    }

    /// The messages that have a place in the tree and are not there yet.
    private static func newMessages(
        _ user: UserID,
        _ imported: ImportedConversation,
        isThere: Bool,
        _ writer: any ChatWriter
    ) throws -> [ImportedMessage] {
        var roles: [MessageID: Message.Role] = [:]
        var siblings: [MessageID?: Int] = [:]
        var new: [ImportedMessage] = []
        if isThere {
            try eachLink(user, imported.conversation.id, writer) { siblings[$0.parentID, default: 0] += 1 }
        }
        for one in imported.messages {
            let message = one.message
            if let there = try writer.message(user, message.id) {
                if there.conversationID == message.conversationID { roles[there.id] = there.role }
                continue
            }
            if try writer.isDeleted(user, message.id.uuid) { continue }
            let parent = message.parentID.flatMap { roles[$0] }
            // An answer answers a question; a question begins, or follows what is there.
            let hasPlace = message.role == .model ? parent == .user : parent != nil || message.parentID == nil
            guard hasPlace, siblings[message.parentID, default: 0] < Message.maximumSiblings else { continue }
            siblings[message.parentID, default: 0] += 1
            roles[message.id] = message.role
            new.append(one)
        }
        return new
    }

    private static func eachLink(
        _ user: UserID,
        _ id: ConversationID,
        _ writer: any ChatWriter,
        _ body: (MessageLink) -> Void
    ) throws {
        var seq: Int64 = 0
        while true {
            let page = try writer.messageLinks(user, in: id, after: seq, limit: 1000)
            page.forEach(body)
            guard let last = page.last else { return }
            seq = last.seq
        }
    }

    private static func insert(
        _ user: UserID,
        _ imported: ImportedConversation,
        _ new: [ImportedMessage],
        _ writer: any ChatWriter
    ) throws -> ImportOutcome {
        var conversation = imported.conversation
        let (leaf, draft, preview) = (conversation.leafID, conversation.draft, conversation.preview)
        (conversation.leafID, conversation.draft, conversation.lastSeq, conversation.unread) = (nil, nil, 0, 0)
        conversation = try writer.insert(user, conversation)
        var outcome = ImportOutcome(isNew: true)
        // Numbered anew, without the gaps that messages have left which were deleted there.
        var numbers: [Int64: Int64] = [:]
        for var one in new {
            conversation.lastSeq += 1
            numbers[one.message.seq] = conversation.lastSeq
            one.message.seq = conversation.lastSeq
            one.message.contextFromSeq = one.message.contextFromSeq.flatMap { numbers[$0] }
            _ = try insert(user, one, &outcome, writer)
        }
        let isFree = try draft.map { try writer.message(user, $0.id) == nil && !writer.isDeleted(user, $0.id.uuid) }
        if isFree == true { conversation.draft = draft }
        let isThere = new.contains { $0.message.id == leaf }
        conversation.leafID = isThere ? leaf : try new.first.map { try writer.newestLeaf(user, below: $0.message.id) }
        conversation.readSeq = Int64(new.count { $0.message.seq <= imported.conversation.readSeq })
        guard let shown = conversation.leafID else {
            if conversation.draft != nil { _ = try writer.update(user, conversation) }
            return outcome
        }
        if conversation.title.isEmpty, let first = new.first { conversation.title = first.title }
        try show(user, shown, &conversation, writer)
        if isThere, !preview.isEmpty { conversation.preview = preview }
        _ = try writer.update(user, conversation)
        return outcome
    }

    private static func extend(
        _ user: UserID,
        _ before: Conversation,
        with new: [ImportedMessage],
        of imported: ImportedConversation,
        _ writer: any ChatWriter
    ) throws -> ImportOutcome {
        var conversation = before
        var outcome = ImportOutcome()
        var parents: [MessageID: MessageID?] = [:]
        for one in new {
            conversation.lastSeq += 1
            var one = one
            one.message.seq = conversation.lastSeq
            // It counted by the numbers of another server.
            one.message.contextFromSeq = nil
            parents[one.message.id] = one.message.parentID
            _ = try insert(user, one, &outcome, writer)
        }
        // Where the new part of the path leaves what was there.
        var end = imported.conversation.leafID
        while let id = end, let parent = parents[id] { end = parent }
        if let leaf = imported.conversation.leafID, leaf != end, end == before.leafID {
            conversation.lastActivityAt = max(before.lastActivityAt, imported.conversation.lastActivityAt)
            try show(user, leaf, &conversation, writer)
        }
        _ = try writer.update(user, conversation)
        return outcome
    }

    private static func show(
        _ user: UserID,
        _ leaf: MessageID,
        _ conversation: inout Conversation,
        _ writer: any ChatWriter
    ) throws {
        conversation.leafID = leaf
        conversation.unread = try writer.unreadAnswers(user, leaf: leaf, after: conversation.readSeq)
        let text = try writer.message(user, leaf)?.text ?? ""
        conversation.preview = oneLine(text, limit: Conversation.previewLength)
    }

    private static func insert(
        _ user: UserID,
        _ one: ImportedMessage,
        _ outcome: inout ImportOutcome,
        _ writer: any ChatWriter
    ) throws -> Message {
        var message = one.message
        message.attachments = try one.files.compactMap { file in
            var attachment = try writer.attachment(user, file.id)
            attachment?.offset = file.offset
            return attachment
        }
        outcome.missingFiles += one.files.count - message.attachments.count
        // A question says something: at least which file it was about.
        if message.role == .user, !message.hasContent { message.text = "[\(one.files.first?.name ?? "…")]" }
        outcome.messages += 1
        return try writer.insert(user, message)
    }
}

extension ImportedMessage {
    fileprivate var title: String {
        let title = oneLine(message.text, limit: Conversation.titleLength)
        return title.isEmpty ? oneLine(files.first?.name ?? "", limit: Conversation.titleLength) : title
    }
}

extension ImportedConversation {
    /// The rule that it breaks, if any.
    package var fault: ChatError? {
        do {
            try check()
            return nil
        } catch {
            return error
        }
    }

    /// Throws `bad_request`.
    fileprivate func check() throws(ChatError) {
        if !conversation.title.isEmpty { try TextRule.title.check(conversation.title) }
        if let model = conversation.model { try TextRule.model.check(model) }
        if let instructions = conversation.instructions { try TextRule.instructions.check(instructions) }
        if let draft = conversation.draft { try TextRule.questionWithAttachments.check(draft.text) }
        guard messages.count <= Self.maximumMessages else {
            throw .badRequest("A conversation may have at most \(Self.maximumMessages) messages.")
        }
        guard Set(messages.map(\.message.id)).count == messages.count else {
            throw .badRequest("Two messages of a conversation have the same id.")
        }
        var seq: Int64 = 0
        for one in messages {
            try one.check()
            guard one.message.seq > seq, one.message.conversationID == conversation.id else {
                throw .badRequest("The messages of a conversation are not in order.")
            }
            seq = one.message.seq
        }
    }
}

extension ImportedMessage {
    fileprivate func check() throws(ChatError) {
        guard Set(files.map(\.id)).count == files.count else {
            throw .badRequest("A message has the same file twice.")
        }
        if message.role == .user {
            guard message.status == .stored else { throw .badRequest("A question has the status of an answer.") }
            return try TextRule.questionWithAttachments.check(message.text)
        }
        guard message.status.isFinal, message.status != .stored else {
            throw .badRequest("An answer has not ended.")
        }
        let bytes = message.text.utf8.count + (message.thoughts?.utf8.count ?? 0)
        guard bytes <= ImportedConversation.maximumAnswerBytes else { throw .badRequest("An answer is too long.") }
        guard !message.text.utf8.contains(0), !(message.thoughts?.utf8.contains(0) ?? false) else {
            throw .badRequest("An answer holds a character that is not allowed.")
        }
    }
}
