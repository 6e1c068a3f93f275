package import ChatDomain
package import Foundation
package import Logging
package import NIOCore
package import Store

/// What a socket hands to its live session.
package enum LiveInput: Sendable {
    case text(ByteBuffer)
    case binary
    case pong
}

/// Where a live session writes.
package protocol LiveOutput: Sendable {
    /// Sends frames; waits while the client takes no more. Throws when it is gone.
    func send(_ frames: [LiveFrame]) async throws
    /// Asks for a sign of life. `false`: this way has none but that what is sent is taken.
    func ping() async throws -> Bool
}

/// One socket or stream of one user, from its beginning to its close.
///
/// One task reads, one writes, one waits for the end; whatever is sent goes through the writer.
package struct LiveSession: Sendable {
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

    /// Ends the session soon, with this code.
    package func close(_ code: CloseCode) {
        subscription.close(code)
    }

    /// Runs until the client leaves or has to; gives the code to close with.
    package func run(
        input: some AsyncSequence<LiveInput, Never> & Sendable,
        output: some LiveOutput
    ) async -> CloseCode {
        await run(reading: { await read(input) }, output: output)
    }

    /// Runs for a client that says once where it is and nothing more, until it has to leave; gives the reason.
    package func run(from request: ResumeRequest, output: some LiveOutput) async -> CloseCode {
        subscription.resume(request)
        return await run(reading: nil, output: output)
    }

    /// The session is not run after all.
    package func leave() {
        hub.unsubscribe(subscription)
    }

    private func run(
        reading: (@Sendable () async -> CloseCode)?,
        output: some LiveOutput
    ) async -> CloseCode {
        defer { leave() }
        return await withTaskGroup(of: CloseCode.self) { group in
            if let reading { group.addTask { await reading() } }
            group.addTask { await write(to: output) }
            // A client that reads nothing keeps the writer waiting, and must be closed all the same.
            group.addTask { await subscription.waitForClose() }
            let code = await group.next() ?? .fault
            group.cancelAll()
            return code
        }
    }

    private func read(_ input: some AsyncSequence<LiveInput, Never>) async -> CloseCode {
        for await message in input {
            switch message {
            case .text(let frame):
                guard let request = ResumeRequest(frame: frame) else { return .badFrame }
                subscription.resume(request)
            case .binary:
                return .badFrame
            case .pong:
                subscription.pong()
            }
        }
        return .normal
    }

    private func write(to output: some LiveOutput) async -> CloseCode {
        do {
            while true {
                switch await subscription.next() {
                case .close(let code):
                    return code
                case .frames(let frames):
                    try await output.send(frames)
                case .heartbeat:
                    let frame = Frame.heartbeat(revision: hub.revision(subscription.userID))
                    try await output.send([LiveFrame(frame, .heartbeat)])
                    if try await !output.ping() { subscription.pong() }
                case .resume(let request):
                    try await replay(request, to: output)
                }
                subscription.noteSent(now: .now)
            }
        } catch is StoreError {
            return .fault
        } catch {
            // The socket is gone, or the store failed in a way of its own: the reader knows the first.
            logger.debug("A socket ended", metadata: ["error": "\(error)"])
            return .fault
        }
    }

    /// Answers a `resume`: `hello` and what the client lacks, or `reset`; then everything running.
    private func replay(_ request: ResumeRequest, to output: some LiveOutput) async throws {
        subscription.pause()
        let user = subscription.userID
        let revision = try await store.read { try $0.revision(user) }
        var cursor = revision
        let behind = revision - request.since
        var page: [Change]?
        if let epoch = request.epoch {
            let isKnown = epoch == store.epoch && behind >= 0 && behind <= Change.replayLimit
            if isKnown { page = try await changes(since: request.since) }
            if page == nil {
                try await output.send([LiveFrame(Frame.reset(epoch: store.epoch, revision: revision))])
            } else {
                cursor = request.since
            }
        }
        if request.epoch == nil || page != nil {
            try await output.send([LiveFrame(Frame.hello(epoch: store.epoch, revision: revision))])
        }
        try await follow(from: cursor, firstPage: page, positions: request.positions, to: output)
    }

    /// Sends pages of changes until none is left and the socket is live.
    private func follow(
        from start: Int64,
        firstPage: [Change]?,
        positions: [MessageID: ResumeRequest.Position],
        to output: some LiveOutput
    ) async throws {
        var cursor = start
        var settled: Set<MessageID> = []
        var page = firstPage ?? []
        while true {
            try await send(page, to: output)
            for change in page {
                cursor = change.revision
                if case .message(let id) = change.subject, change.isFinal { settled.insert(id) }
            }
            if page.count < Self.pageSize,
                hub.goLive(subscription, after: cursor, positions: positions, settled: settled)
            {
                return
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
            if bytes >= Self.portionBytes {
                try await output.send(portion)
                (portion, bytes) = ([], 0)
            }
        }
        if !portion.isEmpty { try await output.send(portion) }
    }

    private func changes(since revision: Int64) async throws -> [Change]? {
        let user = subscription.userID
        return try await store.read { try $0.changes(user, since: revision, limit: Self.pageSize) }
    }

    private static let pageSize = 50
    private static let portionBytes = 65_536
}
