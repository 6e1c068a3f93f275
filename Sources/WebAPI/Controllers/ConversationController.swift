internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import Store

/// The user's conversations.
struct ConversationController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("conversations", use: list)
        group.put("conversations/{id}", use: create)
        group.get("conversations/{id}", use: show)
        group.patch("conversations/{id}", use: change)
        group.delete("conversations/{id}", use: delete)
        group.put("conversations/{id}/read", use: markRead)
        group.put("conversations/{id}/draft", use: saveDraft)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        let limit = try request.limit() ?? 50
        let filter = ConversationFilter(
            archived: try request.queryBool("archived") ?? false,
            unread: try request.queryBool("unread"),
            pinned: try request.queryBool("pinned")
        )
        let cursor = try request.uri.queryParameters["cursor"].map(ConversationCursor.init(wire:))
        let user = context.userID
        let found = try await actions.store.read {
            try $0.conversations(user, where: filter, after: cursor, limit: limit + 1)
        }
        let page = found.prefix(limit)
        return .json { json in
            json.name("conversations")
            json.array(page) { json, conversation in conversation.write(to: &json) }
            if found.count > limit, let last = page.last {
                json.member("nextCursor", ConversationCursor(after: last).wire)
            }
        }
    }

    @Sendable private func create(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["title", "model", "instructions", "contextExchanges"])
        guard let id = context.parameters.get("id").flatMap(ConversationID.init) else {
            throw ChatError.badRequest("The id in the path must be a UUID.", field: "id")
        }
        var conversation = Conversation(
            id: id,
            title: try fields.optional("title", fields.string),
            model: try fields.optional("model", fields.string),
            instructions: try fields.optional("instructions", fields.string),
            createdAt: .now
        )
        if let exchanges = try fields.contextExchanges() { conversation.contextExchanges = exchanges }
        let (stored, isNew) = try await actions.createConversation(context.userID, conversation)
        return .conversation(isNew ? .created : .ok, stored)
    }

    @Sendable private func show(_ request: Request, _ context: UserContext) async throws -> Response {
        let user = context.userID
        let id: ConversationID = try context.pathID()
        guard let conversation = try await actions.store.read({ try $0.conversation(user, id) }) else {
            throw ChatError.notFound
        }
        return .conversation(.ok, conversation)
    }

    @Sendable private func change(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields([
            "title", "model", "instructions", "contextExchanges", "leafID", "pinned", "archived", "settings",
        ])
        var patch = ConversationPatch()
        patch.title = try fields.has("title") ? fields.string("title") : nil
        if fields.has("model") { patch.model = .some(try fields.optional("model", fields.string)) }
        if fields.has("instructions") {
            patch.instructions = .some(try fields.optional("instructions", fields.string))
        }
        patch.contextExchanges = try fields.contextExchanges()
        patch.leafID = try fields.has("leafID") ? fields.id("leafID") : nil
        patch.isPinned = try fields.has("pinned") ? fields.bool("pinned") : nil
        patch.isArchived = try fields.has("archived") ? fields.bool("archived") : nil
        patch.settings = try fields.has("settings") ? fields.settings() : nil
        return .conversation(
            .ok,
            try await actions.changeConversation(context.userID, try context.pathID(), patch)
        )
    }

    @Sendable private func delete(_ request: Request, _ context: UserContext) async throws -> Response {
        try await actions.deleteConversation(context.userID, try context.pathID())
        return .noContent
    }

    @Sendable private func markRead(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["seq"])
        try await actions.markRead(context.userID, try context.pathID(), seq: try fields.integer("seq"))
        return .noContent
    }

    @Sendable private func saveDraft(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "text"])
        let draft = Conversation.Draft(id: try fields.id("id"), text: try fields.string("text"))
        try await actions.saveDraft(context.userID, in: try context.pathID(), draft)
        return .noContent
    }
}

extension CommandFields {
    /// `nil` when absent, `.some(nil)` for `null`: all exchanges.
    fileprivate func contextExchanges() throws(ChatError) -> Int?? {
        guard has("contextExchanges") else { return nil }
        if isNull("contextExchanges") { return .some(nil) }
        return .some(Int(try integer("contextExchanges", in: 0...1_000_000)))
    }

    fileprivate func settings() throws(ChatError) -> ConversationSettings {
        let names: Set = ["thinkingLevel", "temperature", "googleSearch", "urlContext", "codeExecution"]
        let fields = try object("settings", allowing: names)
        var settings = ConversationSettings()
        settings.thinkingLevel = try fields.optional("thinkingLevel", fields.string)
        let isWord = settings.thinkingLevel?.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 } ?? true
        guard isWord, settings.thinkingLevel?.utf8.count ?? 0 <= 20 else {
            throw .badRequest("settings.thinkingLevel is no level.", field: "settings.thinkingLevel")
        }
        settings.temperature = try fields.optional("temperature") { name throws(ChatError) in
            try fields.number(name, in: 0...2)
        }
        settings.googleSearch = try fields.optional("googleSearch", fields.bool) ?? false
        settings.urlContext = try fields.optional("urlContext", fields.bool) ?? false
        settings.codeExecution = try fields.optional("codeExecution", fields.bool) ?? false
        return settings
    }
}

extension ConversationCursor {
    init(after conversation: Conversation) {
        self.init(
            isPinned: conversation.isPinned,
            lastActivityAt: conversation.lastActivityAt,
            id: conversation.id
        )
    }

    /// Opaque to clients: `1.1790000000000.018f…`.
    var wire: String { "\(isPinned ? 1 : 0).\(lastActivityAt.milliseconds).\(id)" }

    init(wire: Substring) throws(ChatError) {
        let parts = wire.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, parts[0] == "0" || parts[0] == "1", let time = Int64(parts[1]),
            let id = ConversationID(String(parts[2]))
        else { throw .badRequest("cursor must come from a reply.", field: "cursor") }
        self.init(isPinned: parts[0] == "1", lastActivityAt: Timestamp(milliseconds: time), id: id)
    }
}
