internal import ChatDomain
internal import Hummingbird

/// A request, before anybody knows whose it is.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Set by `Authentication`.
    var identity: Identity?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}

/// Who sent a request, and by which session.
struct Identity: Sendable {
    var user: User
    var session: Session
}

/// A request of a signed-in user. There is none without: making it throws.
struct UserContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let identity: Identity

    var userID: UserID { identity.user.id }

    init(context: AppContext) throws {
        guard let identity = context.identity else { throw ChatError.signedOut }
        coreContext = context.coreContext
        self.identity = identity
    }
}

extension ChatError {
    static let signedOut = ChatError(.signedOut, "Please sign in.")
}
