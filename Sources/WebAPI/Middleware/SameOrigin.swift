internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird

/// Which requests come from Pollux's own page. A cookie travels with requests that other sites make, too.
struct OriginPolicy: Sendable {
    /// Scheme, host and port under which people reach Pollux, such as `https://chat.example.org`; `nil`: whatever `Host` says.
    let publicOrigin: String?

    /// `Sec-Fetch-Site` where the browser sends it, else `Origin`. With neither of them, a request without a cookie: it is a
    /// program's, and nobody's name is used.
    func allowsCommand(_ request: HTTPRequest) -> Bool {
        let site = request.headerFields.first { $0.name.canonicalName == "sec-fetch-site" }
        if let site { return site.value == "same-origin" }
        let isProgram = request.headerFields[.origin] == nil && request.headerFields[.cookie] == nil
        return isProgram || allowsOrigin(request)
    }

    /// `Origin` is there and ours. Browsers send it with every WebSocket handshake.
    func allowsOrigin(_ request: HTTPRequest) -> Bool {
        guard let origin = request.headerFields[.origin]?.lowercased() else { return false }
        if let publicOrigin { return origin == publicOrigin }
        guard let host = request.authority?.lowercased(), !host.isEmpty else { return false }
        return origin == "http://" + host || origin == "https://" + host
    }
}

/// Refuses commands that another site has made the browser send.
struct SameOrigin: RouterMiddleware {
    typealias Context = AppContext

    let policy: OriginPolicy
    /// Whether a bearer token stands for it: where it is what the command is done by. A cookie beside it then counts for nothing.
    let trustsBearer: Bool

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let isSafe = request.method == .get || request.method == .head
        let isProgram = trustsBearer && Authentication.hasBearer(request.headers)
        guard isSafe || isProgram || policy.allowsCommand(request.head) else { throw ChatError.crossOrigin }
        return try await next(request, context)
    }
}

extension ChatError {
    static let crossOrigin = ChatError(.crossOrigin, "Commands must come from Pollux's own page.")
}
