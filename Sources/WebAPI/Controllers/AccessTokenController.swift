internal import ChatActions
internal import ChatDomain
internal import Hummingbird
internal import Live

/// What programs sign in with in a user's name. No token makes, shows or deletes one.
struct AccessTokenController {
    let actions: ChatActions
    let hub: Hub

    func addRoutes(to group: some RouterMethods<SessionContext>) {
        group.get("tokens", use: list)
        group.post("tokens", use: make)
        group.delete("tokens/{id}", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: SessionContext) async throws -> Response {
        let tokens = try await actions.accessTokens(context.user.id)
        return .json { json in
            json.name("tokens")
            json.array(tokens) { json, token in token.write(to: &json) }
        }
    }

    @Sendable private func make(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(["id", "name", "expiresInDays"], upTo: Request.maximumOpenJSONBytes)
        let (token, secret) = try await actions.makeAccessToken(
            context.user.id,
            try fields.id("id"),
            name: try fields.string("name"),
            days: try fields.optional("expiresInDays") { name throws(ChatError) in
                try fields.integer(name, in: 1...365)
            }
        )
        return .json(secret == nil ? .ok : .created) { json in
            json.name("token")
            token.write(to: &json)
            json.member("secret", ifPresent: secret)
        }
    }

    @Sendable private func delete(_ request: Request, _ context: SessionContext) async throws -> Response {
        let id: AccessTokenID = try context.pathID()
        try await actions.deleteAccessToken(context.user.id, id)
        hub.close(context.user.id, credential: id.uuid, .signedOut)
        return .noContent
    }
}

extension AccessToken {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", "\(id)")
            json.member("name", name)
            json.member("createdAt", createdAt.rfc3339)
            json.member("lastUsedAt", ifPresent: lastUsedAt?.rfc3339)
            json.member("expiresAt", ifPresent: expiresAt?.rfc3339)
        }
    }
}
