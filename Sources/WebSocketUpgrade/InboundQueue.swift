internal import NIOCore
internal import Synchronization

/// The way from the event loop that reads to the task that takes the messages.
///
/// It refuses nothing but says when it is full; the connection is then not read until it is empty again. So it holds
/// `highWaterMark` messages and what one read brought besides.
final class InboundQueue: Sendable {
    static let highWaterMark = 4

    private struct Receiver {
        let take: @Sendable (WebSocketMessage) -> Void
        let atEnd: @Sendable () -> Void
    }

    private struct State {
        /// Takes everything as it comes.
        var receiver: Receiver?
        var connection: NIOLoopBound<WebSocketConnection>?
        var messages: [WebSocketMessage] = []
        var isEnded = false
        var isFull = false
        var waiting: [(id: UInt64, reader: CheckedContinuation<WebSocketMessage?, Never>)] = []
        var lastWaiting: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Connects the queue with the connection that it lets read on.
    func open(_ connection: NIOLoopBound<WebSocketConnection>) {
        state.withLock { $0.connection = connection }
    }

    /// Adds messages in order. False: do not read on before `resumeReading` is called.
    func append(_ messages: [WebSocketMessage]) -> Bool {
        if let receiver = state.withLock({ $0.receiver }) {
            for message in messages { receiver.take(message) }
            return true
        }
        var ready: [(CheckedContinuation<WebSocketMessage?, Never>, WebSocketMessage)] = []
        let goOn = state.withLock { state in
            for message in messages {
                if state.waiting.isEmpty {
                    state.messages.append(message)
                } else {
                    ready.append((state.waiting.removeFirst().reader, message))
                }
            }
            state.isFull = state.messages.count >= Self.highWaterMark
            return !state.isFull
        }
        for (reader, message) in ready { reader.resume(returning: message) }
        return goOn
    }

    /// Ends the sequence: what is there can still be taken, then nil.
    func end() {
        let (waiting, receiver) = state.withLock { state in
            state.connection = nil
            state.isEnded = true
            defer { (state.waiting, state.receiver) = ([], nil) }
            return (state.waiting, state.receiver)
        }
        for (_, reader) in waiting { reader.resume(returning: nil) }
        receiver?.atEnd()
    }

    /// From here on `take` is given every message on the event loop, those that wait first; `atEnd` is told the end.
    func forEach(_ take: @escaping @Sendable (WebSocketMessage) -> Void, atEnd: @escaping @Sendable () -> Void) {
        let receiver = Receiver(take: take, atEnd: atEnd)
        guard let connection = state.withLock({ $0.connection }) else { return begin(receiver) }
        // Messages are appended there, so that none can come between those that wait and the next.
        let eventLoop = connection.eventLoop
        if eventLoop.inEventLoop { begin(receiver) } else { eventLoop.execute { self.begin(receiver) } }
    }

    private func begin(_ receiver: Receiver) {
        let (messages, isEnded, full) = state.withLock { state in
            defer {
                state.messages = []
                state.isFull = false
                if !state.isEnded { state.receiver = receiver }
            }
            return (state.messages, state.isEnded, state.isFull ? state.connection : nil)
        }
        for message in messages { receiver.take(message) }
        if isEnded { receiver.atEnd() }
        if let full { full.value.resumeReading() }
    }

    /// The next message; nil after the last one, and when the task is cancelled.
    func next() async -> WebSocketMessage? {
        let id = state.withLock { state in
            state.lastWaiting &+= 1
            return state.lastWaiting
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { take(for: $0, id) }
        } onCancel: {
            let reader = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).reader }
            }
            reader?.resume(returning: nil)
        }
    }

    private func take(for reader: CheckedContinuation<WebSocketMessage?, Never>, _ id: UInt64) {
        var emptied: NIOLoopBound<WebSocketConnection>?
        let answer = state.withLock { state -> WebSocketMessage?? in
            // A cancelled reader takes nothing, so that another task still can.
            if Task.isCancelled { return .some(nil) }
            if !state.messages.isEmpty {
                let message = state.messages.removeFirst()
                if state.isFull, state.messages.isEmpty {
                    state.isFull = false
                    emptied = state.connection
                }
                return .some(message)
            }
            if state.isEnded { return .some(nil) }
            state.waiting.append((id, reader))
            return nil
        }
        if let answer { reader.resume(returning: answer) }
        if let emptied { emptied.eventLoop.execute { emptied.value.resumeReading() } }
    }
}
