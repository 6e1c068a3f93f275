internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import Observability

/// Signing up, in and out.
struct AccountController {
    let actions: ChatActions
    let hub: Hub
    let cookie: SessionCookie
    let server: ServerDescription
    let metrics: Metrics.HTTPMetrics

    /// - Parameter newcomers: where accounts are made, so that they can be counted.
    func addRoutes(to group: RouterGroup<AppContext>, newcomers: RouterGroup<AppContext>) {
        newcomers.post("users", use: signUp)
        newcomers.post("guests", use: becomeGuest)
        group.post("session", use: signIn)
    }

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("session", use: session)
    }

    func addRoutes(to group: some RouterMethods<SessionContext>) {
        group.delete("session", use: signOut)
    }

    @Sendable private func signUp(_ request: Request, _ context: AppContext) async throws -> Response {
        let fields = try await request.fields(
            ["name", "password", "invitation"],
            upTo: Request.maximumOpenJSONBytes
        )
        let signedIn = try await actions.signUp(
            name: try fields.string("name"),
            password: try fields.string("password"),
            invitation: try fields.optional("invitation", fields.string),
            from: request.visitor(context.address)
        )
        return try await reply(.created, signedIn, to: request)
    }

    @Sendable private func becomeGuest(_ request: Request, _ context: AppContext) async throws -> Response {
        _ = try await request.fields([], upTo: Request.maximumOpenJSONBytes)
        let signedIn = try await actions.becomeGuest(from: request.visitor(context.address))
        return try await reply(.created, signedIn, to: request)
    }

    @Sendable private func signIn(_ request: Request, _ context: AppContext) async throws -> Response {
        let fields = try await request.fields(["name", "password", "totp"], upTo: Request.maximumOpenJSONBytes)
        let signedIn: SignedIn
        do {
            signedIn = try await actions.signIn(
                name: try fields.string("name"),
                password: try fields.string("password"),
                code: try fields.optional("totp", fields.string),
                from: request.visitor(context.address)
            )
        } catch let refusal as ChatError {
            metrics.signIns(refusal.code.word).add()
            throw refusal
        }
        metrics.signIns("ok").add()
        return try await reply(.ok, signedIn, to: request)
    }

    @Sendable private func session(_ request: Request, _ context: UserContext) async throws -> Response {
        var response = Response.json { json in
            json.name("user")
            context.identity.user.write(to: &json)
            json.name("server")
            json.object(server.writeMembers)
        }
        // The page asks at each start, and with that the cookie lives on as long as the session does.
        // A cookie beside an access token is not looked at, and may be anybody's.
        if case .session = context.identity.credential {
            response.headers[.setCookie] = cookie.token(in: request.headers).map(cookie.set)
        }
        return response
    }

    @Sendable private func signOut(_ request: Request, _ context: SessionContext) async throws -> Response {
        try await actions.signOut(context.user.id, context.session.id)
        hub.close(context.user.id, credential: context.session.id.uuid, .signedOut)
        var response = Response.noContent
        response.headers[.setCookie] = cookie.cleared
        return response
    }

    private func reply(
        _ status: HTTPResponse.Status,
        _ signedIn: SignedIn,
        to request: Request
    ) async throws -> Response {
        // The session that the browser had before would stay open, and nobody could end it by its cookie any more.
        if let before = cookie.token(in: request.headers), let session = try await actions.leave(token: before) {
            hub.close(session.userID, credential: session.id.uuid, .signedOut)
        }
        var response = Response.json(status) { json in
            json.name("user")
            signedIn.user.write(to: &json)
        }
        response.headers[.setCookie] = cookie.set(signedIn.token)
        return response
    }
}
