package import ChatDomain
internal import Foundation
internal import NIOCore
internal import Observability
internal import Synchronization

/// What one socket is still to be told: a bounded queue between the hub, which never waits, and the socket's writer.
///
/// Deltas of one answer that wait are merged, and on an event loop those that follow one another closer than a screen can show
/// them wait for each other: the first goes out at once. A queue that overflows closes its socket; the client resumes.
package final class Subscription: Sendable {
    /// Bytes that may wait before another event closes the socket, beside one event that is larger than that by itself: what
    /// comes with it, such as its conversation's change, must not close the socket of somebody who reads.
    static let maximumBytes = 256 * 1024
    static let maximumEntries = 1000
    /// Bytes of text into which waiting deltas of one answer are merged; the next one begins a new delta.
    static let maximumMergedBytes = 16 * 1024
    /// So many of the last entries are looked at for one to merge with.
    private static let mergeWindow = 64
    /// Bytes handed to the socket at once: so much more than it wants to hold may it have to.
    static let portionBytes = 16 * 1024
    /// How long a client may take nothing of what it is being sent.
    static let patience: Duration = .seconds(60)
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
    /// Counts deltas that are not sent by themselves.
    private let merged: Counter
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
        /// Since when the writer has waited for the client to take something; `nil` while it does not.
        var sendingSince: ContinuousClock.Instant?
        /// The socket's writer.
        var waiter: Waiter?
        var closeWaiter: Waiter?
    }

    init(
        userID: UserID,
        credential: UUID?,
        lifetime: Duration? = nil,
        eventLoop: (any EventLoop)? = nil,
        merged: Counter = Counter(),
        now: ContinuousClock.Instant
    ) {
        self.userID = userID
        self.credential = credential
        self.eventLoop = eventLoop
        expiry = lifetime.map { now + $0 }
        self.merged = merged
        state = Mutex(State(quietSince: now))
    }

    // MARK: For the hub

    var isLive: Bool { state.withLock { $0.liveAfter != nil } }
    /// `next()` would not wait.
    var isReady: Bool { state.withLock { Self.hasEvent($0) } }
    var heartbeatsWithoutPong: Int { state.withLock { $0.heartbeatsWithoutPong } }
    /// For tests: the writer waits for the client to take something, or has not noted yet that it has.
    var isSending: Bool { state.withLock { $0.sendingSince != nil } }

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
            if delta.isFirst {
                // Whoever has asked waits for nothing as much as for this.
                state.isHeld = false
            } else if let eventLoop, state.entries.isEmpty, !state.isHeld, state.deltasFrom > eventLoop.now {
                state.isHeld = true
                timer = (eventLoop, state.deltasFrom)
            }
            if Self.merge(delta, into: &state) {
                merged.add()
            } else {
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
            if let since = state.sendingSince {
                if now - since >= Self.patience { state.closing = state.closing ?? .tooSlow }
            } else if !state.hasResumed {
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

    /// The writer begins to send; until `noteSent` it waits for the client.
    func noteSending(now: ContinuousClock.Instant) {
        state.withLock { $0.sendingSince = now }
    }

    func noteSent(now: ContinuousClock.Instant) {
        state.withLock { state in
            state.quietSince = now
            state.sendingSince = nil
        }
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
        state.closing != nil || !state.resumes.isEmpty || state.isHeartbeatDue
            || (state.entries.isEmpty ? state.leaving != nil : !state.isHeld)
    }

    private func take(_ state: inout State) -> Event? {
        if let code = state.closing { return .close(code) }
        if !state.resumes.isEmpty { return .resume(state.resumes.removeFirst()) }
        if !state.entries.isEmpty, !state.isHeld {
            let (frames, hasDelta) = Self.takePortion(&state)
            if hasDelta, let eventLoop { state.deltasFrom = eventLoop.now + Self.deltaInterval }
            return .frames(frames)
        }
        if let code = state.leaving, state.entries.isEmpty { return .close(code) }
        if state.isHeartbeatDue {
            state.isHeartbeatDue = false
            return .heartbeat
        }
        return nil
    }

    private static func takePortion(_ state: inout State) -> (frames: [LiveFrame], hasDelta: Bool) {
        var count = 1
        var bytes = state.entries[0].bytes
        while count < state.entries.count, bytes + state.entries[count].bytes <= portionBytes {
            bytes += state.entries[count].bytes
            count += 1
        }
        var hasDelta = false
        let frames = state.entries.prefix(count).map { entry in
            switch entry {
            case .frame(let frame, _): return frame
            case .delta(let delta, let frame):
                hasDelta = true
                return LiveFrame(frame ?? Frame.delta(delta))
            }
        }
        state.bytes -= bytes
        if count < state.entries.count {
            state.entries.removeFirst(count)
        } else {
            // An idle socket keeps no room for what it may be told one day.
            state.entries = []
        }
        return (frames, hasDelta)
    }

    private static func append(_ entry: Entry, to state: inout State) {
        guard hasRoom(state), state.entries.count < maximumEntries else {
            state.closing = state.closing ?? .tooSlow
            state.entries = []
            state.bytes = 0
            return
        }
        state.entries.append(entry)
        state.bytes += entry.bytes
    }

    private static func hasRoom(_ state: State) -> Bool {
        guard state.bytes > maximumBytes else { return true }
        let large = state.entries.lazy.map(\.bytes).first { $0 > maximumBytes }
        return state.bytes - (large ?? 0) <= maximumBytes
    }

    /// Puts a delta behind the last one of the same answer, unless a change of that answer stands between them.
    private static func merge(_ delta: Delta, into state: inout State) -> Bool {
        for index in state.entries.indices.reversed().prefix(mergeWindow) {
            switch state.entries[index] {
            case .frame(_, of: delta.messageID):
                return false
            case .delta(var waiting, let frame) where waiting.isOfSameText(as: delta):
                guard waiting.end == delta.offset, hasRoom(state),
                    waiting.text.utf8.count + delta.text.utf8.count <= maximumMergedBytes
                else { return false }
                // The frame is made anew; what is counted of the entry is its text from here on.
                if let frame { state.bytes += waiting.text.utf8.count - frame.readableBytes }
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
