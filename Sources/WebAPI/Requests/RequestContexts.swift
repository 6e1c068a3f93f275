internal import ChatDomain
internal import Foundation
internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// A request, before anybody knows whose it is.
struct AppContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// The other end of the connection; `nil`: not an address of IP.
    let peer: IPAddress?
    /// Where the request comes from, as limits count it. Set by `FrontDoor`.
    var address = ""
    /// Set by `Identify`.
    var identity: Identity? {
        didSet { visitor.user = identity?.user }
    }
    /// The same for all copies of the context, so that those who come before `Identify` know it in the end.
    let visitor = SeenUser()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        peer = IPAddress(source.channel.remoteAddress)
    }
}

/// Who turned out to send a request.
final class SeenUser: Sendable {
    private let seen = Mutex<User?>(nil)

    var user: User? {
        get { seen.withLock { $0 } }
        set { seen.withLock { $0 = newValue } }
    }
}

/// Who sent a request, and by which right.
struct Identity: Sendable {
    enum Credential: Sendable {
        case session(Session)
        case token(AccessToken)

        var id: UUID {
            switch self {
            case .session(let session): session.id.uuid
            case .token(let token): token.id.uuid
            }
        }
    }

    var user: User
    var credential: Credential
}

/// A request of a signed-in user. There is none without: making it throws.
struct UserContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let identity: Identity
    /// The connection.
    let channel: any Channel
    /// Where the request comes from, for counting guesses.
    let address: String

    var userID: UserID { identity.user.id }

    init(context: AppContext) throws {
        guard let identity = context.identity else { throw ChatError.signedOut }
        coreContext = context.coreContext
        self.identity = identity
        channel = context.channel
        address = context.address
    }
}

/// A request of somebody who signed in with a browser. An access token manages no accounts: making it throws.
struct SessionContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let user: User
    let session: Session
    /// Where the request comes from, for counting guesses.
    let address: String

    init(context: UserContext) throws {
        guard case .session(let session) = context.identity.credential else { throw ChatError.sessionRequired }
        coreContext = context.coreContext
        user = context.identity.user
        self.session = session
        address = context.address
    }
}

/// A request of an administrator: making it throws for anybody else.
struct AdminContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let user: User
    let session: Session

    init(context: SessionContext) throws {
        guard context.user.role == .admin else { throw ChatError.adminOnly }
        coreContext = context.coreContext
        user = context.user
        session = context.session
    }
}

extension ChatError {
    static let signedOut = ChatError(.signedOut, "Please sign in.")
    static let sessionRequired = ChatError(
        .sessionRequired,
        "An access token cannot do this. Sign in with a browser."
    )
    static let adminOnly = ChatError(.adminOnly, "Only an administrator can do this.")
}
