internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import NIOCore
internal import Store

/// Questions and answers.
struct MessageController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("conversations/{id}/messages", use: list)
        group.post("conversations/{id}/messages", use: ask)
        group.post("messages/{id}/stop", use: stop)
        group.post("messages/{id}/regenerate", use: regenerate)
        group.post("messages/{id}/edit", use: edit)
        group.get("messages/{id}/suggestions", use: suggestions)
        group.get("messages", use: listStarred)
        group.patch("messages/{id}", use: change)
        group.delete("messages/{id}", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        var page = MessagePage()
        page.before = try request.query("before", in: 0...Int64.max)
        page.around = try request.queryID("around")
        page.leaf = try request.queryID("leaf")
        page.limit = try request.limit()
        let list = try await actions.messages(context.userID, try context.pathID(), page)
        return .json { json in
            json.name("messages")
            json.array(list.messages) { json, message in message.write(to: &json) }
            json.member("earlier", list.earlier)
            json.member("later", list.later)
        }
    }

    @Sendable private func listStarred(_ request: Request, _ context: UserContext) async throws -> Response {
        guard try request.queryBool("starred") == true else {
            throw ChatError.badRequest(
                "Only messages with a star are listed here: starred must be true.",
                field: "starred"
            )
        }
        let limit = try request.limit() ?? 50
        let cursor = try request.uri.queryParameters["cursor"].map(MessageCursor.init(wire:))
        let user = context.userID
        let found = try await actions.store.read { try $0.starredMessages(user, after: cursor, limit: limit + 1) }
        let page = found.prefix(limit)
        return .json { json in
            json.name("messages")
            json.array(page) { json, message in message.write(to: &json) }
            if found.count > limit, let last = page.last {
                json.member("nextCursor", MessageCursor(createdAt: last.createdAt, id: last.id).wire)
            }
        }
    }

    @Sendable private func change(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["starred"])
        let message = try await actions.star(context.userID, try context.pathID(), try fields.bool("starred"))
        var json = JSONWriter(capacity: 1024)
        message.write(to: &json)
        return .json(.ok, json.buffer)
    }

    @Sendable private func ask(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "text", "attachments", "parentID", "quoteID"])
        let question = NewQuestion(
            id: try fields.id("id"),
            text: try fields.string("text"),
            parentID: try fields.optional("parentID", fields.id),
            quoteID: try fields.optional("quoteID", fields.id),
            attachments: try fields.optional("attachments", fields.ids) ?? []
        )
        return .asked(try await actions.ask(context.userID, in: try context.pathID(), question))
    }

    @Sendable private func edit(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "text", "attachments"])
        let question = EditedQuestion(
            id: try fields.id("id"),
            text: try fields.string("text"),
            attachments: try fields.optional("attachments", fields.ids)
        )
        return .asked(try await actions.edit(context.userID, try context.pathID(), question))
    }

    @Sendable private func stop(_ request: Request, _ context: UserContext) async throws -> Response {
        let answer = try await actions.stopAnswer(context.userID, try context.pathID())
        return .json { json in
            json.name("answer")
            answer.write(to: &json)
        }
    }

    @Sendable private func regenerate(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "model"])
        let (answer, isNew) = try await actions.regenerate(
            context.userID,
            try context.pathID(),
            as: try fields.id("id"),
            model: try fields.optional("model", fields.string)
        )
        return .json(isNew ? .created : .ok) { json in
            json.name("answer")
            answer.write(to: &json)
        }
    }

    /// Google's search suggestions as a document of its own. Its terms want them unaltered, with links that open.
    @Sendable private func suggestions(_ request: Request, _ context: UserContext) async throws -> Response {
        let user = context.userID
        let id: MessageID = try context.pathID()
        guard let html = try await actions.store.read({ try $0.message(user, id) })?.searchSuggestions else {
            throw ChatError.notFound
        }
        let page =
            #"<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><base target="_blank"><title>Google Search</title>"#
            + html
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: Self.suggestionsPolicy,
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page))
        )
    }

    /// Styles and pictures of its own, links into new tabs; no scripts, no requests, no forms.
    private static let suggestionsPolicy = """
        sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
        img-src data:; base-uri 'none'; frame-ancestors 'self'
        """

    @Sendable private func delete(_ request: Request, _ context: UserContext) async throws -> Response {
        try await actions.deleteMessage(context.userID, try context.pathID())
        return .noContent
    }
}

extension MessageCursor {
    /// Opaque to clients: `1790000000000.018f…`.
    fileprivate var wire: String { "\(createdAt.milliseconds).\(id)" }

    fileprivate init(wire: Substring) throws(ChatError) {
        let parts = wire.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let time = Int64(parts[0]), let id = MessageID(String(parts[1])) else {
            throw .badRequest("cursor must come from a reply.", field: "cursor")
        }
        self.init(createdAt: Timestamp(milliseconds: time), id: id)
    }
}

extension Response {
    fileprivate static func asked(_ asked: Asked) -> Response {
        .json(asked.isNew ? .created : .ok) { json in
            json.name("question")
            asked.question.write(to: &json)
            json.name("answer")
            asked.answer.write(to: &json)
        }
    }
}
