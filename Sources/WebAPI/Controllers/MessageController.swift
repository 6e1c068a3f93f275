internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// Questions and answers.
struct MessageController {
    let actions: ChatActions

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("conversations/{id}/messages", use: list)
        group.post("conversations/{id}/messages", use: ask)
        group.post("messages/{id}/stop", use: stop)
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
            quoteID: try fields.optional("quoteID", fields.id)
        )
        if fields.has("attachments"), try !fields.isEmptyArray("attachments") {
            throw ChatError(.notFound, "There is no such attachment.", field: "attachments")
        }
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

    @Sendable private func delete(_ request: Request, _ context: UserContext) async throws -> Response {
        try await actions.deleteMessage(context.userID, try context.pathID())
        return .noContent
    }
}
