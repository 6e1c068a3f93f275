internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// Where a user is signed in.
struct SessionController {
    let actions: ChatActions
    let hub: Hub
    let cookie: SessionCookie

    func addRoutes(to group: some RouterMethods<SessionContext>) {
        group.get("sessions", use: list)
        group.delete("sessions", use: endOthers)
        group.delete("sessions/{id}", use: end)
    }

    @Sendable private func list(_ request: Request, _ context: SessionContext) async throws -> Response {
        let sessions = try await actions.sessions(context.user)
        return .json { json in
            json.name("sessions")
            json.array(sessions) { json, session in
                json.object { json in
                    json.member("id", "\(session.id)")
                    json.member("device", session.device)
                    json.member("createdAt", session.createdAt.rfc3339)
                    json.member("lastSeenAt", session.lastSeenAt.rfc3339)
                    json.member("current", session.id == context.session.id)
                }
            }
        }
    }

    @Sendable private func end(_ request: Request, _ context: SessionContext) async throws -> Response {
        let id: SessionID = try context.pathID()
        try await actions.endSession(context.user.id, id)
        hub.close(context.user.id, sessions: [id])
        var response = Response.noContent
        if id == context.session.id { response.headers[.setCookie] = cookie.cleared }
        return response
    }

    @Sendable private func endOthers(_ request: Request, _ context: SessionContext) async throws -> Response {
        let ended = try await actions.endSessions(context.user.id, except: context.session.id)
        hub.close(context.user.id, sessions: ended)
        return .noContent
    }
}
