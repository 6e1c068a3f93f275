import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// One HTTP call from its beginning to the end of its body, under limits of its own.
///
/// It is a delegate of `HTTPClient`, not a use of its async `execute`, for the sake of the limit on silence: the
/// time-out of that function ends with the head of the reply, nothing but cancelling the reading task can end a body,
/// and the client's own read time-out holds for all of its calls alike. Here one timer of the event loop watches the
/// call and runs at most once in each span of silence that is allowed; a piece of body only notes the time.
final class UpstreamCall: HTTPClientResponseDelegate {
    typealias Response = Void

    struct State {
        var progress: CallProgress
        var task: HTTPClient.Task<Void>?
        var source: UpstreamBody.Producer.Source?
        var waiter: CheckedContinuation<HTTPResponseHead, any Error>?
        /// What the waiter gets if it comes later than this.
        var head: Result<HTTPResponseHead, any Error>?
        /// Completed when the reader wants more; nil while the connection is being read.
        var demand: EventLoopPromise<Void>?
        var timer: Scheduled<Void>?
        var isConnected = false
    }

    let state: Mutex<State>

    private init(limits: CallLimits) {
        state = Mutex(State(progress: CallProgress(limits: limits, start: .now())))
    }

    /// Sends the request and waits for the head of the reply. Cancelling the calling task closes the connection.
    static func open(
        _ request: HTTPClient.Request,
        with client: HTTPClient,
        limits: CallLimits,
        on eventLoop: (any EventLoop)?
    ) async throws(GeminiError) -> UpstreamReply {
        guard !Task.isCancelled else { throw GeminiError(.cancelled, message: "cancelled before the call") }
        let call = UpstreamCall(limits: limits)
        // A few pieces may wait; beyond that the connection is not read until somebody takes them.
        let body = UpstreamBody.Producer.makeSequence(
            backPressureStrategy: .init(lowWatermark: 2, highWatermark: 8),
            finishOnDeinit: true,
            delegate: call
        )
        call.state.withLock { $0.source = body.source }
        // Not `.delegateAndChannel`: a connection that must be on a loop is used once and closed.
        let task = client.execute(
            request: request,
            delegate: call,
            eventLoop: eventLoop.map { .delegate(on: $0) } ?? .indifferent
        )
        call.begin(task)
        do {
            let head = try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { call.wait($0) }
            } onCancel: {
                task.fail(reason: CancellationError())
            }
            return UpstreamReply(head: head, body: UpstreamBody(sequence: body.sequence))
        } catch {
            throw geminiError(error, isConnected: call.state.withLock(\.isConnected))
        }
    }

    private func begin(_ task: HTTPClient.Task<Void>) {
        state.withLock { $0.task = task }
        task.eventLoop.execute { self.watch(on: task.eventLoop) }
        // Not by `didReceiveError`: a client that was shut down before tells only the future.
        task.futureResult.whenComplete { self.end($0) }
    }

    private func wait(_ waiter: CheckedContinuation<HTTPResponseHead, any Error>) {
        let head = state.withLock { state in
            if state.head == nil { state.waiter = waiter }
            return state.head
        }
        if let head { waiter.resume(with: head) }
    }

    /// Fails the call when its time is up, else sets the timer to when that will be. On the event loop.
    ///
    /// Called anew in each phase and by the timer itself, but not for each piece of body: the timer then finds that it is
    /// early and sets itself to the new end.
    func watch(on eventLoop: any EventLoop) {
        let now = NIODeadline.now()
        let expired = state.withLock { state -> (HTTPClient.Task<Void>, GeminiError)? in
            state.timer?.cancel()
            state.timer = nil
            guard let task = state.task, let due = state.progress.due(at: now) else { return nil }
            guard due.deadline > now else { return (task, due.error) }
            state.timer = eventLoop.scheduleTask(deadline: due.deadline) { self.watch(on: eventLoop) }
            return nil
        }
        if let (task, error) = expired { task.fail(reason: error) }
    }

    /// What an error of the transport means to a caller.
    static func geminiError(_ error: any Error, isConnected: Bool) -> GeminiError {
        switch error {
        case let error as GeminiError: error
        case is CancellationError, HTTPClientError.cancelled as HTTPClientError:
            GeminiError(.cancelled, message: "the call was cancelled")
        // What the parser says when the connection ends before the length that was promised.
        case HTTPParserError.invalidEOFState as HTTPParserError:
            GeminiError(.connectionLost, message: "the connection ended in the middle of the reply")
        case is HTTPParserError: GeminiError(.malformedResponse, message: "not HTTP: \(error)")
        default: GeminiError(isConnected ? .connectionLost : .connectionFailed, message: "\(error)")
        }
    }
}
