internal import NIOCore
internal import Synchronization

/// The way from the event loop that reads to the task that takes the messages.
///
/// It refuses nothing but says when it is full; the connection is then not read until it is empty again. So it holds
/// `highWaterMark` messages and what one read brought besides.
final class InboundQueue: Sendable {
    static let highWaterMark = 4

    private struct State {
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
        let waiting = state.withLock { state in
            state.connection = nil
            state.isEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for (_, reader) in waiting { reader.resume(returning: nil) }
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
