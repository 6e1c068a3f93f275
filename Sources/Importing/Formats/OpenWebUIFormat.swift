internal import ChatActions
internal import ChatDomain
internal import Foundation

/// A chat of Open WebUI's export.
///
/// Source: its documentation of the import's schema, and the page's own import: a list of `{id, chat, …}`, formerly of chats
/// themselves. Newer ones have a tree in `history`, the oldest only the list `messages`.
enum OpenWebUIFormat {
    /// The chat within an element; `nil` when it is none.
    static func chat(_ value: JSONTree) -> JSONTree? {
        let chat = value["chat"] ?? value
        if case .object? = chat["history"]?["messages"] { return chat }
        if case .array? = chat["messages"], value["conversation"] == nil { return chat }
        return nil
    }

    /// Throws `ImportFailure` when it is too large.
    static func convert(_ value: JSONTree) throws(ImportFailure) -> Converted? {
        guard let chat = chat(value) else { return nil }
        let first =
            chat["history"]?["messages"]?.members.first?.name ?? chat["messages"]?.array.first?["content"]?.string
        let title = value["title"]?.string ?? chat["title"]?.string ?? ""
        // One that was exported alone may have no id: then its beginning tells it.
        let given = value["id"]?.string ?? chat["id"]?.string ?? ""
        let foreignID = given.isEmpty ? "\(chat["timestamp"]?.number ?? 0) \(title) \(first ?? "")" : given
        let id = ConversationID(uuid: Foreign.id("openwebui", foreignID))
        let key = { (node: String) in Foreign.id("openwebui", foreignID, node) }
        let created = Foreign.time(value["created_at"]) ?? Foreign.time(chat["timestamp"]) ?? .now
        var files: [InlineFile] = []
        let nodes = try self.nodes(of: chat, key, &files)
        let tree = try ForeignTree(id, nodes, model: "Open WebUI", start: created)
        var conversation = Conversation(id: id, title: nil, createdAt: created)
        conversation.title = TextRule.title.cleaned(title)
        conversation.titleIsChosen = !conversation.title.isEmpty
        let instructions = chat["params"]?["system"]?.string ?? chat["system"]?.string ?? ""
        if !instructions.isEmpty { conversation.instructions = TextRule.instructions.cleaned(instructions) }
        conversation.leafID = tree.leaf(chat["history"]?["currentId"]?.string.map(key))
        conversation.lastActivityAt =
            Foreign.time(value["updated_at"]) ?? tree.messages.last?.message.createdAt ?? created
        conversation.isArchived = value["archived"]?.bool ?? false
        conversation.isPinned = value["pinned"]?.bool ?? false
        conversation.readSeq = Int64(tree.messages.count)
        return Converted(
            imported: ImportedConversation(conversation: conversation, messages: tree.messages),
            files: files,
            shortened: tree.shortened
        )
    }

    private static func nodes(
        of chat: JSONTree,
        _ key: (String) -> UUID,
        _ files: inout [InlineFile]
    ) throws(ImportFailure) -> [ForeignNode] {
        if let members = chat["history"]?["messages"]?.members, !members.isEmpty {
            guard members.count <= ForeignTree.maximumNodes else {
                throw ImportFailure("it has too many messages", isOfOne: true)
            }
            return members.map {
                node($0.value, id: key($0.name), parent: $0.value["parentId"]?.string.map(key), &files)
            }
        }
        let list = chat["messages"]?.array ?? []
        guard list.count <= ForeignTree.maximumNodes else {
            throw ImportFailure("it has too many messages", isOfOne: true)
        }
        let ids = list.enumerated().map { number, message in key(message["id"]?.string ?? "#\(number)") }
        return list.enumerated().map { number, message in
            node(message, id: ids[number], parent: number > 0 ? ids[number - 1] : nil, &files)
        }
    }

    private static func node(_ message: JSONTree, id: UUID, parent: UUID?, _ files: inout [InlineFile]) -> ForeignNode {
        var node = ForeignNode(id: id, parent: parent, kind: .hidden)
        node.time = Foreign.time(message["timestamp"])
        switch message["role"]?.string {
        case "user": node.kind = .question
        case "assistant":
            node.kind = .answer
            node.model = Foreign.model(message["model"]?.string ?? message["modelName"]?.string)
            node.sources = sources(message)
        default: return node
        }
        take(message["content"], to: &node, &files)
        for file in message["files"]?.array ?? [] {
            add(file["url"]?.string ?? file["data"]?.string, name: file["name"]?.string, to: &node, &files)
        }
        if node.kind == .answer {
            (node.text, node.thoughts) = ReasoningBlocks.taken(outOf: node.text)
            let hasFailed = message["error"].map { !$0.isNull && $0.bool != false } ?? false
            if hasFailed { node.failure = .upstreamError } else { node.isInterrupted = message["done"]?.bool == false }
        }
        return node
    }

    private static func take(_ content: JSONTree?, to node: inout ForeignNode, _ files: inout [InlineFile]) {
        if let text = content?.string { node.text = text }
        for part in content?.array ?? [] {
            if let text = part["text"]?.string { node.text += (node.text.isEmpty ? "" : "\n\n") + text }
            add(part["image_url"]?["url"]?.string, name: nil, to: &node, &files)
        }
    }

    private static func add(_ address: String?, name: String?, to node: inout ForeignNode, _ files: inout [InlineFile])
    {
        guard let address, files.count < 1000, let file = InlineFile(address: address, name: name) else { return }
        guard !node.files.contains(where: { $0.id == file.id }) else { return }
        if !files.contains(where: { $0.id == file.id }) { files.append(file) }
        node.files.append(ImportedMessage.File(id: file.id, name: file.name, offset: node.text.utf16.count))
    }

    private static func sources(_ message: JSONTree) -> [Source] {
        let given = message["sources"]?.array ?? message["citations"]?.array ?? []
        return given.prefix(Foreign.maximumSources).compactMap { one in
            let page = one["source"]
            return Foreign.source(title: page?["name"]?.string, uri: page?["url"]?.string ?? page?["name"]?.string)
        }
    }
}

/// Thoughts that stand within an answer's text as HTML: `<details type="reasoning" …><summary>…</summary> … </details>`.
enum ReasoningBlocks {
    static func taken(outOf text: String) -> (text: String, thoughts: String) {
        guard text.contains("<details type=\"reasoning\"") else { return (text, "") }
        var (kept, thoughts) = ("", "")
        var rest = text[...]
        while let start = rest.range(of: "<details type=\"reasoning\"") {
            guard let end = rest.range(of: "</details>", range: start.upperBound..<rest.endIndex),
                let head = rest.range(of: ">", range: start.upperBound..<end.lowerBound)
            else { break }
            var block = rest[head.upperBound..<end.lowerBound]
            if let summary = block.range(of: "</summary>") { block = block[summary.upperBound...] }
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("> ") ? line.dropFirst(2) : line == ">" ? "" : line
            }
            let thought = trimmed(unescaped(lines.joined(separator: "\n")))
            kept += rest[..<start.lowerBound]
            thoughts += (thoughts.isEmpty || thought.isEmpty ? "" : "\n\n") + thought
            rest = rest[end.upperBound...]
        }
        return (trimmed(kept + rest), thoughts)
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#x27;", with: "'").replacing("&amp;", with: "&")
    }
}
