internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// Links that show a part of a conversation, for whoever makes them.
struct ShareController {
    let actions: ChatActions
    let links: LinkMaker

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("shares", use: list)
        group.post("shares", use: make)
        group.delete("shares/{id}", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        let shares = try await actions.shares(context.userID)
        return .json { json in
            json.name("shares")
            json.array(shares) { json, share in share.write(to: &json) }
        }
    }

    @Sendable private func make(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "conversationID", "messageID", "days"])
        let days = try fields.optional("days") { name throws(ChatError) in try fields.integer(name, in: Share.days) }
        let (share, secret) = try await actions.share(
            context.userID,
            try fields.id("id"),
            try fields.id("conversationID"),
            try fields.optional("messageID", fields.id),
            days: fields.has("days") ? days : Share.defaultDays
        )
        return .json(secret == nil ? .ok : .created) { json in
            json.name("share")
            share.write(to: &json)
            json.member("url", ifPresent: secret.map { links.link("share", $0, request) })
        }
    }

    @Sendable private func delete(_ request: Request, _ context: UserContext) async throws -> Response {
        try await actions.deleteShare(context.userID, try context.pathID())
        return .noContent
    }
}

/// What a link shows, for anybody who has it. Nobody may keep it: it may be over tomorrow.
struct OpenShareController {
    let actions: ChatActions

    func addRoutes(to group: RouterGroup<AppContext>) {
        group.post("shares/open", use: open)
        group.post("shares/file", use: file)
    }

    @Sendable private func open(_ request: Request, _ context: AppContext) async throws -> Response {
        let fields = try await request.fields(["secret"], upTo: Request.maximumOpenJSONBytes)
        let (share, messages) = try await actions.openShare(secret: try fields.string("secret"))
        var response = Response.json { json in
            json.member("title", share.title.isEmpty ? Conversation.untitled : share.title)
            json.member("createdAt", share.createdAt.rfc3339)
            json.member("expiresAt", ifPresent: share.expiresAt?.rfc3339)
            json.name("messages")
            json.array(messages) { json, message in message.write(to: &json) }
        }
        response.headers.keepOutOfSearchEngines()
        return response
    }

    @Sendable private func file(_ request: Request, _ context: AppContext) async throws -> Response {
        let fields = try await request.fields(["secret", "attachmentID"], upTo: Request.maximumOpenJSONBytes)
        let (attachment, path) = try await actions.sharedFile(
            secret: try fields.string("secret"),
            try fields.id("attachmentID")
        )
        let body = try await FileIO().loadFile(path: path, context: context)
        var headers = AttachmentController.headers(of: attachment, caching: "no-store")
        headers.keepOutOfSearchEngines()
        return Response(status: .ok, headers: headers, body: body)
    }
}

extension HTTPFields {
    /// Tells search engines to leave it out. Source: Google's "Robots meta tag, data-nosnippet, and X-Robots-Tag
    /// specifications".
    mutating func keepOutOfSearchEngines() {
        if let name = HTTPField.Name("X-Robots-Tag") { self[name] = "noindex" }
    }
}
