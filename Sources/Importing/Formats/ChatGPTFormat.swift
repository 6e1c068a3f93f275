internal import ChatActions
internal import ChatDomain
internal import Foundation

/// A conversation of ChatGPT's export, as `conversations.json` holds it.
///
/// Nobody publishes the format. Source: exports of 2023 to 2026 as others describe them: `mapping` is a tree of nodes, most of
/// them with a message; `current_node` ends the path that is shown.
enum ChatGPTFormat {
    /// Throws `ImportFailure` when it is too large.
    static func convert(_ value: JSONTree) throws(ImportFailure) -> Converted? {
        guard case .object(let members)? = value["mapping"] else { return nil }
        guard members.count <= ForeignTree.maximumNodes else {
            throw ImportFailure("it has too many messages", isOfOne: true)
        }
        let name = value["conversation_id"]?.string ?? value["id"]?.string ?? ""
        let foreignID = name.isEmpty ? "\(value["create_time"]?.number ?? 0) \(value["title"]?.string ?? "")" : name
        let id = ConversationID(uuid: Foreign.id("chatgpt", foreignID))
        let created = Foreign.time(value["create_time"]) ?? Foreign.time(value["update_time"]) ?? .now
        let key = { (node: String) in Foreign.id("chatgpt", foreignID, node) }
        let nodes = members.map { node($0, key: key, model: value["default_model_slug"]?.string) }
        let tree = try ForeignTree(id, nodes, model: "ChatGPT", start: created)
        var conversation = Conversation(id: id, title: nil, createdAt: created)
        conversation.title = TextRule.title.cleaned(value["title"]?.string ?? "")
        conversation.titleIsChosen = !conversation.title.isEmpty
        conversation.leafID = tree.leaf(value["current_node"]?.string.map(key))
        conversation.lastActivityAt =
            Foreign.time(value["update_time"]) ?? tree.messages.last?.message.createdAt ?? created
        conversation.isArchived = value["is_archived"]?.bool ?? false
        conversation.isPinned = value["is_starred"]?.bool ?? (value["pinned_time"]?.number != nil)
        conversation.readSeq = Int64(tree.messages.count)
        return Converted(
            imported: ImportedConversation(conversation: conversation, messages: tree.messages),
            shortened: tree.shortened
        )
    }

    private static func node(_ member: JSONTree.Member, key: (String) -> UUID, model: String?) -> ForeignNode {
        let parent = member.value["parent"]?.string.map(key)
        var node = ForeignNode(id: key(member.name), parent: parent, kind: .hidden)
        guard let message = member.value["message"], case .object? = message["content"] else { return node }
        let metadata = message["metadata"]
        let isHidden = metadata?["is_visually_hidden_from_conversation"]?.bool == true || message["weight"]?.number == 0
        guard !isHidden, let role = message["author"]?["role"]?.string else { return node }
        node.time = Foreign.time(message["create_time"])
        let reader = ContentReader(message)
        switch role {
        case "user":
            node.kind = .question
            (node.text, node.files) = (reader.text, reader.files)
        case "assistant":
            node.kind = .answer
            (node.text, node.thoughts, node.files) = (reader.text, reader.thoughts, reader.files)
            node.model = Foreign.model(metadata?["model_slug"]?.string ?? model)
            node.sources = sources(metadata)
            node.isInterrupted = message["status"]?.string == "in_progress"
        case "tool":
            // What a tool did is a part of the answer: what code printed, and the pictures.
            node.kind = .answer
            (node.text, node.files) = (reader.output, reader.files)
        default:
            break
        }
        return node
    }

    private static func sources(_ metadata: JSONTree?) -> [Source] {
        let references = (metadata?["content_references"]?.array ?? []).prefix(1000).flatMap { reference in
            [reference] + (reference["items"]?.array ?? []).prefix(100)
        }
        let citations = (metadata?["citations"]?.array ?? []).prefix(1000).compactMap { $0["metadata"] }
        var seen: Set<UUID> = []
        let found = (references + citations).compactMap {
            Foreign.source(title: $0["title"]?.string, uri: $0["url"]?.string)
        }
        return Array(found.filter { seen.insert(Foreign.id($0.uri)).inserted }.prefix(Foreign.maximumSources))
    }

    // MARK: Files

    /// The id by which a conversation names a file, such as `file-AbC123` of `file-service://file-AbC123`.
    static func fileID(pointer: String) -> AttachmentID? {
        guard let start = pointer.range(of: "://")?.upperBound else { return nil }
        return fileID(name: String(pointer[start...]))
    }

