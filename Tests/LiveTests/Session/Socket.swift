import ChatDomain
import Foundation
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Live

/// One socket, seen from its client.
final class Socket: Sendable {
    let session: LiveSession
    let output = Output()

    init?(_ user: UserID, _ store: FakeStore, _ hub: Hub, credential: UUID? = nil) {
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        guard let live = LiveSession(user: user, credential: credential, store: store, hub: hub, logger: logger) else {
            return nil
        }
        self.session = live
    }

    func run() async -> CloseCode {
        defer { output.end() }
        return await session.run(output: output)
    }

    func send(_ frame: String) { session.take(.text(ByteBuffer(string: frame))) }

    func send(_ message: LiveInput) { session.take(message) }

    func resume(epoch: UUID?, since: Int64, positions: [MessageID: Int] = [:]) {
        let answers = positions.map { #"{"messageID":"\#($0.key)","offset":\#($0.value)}"# }.joined(separator: ",")
        let epoch = epoch.map { "\"\($0.uuidString.lowercased())\"" } ?? "null"
        send(#"{"type":"resume","epoch":\#(epoch),"since":\#(since),"answers":[\#(answers)]}"#)
    }

    /// This way out knows no pongs.
    func forgoPongs() { output.forgoPongs() }

    /// The client goes.
    func leave() { session.end() }

    /// The next frames, in words; waits for them.
    func heard(_ count: Int) async throws -> [String] {
        var heard: [String] = []
        while heard.count < count { heard.append(try await next().description) }
        return heard
    }

    func next() async throws -> Heard { try Heard(await output.next()) }

    var pings: Int { output.pings }

    /// Silence for so long, since the client took what was sent last.
    func tick(after silence: Duration) async throws {
        // What has been heard may not have been noted yet as sent.
        while session.subscription.isSending { try await yield() }
        session.subscription.tick(now: .now + silence)
    }

    func waitForPong() async throws {
        while session.subscription.heartbeatsWithoutPong > 0 { try await yield() }
    }

    /// Returns when a resume has been answered to its end: what comes from then on goes through the queue.
    func waitUntilLive() async throws {
        while !session.subscription.isLive { try await yield() }
    }

    private func yield() async throws {
        try Task.checkCancellation()
        await Task.yield()
    }

    /// From here on the client reads nothing.
    func stall() { output.stall() }

    /// Returns when something is being sent to a client that reads nothing.
    func waitUntilStuck() async { await output.waitUntilStuck() }

    /// From here on nothing can be sent any more.
    func tear() { output.tear() }
}

/// The way to the client.
final class Output: LiveOutput {
    struct Torn: Error {}

    private struct State {
        var isStalled = false
        var isTorn = false
        var isOver = false
        var pings = 0
        var hasPongs = true
        var waiting: [ByteBuffer] = []
        var reader: CheckedContinuation<ByteBuffer, Never>?
    }

    private let state = Mutex(State())
    private let stuck = AsyncStream<Void>.makeStream()

    var pings: Int { state.withLock { $0.pings } }

    func stall() { state.withLock { $0.isStalled = true } }

    func tear() { state.withLock { $0.isTorn = true } }

    /// Whoever waits for a frame that will never come is told so.
    func end() {
        let reader = state.withLock { state in
            state.isOver = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: Self.over)
    }

    private static let over = ByteBuffer(string: #"{"type":"over"}"#)

    func waitUntilStuck() async { for await _ in stuck.stream { return } }

    func send(_ frames: [LiveFrame]) async throws {
        if state.withLock({ $0.isTorn }) { throw Torn() }
        if state.withLock({ $0.isStalled }) {
            stuck.continuation.yield()
            try await Task.sleep(for: .seconds(60))  // ends with its task, or the test has failed
            throw Torn()
        }
        deliver(frames)
    }

    func offer(_ frames: [LiveFrame]) -> Bool {
        guard state.withLock({ !$0.isTorn && !$0.isStalled }) else { return false }
        deliver(frames)
        return true
    }

    private func deliver(_ frames: [LiveFrame]) {
        for frame in frames.map(\.json) {
            let reader = state.withLock { state in
                if state.reader == nil { state.waiting.append(frame) }
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: frame)
        }
    }

    func offerPing() -> Bool {
        state.withLock { state in
            state.pings += 1
            return state.hasPongs
        }
    }

    /// This way out knows no pongs.
    func forgoPongs() { state.withLock { $0.hasPongs = false } }

    /// For one task at a time.
    func next() async -> ByteBuffer {
        await withCheckedContinuation { reader in
            let frame = state.withLock { state -> ByteBuffer? in
                guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
                if state.isOver { return Self.over }
                state.reader = reader
                return nil
            }
            if let frame { reader.resume(returning: frame) }
        }
    }
}
