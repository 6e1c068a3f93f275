internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird

/// Finds out who sends a request. The only way in: a session's token in its cookie.
struct Authentication: Sendable {
    let actions: ChatActions
    let cookie: SessionCookie

    func identity(_ headers: HTTPFields) async throws -> Identity? {
        guard let token = cookie.token(in: headers) else { return nil }
        return try await actions.session(token: token).map { Identity(user: $0.user, credential: .session($0.session)) }
    }
}

/// Sets the identity of a request, if it has one.
struct Identify: RouterMiddleware {
    typealias Context = AppContext

    let authentication: Authentication

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.identity = try await authentication.identity(request.headers)
        return try await next(request, context)
    }
}

/// The cookie that carries a session's token: not for scripts, not for other sites.
struct SessionCookie: Sendable {
    /// Over https the name has the prefix `__Host-`, with which browsers tie it to this very host (RFC 6265bis, 4.1.3.2).
    let isHTTPS: Bool

    private var name: String { isHTTPS ? "__Host-pollux_session" : "pollux_session" }

    func token(in headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0].trimmingSpaces() == name { return parts[1].trimmingSpaces() }
            }
        }
        return nil
    }

    func set(_ token: String) -> String {
        attributes(token, maxAge: Int(Session.idleDays) * 86_400)
    }

    var cleared: String { attributes("", maxAge: 0) }

    private func attributes(_ value: String, maxAge: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Lax" + (isHTTPS ? "; Secure" : "")
    }
}