    /// The same of a file's name in the archive, such as `file-AbC123-photo.png` or `file_00ab.dat`.
    static func fileID(name: String) -> AttachmentID? {
        let bytes = Array(name.utf8.prefix(200))
        guard bytes.starts(with: "file-".utf8) || bytes.starts(with: "file_".utf8) else { return nil }
        let id = bytes.dropFirst(5).prefix { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        guard !id.isEmpty else { return nil }
        return AttachmentID(uuid: Foreign.id("chatgpt file", String(decoding: bytes.prefix(5) + id, as: UTF8.self)))
    }

    /// The files that a conversation's messages name.
    static func files(of value: JSONTree) -> [ImportedMessage.File] {
        value["mapping"]?.members.compactMap { $0.value["message"] }.flatMap { ContentReader($0).files } ?? []
    }
}

/// What a message of ChatGPT's holds.
private struct ContentReader {
    private(set) var text = ""
    private(set) var thoughts = ""
    /// What a tool's message shows.
    private(set) var output = ""
    private(set) var files: [ImportedMessage.File] = []

    init(_ message: JSONTree) {
        guard let content = message["content"] else { return }
        let attached = message["metadata"]?["attachments"]?.array ?? []
        switch content["content_type"]?.string ?? "text" {
        case "code":
            // Code that goes to another tool than the interpreter is a call, and nothing that was said.
            let recipient = message["recipient"]?.string ?? "all"
            guard recipient == "all" || recipient == "python" else { break }
            let language = content["language"]?.string ?? ""
            text = Self.fenced(content["text"]?.string ?? "", language == "unknown" ? "python" : language)
        case "execution_output":
            output = Self.fenced(content["text"]?.string ?? "", "")
        case "thoughts":
            thoughts = (content["thoughts"]?.array ?? []).compactMap { thought in
                let parts = [thought["summary"]?.string.map { "**\($0)**" }, thought["content"]?.string]
                return parts.compactMap { $0 }.joined(separator: "\n\n")
            }.joined(separator: "\n\n")
        case "user_editable_context", "reasoning_recap", "model_editable_context", "system_error": break
        default: takeParts(of: content, attached, isSaid: (message["recipient"]?.string ?? "all") == "all")
        }
        for file in attached {
            guard let id = file["id"]?.string.flatMap({ ChatGPTFormat.fileID(name: $0) }) else { continue }
            add(id, name: file["name"]?.string)
        }
    }

    private mutating func takeParts(of content: JSONTree, _ attached: [JSONTree], isSaid: Bool) {
        var texts: [String] = []
        for part in content["parts"]?.array ?? [] {
            if let said = part.string {
                if !said.isEmpty { texts.append(said) }
            } else if let pointer = part["asset_pointer"]?.string, let id = ChatGPTFormat.fileID(pointer: pointer) {
                let length = texts.joined(separator: "\n\n").utf16.count
                add(id, name: Self.name(id, attached), offset: length)
            } else if let said = part["text"]?.string, !said.isEmpty {
                texts.append(said)
            }
        }
        if content["parts"] == nil, let said = content["text"]?.string { texts = [said] }
        if isSaid { text = Self.withoutMarks(texts.joined(separator: "\n\n")) }
    }

    private mutating func add(_ id: AttachmentID, name: String?, offset: Int? = nil) {
        guard !files.contains(where: { $0.id == id }), files.count < 100 else { return }
        files.append(ImportedMessage.File(id: id, name: Foreign.fileName(name ?? "picture"), offset: offset))
    }

    private static func name(_ id: AttachmentID, _ attached: [JSONTree]) -> String? {
        attached.first { $0["id"]?.string.flatMap(ChatGPTFormat.fileID(name:)) == id }?["name"]?.string
    }

    private static func fenced(_ code: String, _ language: String) -> String {
        guard !code.isEmpty else { return "" }
        let isWord = language.utf8.count <= 20 && language.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x60 }
        // A fence is longer than any within it.
        var fence = "```"
        while fence.utf8.count < 100, code.contains(fence) { fence += "`" }
        return "\(fence)\(isWord ? language : "")\n\(code)\n\(fence)"
    }

    /// Places of citations stand in the text between marks of a private use of Unicode; nothing can be made of them elsewhere.
    static func withoutMarks(_ text: String) -> String {
        guard text.utf8.contains(0xEE) else { return text }
        var kept = String.UnicodeScalarView()
        var held = String.UnicodeScalarView()
        var isWithin = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{E200}":
                kept += held
                held.removeAll()
                isWithin = true
            case "\u{E201}" where isWithin:
                held.removeAll()
                isWithin = false
            case "\u{E202}"..."\u{E2FF}" where !isWithin: break
            default: if isWithin { held.append(scalar) } else { kept.append(scalar) }
            }
        }
        return String(kept + held)
    }
}
