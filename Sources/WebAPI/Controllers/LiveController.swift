internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Live
internal import Logging
internal import NIOCore
internal import Observability
internal import ServiceLifecycle
internal import Store
internal import WebSocketUpgrade

/// The WebSocket: who may open one, and what serves it.
struct LiveController {
    static let path = "/api/v1/live"

    let actions: ChatActions
    let hub: Hub
    let authentication: Authentication
    let origins: OriginPolicy
    let readiness: Readiness
    let metrics: Metrics.LiveMetrics
    let logger: Logger

    /// Reached when a request for the socket was not upgraded: says why.
    func addRoutes(to group: RouterGroup<AppContext>) {
        group.get("live") { request, _ -> Response in
            _ = try await admitted(request.head)
            throw ChatError(.upgradeRequired, "This address speaks WebSocket only.")
        }
    }

    /// What serves the socket; `nil`: the request goes on as ordinary HTTP and is told why.
    ///
    /// Everything that needs the request happens here, so that an open socket keeps nothing of it.
    func handler(_ request: HTTPRequest, _ channel: any Channel) async -> WebSocketHandler? {
        guard request.method == .get, request.path?.prefix(while: { $0 != "?" }) ?? "" == Self.path else { return nil }
        let signOuts = hub.signOutCount
        // Whatever is wrong, the route above finds it again and tells it.
        guard let identity = try? await admitted(request) else { return nil }
        let session = LiveSession(identity, actions.store, hub, eventLoop: channel.eventLoop, logger)
        guard let session else {
            return { [metrics] _, _ in
                metrics.closed(CloseCode.tooManySockets.code)
                return WebSocketClose(.tooManySockets)
            }
        }
        // Signed out between the check and the subscription: nobody would close this socket any more.
        if hub.signOutCount != signOuts {
            do {
                if try await authentication.identity(request.headerFields) == nil { session.close(.signedOut) }
            } catch {
                session.close(.fault)
            }
        }
        let publicID = identity.user.publicID
        return { [metrics, logger] inbound, outbound in
            inbound.forEach {
                session.take(LiveInput($0))
            } atEnd: {
                session.end()
            }
            let visit = Visit(userID: publicID, metrics: metrics, logger: logger)
            let code = await session.run(socketID: visit.id, output: LiveSocket(outbound: outbound, metrics: metrics))
            visit.end(code)
            return WebSocketClose(code)
        }
    }

    private func admitted(_ request: HTTPRequest) async throws -> Identity {
        guard Authentication.hasBearer(request.headerFields) || origins.allowsOrigin(request) else {
            throw ChatError.crossOrigin
        }
        guard let identity = try await authentication.identity(request.headerFields) else {
            throw ChatError.signedOut
        }
        // Those that are open are said goodbye to one by one; nobody else comes in.
        if readiness.isDraining { throw ChatError.goingDown }
        return identity
    }
}

extension LiveSession {
    /// `nil`: the user has too many sockets and streams already.
    convenience init?(
        _ identity: Identity,
        _ store: any ChatStore,
        _ hub: Hub,
        eventLoop: (any EventLoop)?,
        _ logger: Logger
    ) {
        self.init(
            user: identity.user.id,
            credential: identity.credential.id,
            lifetime: identity.timeUntilCheck(at: .now),
            eventLoop: eventLoop,
            store: store,
            hub: hub,
            logger: logger
        )
    }
}

extension Identity {
    /// How long a socket may stay before it has to come anew: a day, and not beyond the end of what it was opened with.
    func timeUntilCheck(at now: Timestamp) -> Duration {
        let end =
            switch credential {
            case .session(let session): session.end(isGuest: user.isGuest)
            case .token(let token): token.expiresAt
            }
        let day = Duration.seconds(86_400)
        guard let end else { return day }
        return min(day, .milliseconds(end.milliseconds - now.milliseconds))
    }
}

/// One socket from its opening to its close, as the log and the metrics tell of it.
///
/// An object, whose beginning and end are no part of the task that waits in between: that keeps its room for as long.
private final class Visit: Sendable {
    let id = UUID()
    let start = ContinuousClock.now
    let userID: UUID
    let metrics: Metrics.LiveMetrics
    let logger: Logger

    @inline(never)
    init(userID: UUID, metrics: Metrics.LiveMetrics, logger: Logger) {
        self.userID = userID
        self.metrics = metrics
        self.logger = logger
        metrics.sockets.add(1)
        log("A socket is open")
    }

    @inline(never)
    func end(_ code: CloseCode) {
        metrics.closed(code.code)
        log(
            "A socket is closed",
            ["code": "\(code.code)", "seconds": "\(start.duration(to: .now).components.seconds)"]
        )
        metrics.sockets.add(-1)
    }

    private func log(_ message: Logger.Message, _ more: Logger.Metadata = [:]) {
        LogContext.$current.withValue(LogContext(socketID: id)) {
            let user: Logger.Metadata = ["user.id": "\(userID.uuidString.lowercased())"]
            logger.info(message, metadata: user.merging(more) { $1 })
        }
    }
}

/// A live session's way out: a WebSocket.
private struct LiveSocket: LiveOutput {
    let outbound: WebSocketOutbound
    let metrics: Metrics.LiveMetrics

    func offer(_ frames: [LiveFrame]) -> Bool {
        guard outbound.offer(frames.lazy.map(\.json)) else { return false }
        metrics.sent(frames)
        return true
    }

    func send(_ frames: [LiveFrame]) async throws {
        try await outbound.text(frames.map(\.json))
        metrics.sent(frames)
    }

    func offerPing() -> Bool {
        // Not taken: the client does not read, and is asked again.
        _ = outbound.offerPing()
        return true
    }
}

extension LiveInput {
    fileprivate init(_ message: WebSocketMessage) {
        switch message {
        case .text(let frame): self = .text(frame)
        case .binary: self = .binary
        case .pong: self = .pong
        }
    }
}

extension WebSocketClose {
    fileprivate init(_ code: CloseCode) {
        self.init(code: code.code, reason: code.reason)
    }
}

extension Metrics.LiveMetrics {
    /// Counts what a socket or stream was given, with one addition for each kind that is among it.
    func sent(_ frames: [LiveFrame]) {
        var (changeCount, heartbeatCount, otherCount, byteCount) = (0, 0, 0, 0)
        for frame in frames {
            byteCount += frame.json.readableBytes
            switch frame.kind {
            case .change: changeCount += 1
            case .heartbeat: heartbeatCount += 1
            case .other: otherCount += 1
            }
        }
        bytes.add(byteCount)
        if changeCount > 0 { changes.add(changeCount) }
        if heartbeatCount > 0 { heartbeats.add(heartbeatCount) }
        if otherCount > 0 { others.add(otherCount) }
    }
}
