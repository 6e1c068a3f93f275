package import ChatDomain
internal import Foundation
internal import NIOCore
internal import Synchronization

/// What one socket is still to be told: a bounded queue between the hub, which never waits, and the socket's writer.
///
/// Deltas of one answer that wait are merged, and on an event loop those that follow one another closer than a screen can show
/// them wait for each other: the first goes out at once. A queue that overflows closes its socket; the client resumes.
package final class Subscription: Sendable {
    /// Bytes that may wait before another event closes the socket. One event larger than that still goes through.
    static let maximumBytes = 256 * 1024
    static let maximumEntries = 1000
    static let maximumResumes = 8
    static let secondsUntilResume: Duration = .seconds(10)
    /// A frame of a screen with 60 a second.
    static let deltaInterval: TimeAmount = .milliseconds(16)

    package let userID: UserID
    /// The id of the session or of the access token that opened it.
    let credential: UUID?
    /// Of its connection, if it has one of its own.
    let eventLoop: (any EventLoop)?
    /// When whoever opened it has to show again that they may.
    private let expiry: ContinuousClock.Instant?
    private let state: Mutex<State>

    enum Event {
        /// A client says where it is.
        case resume(ResumeRequest)
        case frames([LiveFrame])
        case heartbeat
        case close(CloseCode)
    }

    private enum Entry {
        case frame(LiveFrame, of: MessageID?)
        /// With its frame as long as nothing was merged into it.
        case delta(Delta, ByteBuffer?)

        var bytes: Int {
            switch self {
            case .frame(let frame, _): frame.json.readableBytes
            case .delta(let delta, let frame): frame?.readableBytes ?? delta.text.utf8.count
            }
        }
    }

    private typealias Waiter = CheckedContinuation<Void, Never>

    private struct State {
        var entries: [Entry] = []
        var bytes = 0
        /// Until then deltas wait for each other.
        var deltasFrom = NIODeadline.uptimeNanoseconds(0)
        /// What waits is nothing but deltas, and the event loop has a timer for them.
        var isHeld = false
        var resumes: [ResumeRequest] = []
        /// Changes up to this revision have been sent by the replay; `nil` while the socket is not live.
        var liveAfter: Int64?
        var isHeartbeatDue = false
        var heartbeatsWithoutPong = 0
        var hasResumed = false
        var closing: CloseCode?
        /// Like `closing`, but not before all that waits is sent.
        var leaving: CloseCode?
        var quietSince: ContinuousClock.Instant
        /// The socket's writer.
        var waiter: Waiter?
        var closeWaiter: Waiter?
    }

    init(
        userID: UserID,
        credential: UUID?,
        lifetime: Duration? = nil,
        eventLoop: (any EventLoop)? = nil,
        now: ContinuousClock.Instant
    ) {
        self.userID = userID
        self.credential = credential
        self.eventLoop = eventLoop
        expiry = lifetime.map { now + $0 }
        state = Mutex(State(quietSince: now))
    }

    // MARK: For the hub

    var isLive: Bool { state.withLock { $0.liveAfter != nil } }
    /// `next()` would not wait.
    var isReady: Bool { state.withLock { Self.hasEvent($0) } }
    var heartbeatsWithoutPong: Int { state.withLock { $0.heartbeatsWithoutPong } }

    func setLive(after revision: Int64) {
        state.withLock { $0.liveAfter = revision }
    }

    func push(_ frame: ByteBuffer, of change: Change) {
        var messageID: MessageID?
        if case .message(let id) = change.subject { messageID = id }
        wake { state in
            guard let after = state.liveAfter, change.revision > after else { return }
            state.isHeld = false
            Self.append(.frame(LiveFrame(frame, .change(revision: change.revision)), of: messageID), to: &state)
        }
    }

    /// - Parameter frame: makes the delta's frame; called when it is sent as it is.
    func push(_ delta: Delta, frame: () -> ByteBuffer) {
        var timer: (any EventLoop, NIODeadline)?
        wake { state in
            guard state.liveAfter != nil else { return }
            if let eventLoop, state.entries.isEmpty, !state.isHeld, state.deltasFrom > eventLoop.now {
                state.isHeld = true
                timer = (eventLoop, state.deltasFrom)
            }
            if !Self.merge(delta, into: &state) {
                Self.append(.delta(delta, state.isHeld ? nil : frame()), to: &state)
            }
        }
        if let (eventLoop, time) = timer {
            eventLoop.scheduleTask(deadline: time) { self.wake { $0.isHeld = false } }
        }
    }

    /// Closes the socket after what was sent so far; the first code wins.
    package func close(_ code: CloseCode) {
        wake { $0.closing = $0.closing ?? code }
    }

    /// Closes the socket once it has been told everything that waits for it. A client that does not read can keep it open.
    package func leave(_ code: CloseCode) {
        wake { state in
            state.leaving = state.leaving ?? code
            state.isHeld = false
        }
    }

    /// Whether it was asked to leave.
    package var isLeaving: Bool { state.withLock { $0.leaving != nil } }

    func tick(now: ContinuousClock.Instant) {
        wake { state in
            // The client reconnects at once, and whether it may is asked then.
            if let expiry, now >= expiry { state.closing = state.closing ?? .goingAway }
            let silence = now - state.quietSince
            if !state.hasResumed {
                if silence >= Self.secondsUntilResume { state.closing = state.closing ?? .noResume }
            } else if silence >= .seconds(Frame.heartbeatSeconds), !state.isHeartbeatDue {
                state.isHeartbeatDue = true
                if state.heartbeatsWithoutPong >= 2 { state.closing = state.closing ?? .tooSlow }
                state.heartbeatsWithoutPong += 1
            }
        }
    }

    // MARK: For the socket

    func resume(_ request: ResumeRequest) {
        wake { state in
            state.hasResumed = true
            state.resumes.append(request)
            if state.resumes.count > Self.maximumResumes { state.closing = state.closing ?? .badFrame }
        }
    }

    func pong() {
        state.withLock { $0.heartbeatsWithoutPong = 0 }
    }

    func noteSent(now: ContinuousClock.Instant) {
        state.withLock { $0.quietSince = now }
    }

    /// Forgets what waits, because a replay is going to tell it.
    func pause() {
        state.withLock { state in
            state.liveAfter = nil
            state.isHeld = false
            state.entries = []
            state.bytes = 0
        }
    }

    /// The next thing to do; waits for one. Ends with `close` when the task is cancelled.
    func next() async -> Event {
        while true {
            if let event = state.withLock({ take(&$0) }) { return event }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        guard !Self.hasEvent(state), !Task.isCancelled else { return true }
                        state.waiter = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                close(.goingAway)
            }
            if Task.isCancelled { return .close(.goingAway) }
        }
    }

    /// Returns when the socket has to close, whatever its writer is waiting for, or when the task is cancelled.
    func waitForClose() async -> CloseCode {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.closing == nil, !Task.isCancelled else { return true }
                    state.closeWaiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.closeWaiter = nil }
                return state.closeWaiter
            }?.resume()
        }
        return state.withLock { $0.closing ?? .goingAway }
    }

    // MARK: The queue

    private func wake(_ change: (inout State) -> Void) {
        let (waiter, closeWaiter) = state.withLock { state -> (Waiter?, Waiter?) in
            change(&state)
            guard Self.hasEvent(state) else { return (nil, nil) }
            defer { state.waiter = nil }
            guard state.closing != nil else { return (state.waiter, nil) }
            defer { state.closeWaiter = nil }
            return (state.waiter, state.closeWaiter)
        }
        waiter?.resume()
        closeWaiter?.resume()
    }

    private static func hasEvent(_ state: State) -> Bool {
        state.closing != nil || !state.resumes.isEmpty || !state.entries.isEmpty && !state.isHeld
            || state.isHeartbeatDue || state.leaving != nil
    }

    private func take(_ state: inout State) -> Event? {
        if let code = state.closing { return .close(code) }
        if !state.resumes.isEmpty { return .resume(state.resumes.removeFirst()) }
        if !state.entries.isEmpty, !state.isHeld {
            var hasDelta = false
            let frames = state.entries.map { entry in
                switch entry {
                case .frame(let frame, _): return frame
                case .delta(let delta, let frame):
                    hasDelta = true
                    return LiveFrame(frame ?? Frame.delta(delta))
                }
            }
            if hasDelta, let eventLoop { state.deltasFrom = eventLoop.now + Self.deltaInterval }
            state.entries.removeAll(keepingCapacity: state.entries.count <= 16)
            state.bytes = 0
            return .frames(frames)
        }
        if let code = state.leaving { return .close(code) }
        if state.isHeartbeatDue {
            state.isHeartbeatDue = false
            return .heartbeat
        }
        return nil
    }

    private static func append(_ entry: Entry, to state: inout State) {
        guard state.bytes <= maximumBytes, state.entries.count < maximumEntries else {
            state.closing = state.closing ?? .tooSlow
            state.entries = []
            state.bytes = 0
            return
        }
        state.entries.append(entry)
        state.bytes += entry.bytes
    }

    /// Puts a delta behind the last one of the same answer, unless a change of that answer stands between them.
    private static func merge(_ delta: Delta, into state: inout State) -> Bool {
        for index in state.entries.indices.reversed().prefix(16) {
            switch state.entries[index] {
            case .frame(_, of: delta.messageID):
                return false
            case .delta(var waiting, _) where waiting.isOfSameText(as: delta):
                guard waiting.end == delta.offset, state.bytes <= maximumBytes else { return false }
                // So that the text below is the only copy.
                state.entries[index] = .frame(LiveFrame(ByteBuffer()), of: nil)
                waiting.text += delta.text
                state.bytes += delta.text.utf8.count
                state.entries[index] = .delta(waiting, nil)
                return true
            default:
                continue
            }
        }
        return false
    }
}
