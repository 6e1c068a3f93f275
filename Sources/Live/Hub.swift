package import ChatDomain
package import Foundation
package import NIOCore
package import Observability
package import Store
internal import Synchronization

/// Hands the events of each user to that user's sockets, and knows the text of every running answer.
///
/// Everything here is synchronous and in order: what is called first is told first. Nothing waits for a socket.
package final class Hub: Sendable {
    /// What one user's sockets follow. There while the user has a socket or a running answer.
    private struct Audience {
        var subscriptions: [ObjectIdentifier: Subscription] = [:]
        var running: [MessageID: RunningText] = [:]
        /// The user's latest revision as far as it was announced or replayed while the audience was there.
        var revision: Int64 = 0

        var isEmpty: Bool { subscriptions.isEmpty && running.isEmpty }
    }

    private let audiences = Mutex<[UserID: Audience]>([:])
    private let signOuts = Mutex<UInt64>(0)
    private let ticker = Ticker()
    private let maximumSockets: Int
    private let metrics: Metrics.LiveMetrics

    /// - Parameter maximumSockets: for each user.
    package init(maximumSockets: Int, metrics: Metrics.LiveMetrics = Metrics.LiveMetrics()) {
        self.maximumSockets = maximumSockets
        self.metrics = metrics
    }

    // MARK: What happened

    /// Tells committed changes, in the order of their commits. An answer that is final runs no more.
    package func announce(_ announcements: [Announcement]) {
        audiences.withLock { audiences in
            for announcement in announcements {
                guard var audience = audiences[announcement.userID] else { continue }
                audiences[announcement.userID] = nil  // so that the copy below is the only one
                for change in announcement.changes { Self.tell(change, to: &audience) }
                if !audience.isEmpty { audiences[announcement.userID] = audience }
            }
        }
    }

    /// An answer begins: its text is kept until its final change is announced.
    package func begin(_ user: UserID, _ answer: MessageID) {
        audiences.withLock { $0[user, default: Audience()].running[answer] = RunningText(id: answer) }
    }

    /// Text arrived. Nothing happens when the answer is not running.
    package func append(_ user: UserID, _ answer: MessageID, text: String, isThought: Bool) {
        metrics.deltas.add()
        audiences.withLock { audiences in
            guard let delta = audiences[user]?.running[answer]?.append(text, isThought: isThought) else { return }
            guard let subscriptions = audiences[user]?.subscriptions, !subscriptions.isEmpty else { return }
            // Made once, for those that send it as it is.
            var made: ByteBuffer?
            for subscription in subscriptions.values {
                subscription.push(delta) {
                    let frame = made ?? Frame.delta(delta)
                    made = frame
                    return frame
                }
            }
        }
    }

    /// An answer ends without a change of its own, because its conversation is gone.
    package func end(_ user: UserID, _ answer: MessageID) {
        audiences.withLock { audiences in
            audiences[user]?.running[answer] = nil
            if audiences[user]?.isEmpty == true { audiences[user] = nil }
        }
    }

    /// How often sockets were closed because of who opened them. The same before somebody is identified and after they have
    /// subscribed: nobody has been signed out in between.
    package var signOutCount: UInt64 { signOuts.withLock { $0 } }

    /// A session or an access token is over: its sockets close.
    package func close(_ user: UserID, credential: UUID, _ code: CloseCode) {
        signOuts.withLock { $0 &+= 1 }
        for socket in sockets(of: user) where socket.credential == credential { socket.close(code) }
    }

    /// All sockets of a user close, but those of one session.
    package func closeAll(_ user: UserID, except kept: UUID? = nil, _ code: CloseCode) {
        signOuts.withLock { $0 &+= 1 }
        for socket in sockets(of: user) where kept == nil || socket.credential != kept { socket.close(code) }
    }

    private func sockets(of user: UserID) -> [Subscription] {
        audiences.withLock { Array($0[user]?.subscriptions.values ?? [:].values) }
    }

    private static func tell(_ change: Change, to audience: inout Audience) {
        audience.revision = max(audience.revision, change.revision)
        if case .message(let id) = change.subject, change.isFinal { audience.running[id] = nil }
        guard !audience.subscriptions.isEmpty else { return }
        let frame = Frame.change(change)
        for subscription in audience.subscriptions.values { subscription.push(frame, of: change) }
    }

    // MARK: Who listens

    /// `nil`: the user has too many sockets already.
    ///
    /// - Parameters:
    ///   - lifetime: after which the socket has to come anew.
    ///   - eventLoop: of its connection.
    package func subscribe(
        _ user: UserID,
        credential: UUID?,
        lifetime: Duration? = nil,
        eventLoop: (any EventLoop)? = nil
    ) -> Subscription? {
        let subscription = Subscription(
            userID: user,
            credential: credential,
            lifetime: lifetime,
            eventLoop: eventLoop,
            merged: metrics.merged,
            now: .now
        )
        let isAdmitted = audiences.withLock { audiences in
            var audience = audiences[user] ?? Audience()
            guard audience.subscriptions.count < maximumSockets else { return false }
            audience.subscriptions[ObjectIdentifier(subscription)] = subscription
            audiences[user] = audience
            return true
        }
        guard isAdmitted else { return nil }
        ticker.start()
        return subscription
    }

    package func unsubscribe(_ subscription: Subscription) {
        audiences.withLock { audiences in
            audiences[subscription.userID]?.subscriptions[ObjectIdentifier(subscription)] = nil
            if audiences[subscription.userID]?.isEmpty == true { audiences[subscription.userID] = nil }
        }
    }

    /// A part of what a client lacks of one running answer, the longest first, if that of all is more than may wait for a socket:
    /// to be sent before it goes live. Empty when it is not, or when there are changes to be sent first.
    func backlog(
        of user: UserID,
        after revision: Int64,
        positions: [MessageID: ResumeRequest.Position],
        settled: Set<MessageID>
    ) -> [Delta] {
        audiences.withLock { audiences in
            guard let audience = audiences[user], audience.revision <= revision else { return [] }
            var (sum, longest) = (0, 0)
            var next: (id: MessageID, text: RunningText)?
            for (id, text) in audience.running where !settled.contains(id) {
                let missing = text.missing(from: positions[id] ?? ResumeRequest.Position())
                sum += missing
                if missing > longest { (longest, next) = (missing, (id, text)) }
            }
            guard sum > Self.maximumBacklog, let next else { return [] }
            let position = positions[next.id] ?? ResumeRequest.Position()
            return next.text.deltas(from: position, upTo: Subscription.maximumMergedBytes)
        }
    }

    /// UTF-16 code units; as JSON each may take several bytes of those that may wait.
    private static let maximumBacklog = Subscription.maximumBytes / 8

    /// From here on the socket is told everything at once, beginning with every running answer from where the client is.
    ///
    /// `false`: there is more than the replay has sent; read on.
    /// - Parameter settled: answers whose final change the replay has sent: no delta follows it.
    func goLive(
        _ subscription: Subscription,
        after revision: Int64,
        positions: [MessageID: ResumeRequest.Position],
        settled: Set<MessageID>
    ) -> Bool {
        audiences.withLock { audiences in
            guard let audience = audiences[subscription.userID], audience.revision <= revision else { return false }
            audiences[subscription.userID]?.revision = revision
            subscription.setLive(after: revision)
            for (id, text) in audience.running where !settled.contains(id) {
                for delta in text.deltas(from: positions[id] ?? ResumeRequest.Position()) {
                    subscription.push(delta) { Frame.delta(delta) }
                }
            }
            return true
        }
    }

    /// The latest revision of a user with a live socket.
    func revision(_ user: UserID) -> Int64 {
        audiences.withLock { $0[user]?.revision ?? 0 }
    }

    /// The event loop of one of the user's sockets: text that arrives on it reaches that socket without changing threads.
    package func eventLoop(of user: UserID) -> (any EventLoop)? {
        audiences.withLock { $0[user]?.subscriptions.values.lazy.compactMap(\.eventLoop).first }
    }

    // MARK: Time

    /// Looks after silence: heartbeats, and sockets that never resume. Runs until the task is cancelled; while there is no
    /// socket nothing ticks.
    package func run() async {
        while !Task.isCancelled {
            await ticker.waitForStart()
            guard (try? await Task.sleep(for: .seconds(1), tolerance: .milliseconds(200))) != nil else { return }
            let sockets = subscriptions
            if sockets.isEmpty { ticker.stop() }
            let now = ContinuousClock.now
            for socket in sockets { socket.tick(now: now) }
        }
    }

    /// All that is open now.
    package var subscriptions: [Subscription] {
        audiences.withLock { $0.values.flatMap(\.subscriptions.values) }
    }

    /// How many sockets are open, of all users.
    package var socketCount: Int {
        audiences.withLock { $0.values.reduce(0) { $0 + $1.subscriptions.count } }
    }
}

extension Change {
    /// An answer came to its end, or is gone.
    var isFinal: Bool {
        guard case .message(let message)? = item else { return item == nil }
        return message.status.isFinal
    }
}
