internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import Live

/// A conversation of Pollux's own export, in the shapes of the wire: everything comes back as it was.
///
/// What an export cannot have written is left out or made fit: the file may have been edited.
enum PolluxFormat {
    static func convert(_ value: JSONTree) -> Converted? {
        guard let given = value["conversation"], let id = given["id"]?.string.flatMap({ ConversationID($0) }) else {
            return nil
        }
        var shortened = 0
        let messages = inOrder((value["messages"]?.array ?? []).compactMap { message($0, in: id, &shortened) })
        let conversation = self.conversation(given, id)
        return Converted(
            imported: ImportedConversation(conversation: conversation, messages: messages),
            shortened: shortened
        )
    }

    /// A file of the list `attachments`.
    static func file(_ value: JSONTree) -> (id: AttachmentID, name: String, mediaType: String?)? {
        guard let id = value["id"]?.string.flatMap({ AttachmentID($0) }) else { return nil }
        return (id, Foreign.fileName(value["name"]?.string), value["mediaType"]?.string)
    }

    /// The id at the beginning of a file's name in `attachments/`.
    static func fileID(name: String) -> AttachmentID? {
        AttachmentID(String(name.unicodeScalars.prefix(36).map(Character.init)))
    }

    static func preset(_ value: JSONTree) -> Preset? {
        guard let id = value["id"]?.string.flatMap({ PresetID($0) }), let name = value["name"]?.string,
            let instructions = value["instructions"]?.string
        else { return nil }
        let cleaned = TextRule.name.cleaned(name)
        guard !cleaned.isEmpty else { return nil }
        return Preset(id: id, name: cleaned, instructions: TextRule.instructions.cleaned(instructions))
    }

    // MARK: The conversation

    private static func conversation(_ given: JSONTree, _ id: ConversationID) -> Conversation {
        var conversation = Conversation(id: id, title: nil, createdAt: time(given["createdAt"]) ?? .now)
        let title = TextRule.title.cleaned(given["title"]?.string ?? "")
        // What it is called without a title: the first question will name it.
        conversation.title = title == Conversation.untitled ? "" : title
        conversation.titleIsChosen = !conversation.title.isEmpty
        conversation.model = Foreign.model(given["model"]?.string)
        conversation.instructions = given["instructions"]?.string.map { TextRule.instructions.cleaned($0) }
        if let exchanges = given["contextExchanges"] {
            let number = exchanges.integer.flatMap { (0...1_000_000).contains($0) ? Int($0) : nil }
            if number != nil || exchanges.isNull { conversation.contextExchanges = number }
        }
        conversation.settings = settings(given["settings"])
        conversation.leafID = given["leafID"]?.string.flatMap { MessageID($0) }
        conversation.isPinned = given["pinned"]?.bool ?? false
        conversation.isArchived = given["archived"]?.bool ?? false
        conversation.lastActivityAt = time(given["lastActivityAt"]) ?? conversation.createdAt
        let preview = given["preview"]?.string ?? ""
        conversation.preview = preview.unicodeScalars.count <= 1000 ? preview.replacing("\n", with: " ") : ""
        conversation.readSeq = max(0, given["readSeq"]?.integer ?? 0)
        if let draft = given["draft"], let id = draft["id"]?.string.flatMap({ MessageID($0) }),
            let text = draft["text"]?.string
        {
            conversation.draft = .init(id: id, text: TextRule.questionWithAttachments.cleaned(text))
        }
        return conversation
    }

