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

/// What the socket tells, as server-sent events, for clients that speak no WebSocket.
///
/// Source: HTML Living Standard, 9.2.
struct EventsController {
    let actions: ChatActions
    let hub: Hub
    let authentication: Authentication
    let readiness: Readiness
    let metrics: Metrics.LiveMetrics
    let logger: Logger

    static let path = "/api/v1/events"
    /// After the end of a stream a client has so long to take what is left.
    private static let timeToTake = Duration.seconds(1)

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("events", use: listen)
    }

    @Sendable private func listen(_ request: Request, _ context: UserContext) async throws -> Response {
        let place = try request.place()
        if readiness.isDraining { throw ChatError.goingDown }
        guard let session = LiveSession(context.identity, actions.store, hub, eventLoop: nil, logger) else {
            throw ChatError(.rateLimited, "Too many sockets and streams are open already.", retryAfterSeconds: 10)
        }
        // Signed out between the check and the subscription: nobody would end this stream any more.
        guard try await authentication.identity(request.headers) != nil else { throw ChatError.signedOut }
        let epoch = actions.store.epoch
        let (body, channel) = (request.body, context.channel)
        let ids = LogContext(requestID: context.id, socketID: UUID().uuidString.lowercased())
        return Response(
            status: .ok,
            headers: Self.headers,
            body: ResponseBody { writer in
                // A client that leaves is noticed at once, not only when there is something to say.
                try await body.consumeWithCancellationOnInboundClose { _ in
                    try await LogContext.$current.withValue(ids) {
                        try await stream(session, from: place, epoch, channel, to: &writer)
                    }
                }
            }
        )
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // Proxies of nginx's kind would keep back what is small.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return headers
    }()

    private func stream(
        _ session: LiveSession,
        from place: ResumeRequest,
        _ epoch: UUID,
        _ channel: any Channel,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let (handover, metrics) = (Handover(), metrics)
        metrics.streams.add(1)
        defer { metrics.streams.add(-1) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let code = await withGracefulShutdownHandler {
                    await session.run(
                        from: place,
                        output: EventOutput(handover: handover, epoch: epoch, metrics: metrics)
                    )
                } onGracefulShutdown: {
                    session.close(.goingAway)
                }
                metrics.closed(code.code)
                handover.finish()
                // Throws when all is taken and the task is cancelled. A client that takes nothing is cut.
                try await Task.sleep(for: Self.timeToTake)
                channel.close(promise: nil)
            }
            while let events = await handover.next() { try await writer.write(events) }
            try await writer.finish(nil)
            group.cancelAll()
        }
    }
}

/// A live session's way out: a stream of events.
struct EventOutput: LiveOutput {
    let handover: Handover
    let epoch: UUID
    var metrics = Metrics.LiveMetrics()

    /// The place to go on from is told with changes only; a heartbeat is a comment.
    func send(_ frames: [LiveFrame]) async throws {
        var events = ByteBuffer()
        for frame in frames {
            switch frame.kind {
            case .heartbeat:
                events.writeStaticString(": heartbeat\n\n")
                continue
            case .change(let revision):
                events.writeString("id: \(epoch.uuidString.lowercased()):\(revision)\n")
            case .other:
                break
            }
            // Our JSON has no line break in it.
            events.writeStaticString("data: ")
            events.writeImmutableBuffer(frame.json)
            events.writeStaticString("\n\n")
        }
        try await handover.send(events)
        metrics.sent(frames)
    }

    func offer(_ frames: [LiveFrame]) -> Bool { false }

    func offerPing() -> Bool { false }
}

extension Request {
    /// Where the client is: `Last-Event-ID`, with which a browser comes back by itself, or else the query.
    fileprivate func place() throws -> ResumeRequest {
        // What is none of our places is of no epoch of ours: the client starts afresh.
        let unknown = UUID()
        if let last = HTTPField.Name("Last-Event-ID").flatMap({ headers[$0] }), !last.isEmpty {
            let parts = last.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let epoch = UUID(uuidString: String(parts[0])), let since = Int64(parts[1]),
                since >= 0
            else { return ResumeRequest(epoch: unknown, since: 0) }
            return ResumeRequest(epoch: epoch, since: since)
        }
        let since = try query("since", in: 0...Int64.max)
        guard let epoch = uri.queryParameters["epoch"] else { return ResumeRequest(epoch: nil, since: 0) }
        guard let since else { throw ChatError.badRequest("since must be a whole number.", field: "since") }
        return ResumeRequest(epoch: UUID(uuidString: String(epoch)) ?? unknown, since: since)
    }
}
