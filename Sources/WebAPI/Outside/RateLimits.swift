internal import ChatDomain
internal import Hummingbird

/// How much one address and one user may ask of the server, so that nobody slows the others down. Generous: a class behind one
/// address, each pupil with several tabs, stays below.
final class RateLimits: Sendable {
    private let requests = TokenBuckets<String>(capacity: 2000, perSecond: 100)
    private let users = TokenBuckets<UserID>(capacity: 400, perSecond: 20)
    private let newcomers = TokenBuckets<String>(capacity: 60, perSecond: 60.0 / 3600)
    private let openings = TokenBuckets<String>(capacity: 600, perSecond: 5)

    /// Counts a request of an address. Throws `rate_limited`.
    func request(from address: String) throws(ChatError) {
        try Self.check(requests.take(address), "Too many requests come from your address. Please wait a moment.")
    }

    /// Counts a request of a user. Throws `rate_limited`.
    func request(of user: UserID) throws(ChatError) {
        try Self.check(users.take(user), "Too many requests at once. Please wait a moment.")
    }

    /// Counts an account or a guest that an address makes. Throws `rate_limited`.
    func newcomer(from address: String) throws(ChatError) {
        try Self.check(
            newcomers.take(address),
            "Too many accounts were made from your address. Please try again later."
        )
    }

    /// Counts a link that somebody opens, or a file that it shows. Throws `rate_limited`.
    func opening(from address: String) throws(ChatError) {
        try Self.check(openings.take(address), "Too many links were opened from your address. Please wait a moment.")
    }

    private static func check(_ wait: Int?, _ detail: String) throws(ChatError) {
        if let wait { throw ChatError(.rateLimited, detail, retryAfterSeconds: wait) }
    }
}

/// Counts what an address asks for without an account. `nil`: as often as it likes.
struct LimitAddresses: RouterMiddleware {
    typealias Context = AppContext

    let limits: RateLimits?
    let count: @Sendable (RateLimits, String) throws -> Void

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let limits { try count(limits, context.address) }
        return try await next(request, context)
    }
}

/// Counts the requests of each user.
struct LimitUsers: RouterMiddleware {
    typealias Context = UserContext

    let limits: RateLimits?

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try limits?.request(of: context.userID)
        return try await next(request, context)
    }
}
