internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// A user's own account.
struct OwnAccountController {
    let actions: ChatActions
    let hub: Hub
    let cookie: SessionCookie

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("users/me", use: show)
    }

    func addRoutes(to group: some RouterMethods<SessionContext>) {
        group.patch("users/me", use: change)
        group.delete("users/me", use: delete)
    }

    @Sendable private func show(_ request: Request, _ context: UserContext) async throws -> Response {
        let user = context.identity.user
        let factor = try await actions.secondFactor(user.id)
        let (_, limits, left) = try await actions.usage(user.id, days: 1)
        return .json { json in
            json.name("user")
            user.write(to: &json)
            json.name("totp")
            json.object { json in
                json.member("enabled", factor.isOn)
                json.member("recoveryCodesLeft", factor.recoveryCodesLeft)
            }
            json.name("limit")
            limits.write(to: &json)
            json.name("left")
            left.write(to: &json)
        }
    }

    @Sendable private func change(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(
            ["name", "password", "currentPassword", "totp", "settings"],
            upTo: Request.maximumOpenJSONBytes
        )
        let changed = try await actions.changeAccount(
            context.user,
            in: context.session.id,
            AccountChange(
                name: try fields.optional("name", fields.string),
                password: try fields.optional("password", fields.string),
                currentPassword: try fields.optional("currentPassword", fields.string),
                code: try fields.optional("totp", fields.string),
                settings: try fields.has("settings") ? fields.userSettings() : [:]
            ),
            from: request.visitor(context.address)
        )
        hub.close(context.user.id, sessions: changed.ended)
        var response = Response.json { json in
            json.name("user")
            changed.user.write(to: &json)
        }
        if let token = changed.token { response.headers[.setCookie] = cookie.set(token) }
        return response
    }

    @Sendable private func delete(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(["password", "totp"], upTo: Request.maximumOpenJSONBytes)
        try await actions.deleteAccount(
            context.user,
            password: try fields.optional("password", fields.string),
            code: try fields.optional("totp", fields.string),
            from: request.visitor(context.address)
        )
        hub.closeAll(context.user.id, .signedOut)
        var response = Response.noContent
        response.headers[.setCookie] = cookie.cleared
        return response
    }
}

extension CommandFields {
    /// What to set of them, `null` for what to take away.
    fileprivate func userSettings() throws(ChatError) -> [UserSettings.Key: String?] {
        let fields = try object("settings", allowing: Set(UserSettings.Key.allCases.map(\.rawValue)))
        var changes: [UserSettings.Key: String?] = [:]
        for key in UserSettings.Key.allCases where fields.has(key.rawValue) {
            changes[key] = .some(try fields.optional(key.rawValue, fields.string))
        }
        return changes
    }
}

extension Hub {
    /// Sessions are over: their sockets close.
    func close(_ user: UserID, sessions: [SessionID]) {
        for session in sessions { close(user, credential: session.uuid, .signedOut) }
    }
}
