import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// What `HTTPClient` reports, on the event loop of the call.
extension UpstreamCall {
    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        state.withLock { state in
            state.isConnected = true
            state.progress.requestSent()
        }
        watch(on: task.eventLoop)
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let waiter = state.withLock { state -> CheckedContinuation<HTTPResponseHead, any Error>? in
            guard state.progress.phase != .over else { return nil }
            state.progress.headReceived(at: .now())
            state.head = .success(head)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: head)
        watch(on: task.eventLoop)
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ piece: ByteBuffer) -> EventLoopFuture<Void> {
        let source = state.withLock { state in
            state.progress.pieceReceived(at: .now())
            return state.source
        }
        guard case .stopProducing = source?.yield(piece) else { return task.eventLoop.makeSucceededVoidFuture() }
        let demand = task.eventLoop.makePromise(of: Void.self)
        let isOver = state.withLock { state in
            guard state.progress.phase != .over else { return true }
            state.progress.readerFellBehind()
            state.demand = demand
            return false
        }
        if isOver { demand.succeed() }
        return demand.futureResult
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {}

    /// The end of the call, however it came about.
    func end(_ result: Result<Void, any Error>) {
        let error: any Error
        switch result {
        case .success: error = GeminiError(.malformedResponse, message: "a reply without a head")
        case .failure(let failure): error = failure
        }
        let last = state.withLock { state -> State in
            defer {
                state.progress.end()
                state.head = state.head ?? .failure(error)
                (state.waiter, state.source, state.demand, state.timer) = (nil, nil, nil, nil)
            }
            return state
        }
        last.timer?.cancel()
        last.demand?.succeed()
        last.waiter?.resume(throwing: error)
        switch result {
        case .success: last.source?.finish()
        case .failure(let failure): last.source?.finish(failure)
        }
    }
}

/// What the reader of the body reports, from any thread.
extension UpstreamCall: NIOAsyncSequenceProducerDelegate {
    func produceMore() {
        // On the event loop, so that it cannot overtake the `didReceiveBodyPart` whose promise it completes.
        guard let task = state.withLock(\.task) else { return }
        task.eventLoop.execute {
            let demand = self.state.withLock { state -> EventLoopPromise<Void>? in
                state.progress.readerCaughtUp(at: .now())
                defer { state.demand = nil }
                return state.demand
            }
            demand?.succeed()
        }
    }

    /// The reader is gone: its task was cancelled, or it let go of the body. After a call's end this does nothing.
    func didTerminate() {
        state.withLock(\.task)?.fail(reason: CancellationError())
    }
}
