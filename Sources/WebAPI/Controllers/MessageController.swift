internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
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
        group.get("messages/{id}/suggestions", use: suggestions)
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

    @Sendable private func ask(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "text", "attachments", "parentID", "quoteID"])
        let question = NewQuestion(
            id: try fields.id("id"),
            text: try fields.string("text"),
            parentID: try fields.optional("parentID", fields.id),
            quoteID: try fields.optional("quoteID", fields.id),
            attachments: try fields.optional("attachments", fields.ids) ?? []
        )
        let asked = try await actions.ask(context.userID, in: try context.pathID(), question)
        return .json(asked.isNew ? .created : .ok) { json in
            json.name("question")
            asked.question.write(to: &json)
            json.name("answer")
            asked.answer.write(to: &json)
        }
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
