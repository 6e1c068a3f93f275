internal import NIOCore
internal import NIOWebSocket
internal import Synchronization

/// A frame on its way to the connection's event loop.
enum OutboundFrame: Sendable {
    case text(ByteBuffer)
    case binary(ByteBuffer)
    case ping

    var payload: ByteBuffer {
        switch self {
        case .text(let payload), .binary(let payload): payload
        case .ping: ByteBuffer()
        }
    }

    var opcode: WebSocketOpcode {
        switch self {
        case .text: .text
        case .binary: .binary
        case .ping: .ping
        }
    }
}

/// The way from tasks that send to the event loop that writes.
///
/// Frames that arrive before the event loop comes by are written together, with one flush. The queue is full when it holds
/// `highWaterMark` bytes or the channel is not writable; then senders wait.
final class OutboundQueue: Sendable {
    /// Bytes: as much as the channel itself buffers before it stops being writable.
    static let highWaterMark = 32_768

    private struct State {
        var connection: NIOLoopBound<WebSocketConnection>?
        var frames: [OutboundFrame] = []
        var bytes = 0
        var isChannelWritable = true
        var waiting: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        var lastWaiting: UInt64 = 0

        var hasRoom: Bool { isChannelWritable && bytes < OutboundQueue.highWaterMark }
    }

    private enum Outcome {
        case taken
        case full
        case closed
    }

    private let state = Mutex(State())

    /// Connects the queue with the connection that writes its frames.
    func open(_ connection: NIOLoopBound<WebSocketConnection>) {
        state.withLock { $0.connection = connection }
    }

    /// Puts all frames into the queue, after waiting for room. Errors: `WebSocketClosed`, `CancellationError`.
    func send(_ frames: some Collection<OutboundFrame>) async throws {
        while true {
            switch put(frames) {
            case .taken: return
            case .full: try await waitForRoom()
            case .closed: throw WebSocketClosed()
            }
        }
    }

    /// Puts all frames into the queue, or none. Whether there was room.
    func offer(_ frames: some Collection<OutboundFrame>) -> Bool {
        switch put(frames) {
        case .taken: true
        case .full, .closed: false
        }
    }

    /// Lets the connection close with this, after everything queued. Harmless when it is closed.
    func close(_ close: WebSocketClose) {
        guard let connection = state.withLock({ $0.connection }) else { return }
        connection.eventLoop.execute { connection.value.close(close) }
    }

    /// Everything queued, in order; the queue is empty afterwards.
    func takeAll() -> [OutboundFrame] {
        state.withLock { state in
            state.bytes = 0
            return exchange(&state.frames, with: [])
        }
    }

    /// Says whether the channel takes more, and lets senders go on if so.
    func update(isChannelWritable: Bool) {
        let ready = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            state.isChannelWritable = isChannelWritable
            guard state.hasRoom, !state.waiting.isEmpty else { return [] }
            return Array(exchange(&state.waiting, with: [:]).values)
        }
        for sender in ready { sender.resume() }
    }

    /// Ends the queue: what it holds is dropped, and senders get `WebSocketClosed`.
    func end() {
        let refused = state.withLock { state in
            state.connection = nil
            state.frames = []
            state.bytes = 0
            return exchange(&state.waiting, with: [:])
        }
        for sender in refused.values { sender.resume(throwing: WebSocketClosed()) }
    }

    private func put(_ frames: some Collection<OutboundFrame>) -> Outcome {
        // Only the first frame has to call the event loop, which takes all that it finds.
        let (outcome, toCall) = state.withLock { state -> (Outcome, NIOLoopBound<WebSocketConnection>?) in
            guard let connection = state.connection else { return (.closed, nil) }
            guard state.hasRoom else { return (.full, nil) }
            let isFirst = state.frames.isEmpty && !frames.isEmpty
            state.frames.append(contentsOf: frames)
            state.bytes += frames.reduce(0) { $0 + $1.payload.readableBytes }
            return (.taken, isFirst ? connection : nil)
        }
        if let toCall { toCall.eventLoop.execute { toCall.value.writeQueued() } }
        return outcome
    }

    private func waitForRoom() async throws {
        let id = state.withLock { state in
            state.lastWaiting &+= 1
            return state.lastWaiting
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { sender in
                let answer = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.connection == nil { return .failure(WebSocketClosed()) }
                    if state.hasRoom { return .success(()) }
                    state.waiting[id] = sender
                    return nil
                }
                if let answer { sender.resume(with: answer) }
            }
        } onCancel: {
            let sender = state.withLock { $0.waiting.removeValue(forKey: id) }
            sender?.resume(throwing: CancellationError())
        }
    }
}

/// The value that was there, after another has taken its place.
private func exchange<Value>(_ value: inout Value, with other: Value) -> Value {
    let old = value
    value = other
    return old
}
