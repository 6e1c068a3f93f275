internal import ChatDomain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What every request passes first, an opening handshake included: is it one that we answer at all, and where does it come from?
struct FrontDoor: RouterMiddleware {
    typealias Context = AppContext

    let hosts: HostPolicy
    let proxies: TrustedProxies
    let limits: RateLimits?

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.address = try admit(request.head, peer: context.peer)
        return try await next(request, context)
    }

    /// Where a request comes from, as the limits count. Throws when it is not answered.
    func admit(_ request: HTTPRequest, peer: IPAddress?) throws(ChatError) -> String {
        try RequestTarget.check(request)
        try hosts.check(request)
        let address = proxies.client(peer: peer, request.headerFields)?.key ?? ""
        try limits?.request(from: address)
        return address
    }
}