    private static func settings(_ given: JSONTree?) -> ConversationSettings {
        var settings = ConversationSettings()
        let level = given?["thinkingLevel"]?.string
        if let level, level.utf8.count <= 20, level.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            settings.thinkingLevel = level
        }
        if let temperature = given?["temperature"]?.number, (0...2).contains(temperature) {
            settings.temperature = temperature
        }
        settings.googleSearch = given?["googleSearch"]?.bool ?? false
        settings.urlContext = given?["urlContext"]?.bool ?? false
        settings.codeExecution = given?["codeExecution"]?.bool ?? false
        return settings
    }

    private static func time(_ value: JSONTree?) -> Timestamp? {
        value?.string.flatMap { Timestamp(rfc3339: $0) }.flatMap { Foreign.limited($0) }
    }

    // MARK: Messages

    private static func message(
        _ given: JSONTree,
        in conversation: ConversationID,
        _ shortened: inout Int
    ) -> ImportedMessage? {
        guard let id = given["id"]?.string.flatMap({ MessageID($0) }), let seq = given["seq"]?.integer,
            let role = given["role"]?.string.flatMap({ Message.Role(rawValue: $0) })
        else { return nil }
        var message = Message(
            id: id,
            conversationID: conversation,
            seq: seq,
            parentID: given["parentID"]?.string.flatMap { MessageID($0) },
            role: role,
            text: given["text"]?.string ?? "",
            status: .stored,
            createdAt: time(given["createdAt"]) ?? .now
        )
        message.isStarred = given["starred"]?.bool ?? false
        message.quoteID = given["quoteID"]?.string.flatMap { MessageID($0) }
        if role == .model {
            readAnswer(given, into: &message, &shortened)
        } else {
            if message.text.utf16.count > TextRule.maximumQuestionLength { shortened += 1 }
            message.text = TextRule.questionWithAttachments.cleaned(message.text)
        }
        return ImportedMessage(message: message, files: files(given, role))
    }

    private static func readAnswer(_ given: JSONTree, into message: inout Message, _ shortened: inout Int) {
        let status = given["status"]?.string.flatMap { Message.Status(rawValue: $0) } ?? .complete
        // One that ran while the export was made: what there was of it.
        let isOver = status.isFinal && status != .stored
        message.status = isOver ? status : .interrupted
        message.failure = isOver ? failure(given["failure"]) : .cutOff
        message.finishedAt = time(given["finishedAt"])
        message.model = Foreign.model(given["model"]?.string)
        message.thoughts = given["thoughts"]?.string
        message.report = report(given)
        message.sources = (given["sources"]?.array ?? []).prefix(1000).compactMap(source)
        message.searchSuggestions = given["searchSuggestions"]?.string.flatMap { $0.utf8.count <= 262_144 ? $0 : nil }
        message.contextFromSeq = given["contextFromSeq"]?.integer.flatMap { $0 > 0 ? $0 : nil }
        message.contextLeftOut = count(given["contextLeftOut"])
        let limit = ImportedConversation.maximumAnswerBytes
        if message.text.utf8.count + (message.thoughts?.utf8.count ?? 0) > limit {
            shortened += 1
            message.thoughts = nil
            while message.text.utf8.count > limit { message.text = String(message.text.prefix(message.text.count / 2)) }
        }
    }

    private static func files(_ given: JSONTree, _ role: Message.Role) -> [ImportedMessage.File] {
        var seen: Set<AttachmentID> = []
        return (given["attachments"]?.array ?? []).prefix(100).compactMap { attachment in
            guard let (id, name, _) = file(attachment), seen.insert(id).inserted else { return nil }
            return ImportedMessage.File(id: id, name: name, offset: count(attachment["offset"]))
        }
    }

    private static func failure(_ given: JSONTree?) -> AnswerFailure? {
        guard let code = given?["code"]?.string, let message = given?["message"]?.string else { return nil }
        return AnswerFailure(exported: code, message: message, retryable: given?["retryable"]?.bool ?? false)
    }

    private static func report(_ given: JSONTree) -> AnswerReport {
        func word(_ value: JSONTree?) -> String? { value?.string.flatMap { $0.utf8.count <= 4000 ? $0 : nil } }
        var report = AnswerReport()
        report.modelVersion = word(given["modelVersion"])
        report.responseId = word(given["responseId"])
        report.finishReason = word(given["finishReason"])
        report.finishMessage = word(given["finishMessage"])
        if let usage = given["usage"] {
            report.usage = AnswerReport.Usage(
                promptTokenCount: count(usage["promptTokenCount"]),
                candidatesTokenCount: count(usage["candidatesTokenCount"]),
                thoughtsTokenCount: count(usage["thoughtsTokenCount"]),
                totalTokenCount: count(usage["totalTokenCount"])
            )
        }
        return report
    }

    private static func source(_ given: JSONTree) -> Source? {
        guard var source = Foreign.source(title: given["title"]?.string, uri: given["uri"]?.string) else { return nil }
        if let title = given["title"]?.string, title.utf8.count <= 4000 { source.title = title }
        source.segments = (given["segments"]?.array ?? []).prefix(1000).compactMap { segment in
            guard let start = count(segment["start"]), let end = count(segment["end"]), start <= end else { return nil }
            return Source.Segment(start: start, end: end)
        }
        return source
    }

    private static func count(_ value: JSONTree?) -> Int? {
        value?.integer.flatMap { (0...1_000_000_000_000).contains($0) ? Int($0) : nil }
    }

    // MARK: Order

    /// By `seq`, each id once, none before its parent; numbered anew where the numbers are no order.
    private static func inOrder(_ given: [ImportedMessage]) -> [ImportedMessage] {
        var roles: [MessageID: Message.Role] = [:]
        var messages: [ImportedMessage] = []
        for var one in given.sorted(by: { $0.message.seq < $1.message.seq }) where roles[one.message.id] == nil {
            // A question whose parent is not there begins a branch; an answer without a question has no place.
            let parent = one.message.parentID.flatMap { roles[$0] }
            guard one.message.role == .user || parent == .user else { continue }
            if parent == nil { one.message.parentID = nil }
            roles[one.message.id] = one.message.role
            messages.append(one)
        }
        let numbers = messages.map(\.message.seq)
        let isOrder = (numbers.first ?? 1) > 0 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        guard !isOrder || numbers.last ?? 0 > 1_000_000_000 else { return messages }
        for index in messages.indices {
            messages[index].message.seq = Int64(index + 1)
            messages[index].message.contextFromSeq = nil
        }
        return messages
    }
}
