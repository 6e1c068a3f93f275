internal import ChatActions
internal import ChatDomain
internal import Live
internal import Logging
internal import NIOCore
internal import Store

/// A place among the user's sockets and streams, given back when the socket or response is over or was never begun.
final class Seat: Sendable {
    let session: LiveSession

    init?(_ identity: Identity, _ store: any ChatStore, _ hub: Hub, eventLoop: (any EventLoop)?, _ logger: Logger) {
        let session = LiveSession(
            user: identity.user.id,
            credential: identity.credential.id,
            lifetime: identity.timeUntilCheck(at: .now),
            eventLoop: eventLoop,
            store: store,
            hub: hub,
            logger: logger
        )
        guard let session else { return nil }
        self.session = session
    }

    deinit {
        session.leave()
    }
}
