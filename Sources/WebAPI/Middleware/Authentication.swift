internal import ChatActions
internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird

/// Finds out who sends a request: by an access token in `Authorization: Bearer`, else by a session's token in its cookie. The
/// one place that does, for HTTP and the socket.
struct Authentication: Sendable {
    let actions: ChatActions
    let cookie: SessionCookie

    /// `nil`: nobody. A bearer token that is there counts alone: with a wrong one the cookie is not looked at.
    func identity(_ headers: HTTPFields) async throws -> Identity? {
        let bearers = Self.bearers(headers)
        if !bearers.isEmpty {
            guard bearers.count == 1, let found = try await actions.accessToken(secret: bearers[0]) else { return nil }
            return Identity(user: found.user, credential: .token(found.token))
        }
        guard let token = cookie.token(in: headers), let found = try await actions.session(token: token) else {
            return nil
        }
        return Identity(user: found.user, credential: .session(found.session))
    }

    /// Whether a request comes with a bearer token, right or wrong. No other site can make a browser send one.
    static func hasBearer(_ headers: HTTPFields) -> Bool { !bearers(headers).isEmpty }

    // RFC 6750, 2.1. Other schemes are for a proxy before us.
    private static func bearers(_ headers: HTTPFields) -> [String] {
        headers[values: .authorization].compactMap { value in
            let parts = value.split(separator: " ", maxSplits: 1)
            guard let scheme = parts.first, scheme.lowercased() == "bearer" else { return nil }
            return parts.count == 2 ? parts[1].trimmingSpaces() : ""
        }
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
