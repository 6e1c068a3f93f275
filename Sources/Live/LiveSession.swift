package import ChatDomain
package import Foundation
package import Logging
package import NIOCore
internal import Observability
package import Store

/// What a socket hands to its live session.
package enum LiveInput: Sendable {
    case text(ByteBuffer)
    case binary
    case pong
}

/// Where a live session writes.
package protocol LiveOutput: Sendable {
    /// Sends frames at once, or not at all. `false`: the client takes no more at the moment, or is gone.
    func offer(_ frames: [LiveFrame]) -> Bool
    /// Sends frames; waits while the client takes no more. Throws when it is gone.
    func send(_ frames: [LiveFrame]) async throws
    /// Asks for a sign of life. `false`: there is no other than that what is sent is taken.
    func offerPing() -> Bool
}

/// One socket or stream of one user, from its beginning to its close.
///
/// One task writes everything; what the client says is taken as it comes. It has a place among the user's sockets and streams,
/// which is given back when it is over or was never run.
package final class LiveSession: Sendable {
    private let store: any ChatStore
    private let hub: Hub
    let subscription: Subscription
    private let logger: Logger

    /// `nil`: the user has too many sockets already.
    ///
    /// - Parameters:
    ///   - lifetime: after which the socket has to come anew.
    ///   - eventLoop: of its connection, if it runs on one.
    package init?(
        user: UserID,
        credential: UUID?,
        lifetime: Duration? = nil,
        eventLoop: (any EventLoop)? = nil,
        store: any ChatStore,
        hub: Hub,
        logger: Logger
    ) {
        let subscription = hub.subscribe(user, credential: credential, lifetime: lifetime, eventLoop: eventLoop)
        guard let subscription else { return nil }
        self.store = store
        self.hub = hub
        self.subscription = subscription
        self.logger = logger
    }

    deinit {
        leave()
    }

    /// Ends the session soon, with this code.
    package func close(_ code: CloseCode) {
        subscription.close(code)
    }

    // MARK: What the client says

    /// Takes what the client sent. Never waits.
    package func take(_ input: LiveInput) {
        switch input {
        case .text(let frame):
            if let request = ResumeRequest(frame: frame) {
                subscription.resume(request)
            } else {
                subscription.close(.badFrame)
            }
        case .binary: subscription.close(.badFrame)
        case .pong: subscription.pong()
        }
    }

    /// The client has left.
    package func end() {
        subscription.close(.normal)
    }

    /// Gives its place back.
    private func leave() {
        hub.unsubscribe(subscription)
    }

    // MARK: What it is told

    /// Runs for a client that says once where it is and nothing more, until it has to leave; gives the reason.
    package func run(from request: ResumeRequest, output: some LiveOutput) async -> CloseCode {
        subscription.resume(request)
        return await run(output: output)
    }

    /// Runs until the client leaves or has to; gives the code to close with.
    ///
    /// - Parameter socketID: for the log.
    package func run(socketID: UUID? = nil, output: some LiveOutput) async -> CloseCode {
        defer { leave() }
        while true {
            switch take(await subscription.next(), output) {
            case .nothing: continue
            case .close(let code): return code
            case .work(let body):
                if let code = await aside(socketID, body) { return code }
            }
        }
    }

    /// What is left of an event when everything is done that can be done without waiting.
    private enum Rest {
        case nothing
        case close(CloseCode)
        case work(@Sendable () async throws -> Void)
    }

    // Not a part of `run`, which keeps the room for whatever it may do for as long as the socket is idle.
    @inline(never)
    private func take(_ event: Subscription.Event, _ output: some LiveOutput) -> Rest {
        switch event {
        case .close(let code): .close(code)
        case .frames(let frames): tell(frames, to: output)
        case .heartbeat: beat(output)
        case .resume(let request): .work { try await self.replay(request, to: output) }
        }
    }

    private func tell(_ frames: [LiveFrame], to output: some LiveOutput) -> Rest {
        guard output.offer(frames) else { return .work { try await self.send(frames, to: output) } }
        subscription.noteSent(now: .now)
        return .nothing
    }

    private func beat(_ output: some LiveOutput) -> Rest {
        let frame = LiveFrame(Frame.heartbeat(revision: hub.revision(subscription.userID)), .heartbeat)
        guard output.offer([frame]) else {
            return .work {
                try await self.send([frame], to: output)
                self.ping(output)
            }
        }
        subscription.noteSent(now: .now)
        ping(output)
        return .nothing
    }

    private func ping(_ output: some LiveOutput) {
        if !output.offerPing() { subscription.pong() }
    }

    /// Does what may take its time in a task of its own: a task keeps the memory of its deepest stack until it ends, and that of
    /// an idle socket lasts for hours. A client that reads nothing keeps it waiting, and must be closed all the same.
    @inline(never)
    private func aside(_ socketID: UUID?, _ body: @escaping @Sendable () async throws -> Void) async -> CloseCode? {
        await withTaskGroup(of: CloseCode?.self) { group in
            group.addTask { [logger] in
                let ids = socketID.map { LogContext(socketID: $0) } ?? LogContext.current
                return await LogContext.$current.withValue(ids) {
                    do {
                        try await body()
                        return nil
                    } catch is StoreError {
                        return .fault
                    } catch {
                        // The socket is gone, or the store failed in a way of its own.
                        logger.debug("A socket ended", metadata: ["error": "\(error)"])
                        return .fault
                    }
                }
            }
            group.addTask { [subscription] in await subscription.waitForClose() }
            let code = await group.next() ?? nil
            group.cancelAll()
            return code
        }
    }

    /// Sends one portion, and lets the subscription know how long the client takes for it.
    private func send(_ frames: [LiveFrame], to output: some LiveOutput) async throws {
        subscription.noteSending(now: .now)
        try await output.send(frames)
        subscription.noteSent(now: .now)
    }

    /// Answers a `resume`: `hello` and what the client lacks, or `reset`; then everything running.
    private func replay(_ request: ResumeRequest, to output: some LiveOutput) async throws {
        subscription.pause()
        let (user, epoch) = (subscription.userID, store.epoch)
        // Both of one moment, and one read: after a storm thousands resume at once.
        let (revision, page) = try await store.read { reader -> (Int64, [Change]?) in
            let revision = try reader.revision(user)
            let behind = revision - request.since
            guard request.epoch == epoch, behind >= 0, behind <= Change.replayLimit else { return (revision, nil) }
            return (revision, behind == 0 ? [] : try reader.changes(user, since: request.since, limit: Self.pageSize))
        }
        if request.epoch == nil || page != nil {
            try await send([LiveFrame(Frame.hello(epoch: epoch, revision: revision))], to: output)
        } else {
            try await send([LiveFrame(Frame.reset(epoch: epoch, revision: revision))], to: output)
        }
        let cursor = page == nil ? revision : request.since
        try await follow(from: cursor, firstPage: page, positions: request.positions, to: output)
    }

    /// Sends pages of changes until none is left and the socket is live.
    private func follow(
        from start: Int64,
        firstPage: [Change]?,
        positions known: [MessageID: ResumeRequest.Position],
        to output: some LiveOutput
    ) async throws {
        var cursor = start
        var positions = known
        var settled: Set<MessageID> = []
        var page = firstPage ?? []
        while true {
            try await send(page, to: output)
            for change in page {
                cursor = change.revision
                if case .message(let id) = change.subject, change.isFinal { settled.insert(id) }
            }
            if page.count < Self.pageSize {
                let user = subscription.userID
                while case let deltas = hub.backlog(of: user, after: cursor, positions: positions, settled: settled),
                    !deltas.isEmpty
                {
                    for delta in deltas {
                        try await send([LiveFrame(Frame.delta(delta))], to: output)
                        positions[delta.messageID, default: ResumeRequest.Position()].pass(delta)
                    }
                }
                if hub.goLive(subscription, after: cursor, positions: positions, settled: settled) { return }
            }
            guard let next = try await changes(since: cursor) else {
                throw StoreError(.busy, "changes are kept no more")
            }
            page = next
        }
    }

    /// Sends as fast as the socket drains: what is encoded and not yet taken is one portion.
    private func send(_ page: [Change], to output: some LiveOutput) async throws {
        var portion: [LiveFrame] = []
        var bytes = 0
        for change in page {
            let frame = LiveFrame(Frame.change(change), .change(revision: change.revision))
            portion.append(frame)
            bytes += frame.json.readableBytes
            if bytes >= Subscription.portionBytes {
                try await send(portion, to: output)
                (portion, bytes) = ([], 0)
            }
        }
        if !portion.isEmpty { try await send(portion, to: output) }
    }

    private func changes(since revision: Int64) async throws -> [Change]? {
        let user = subscription.userID
        return try await store.read { try $0.changes(user, since: revision, limit: Self.pageSize) }
    }

    private static let pageSize = 50
}
