internal import EventLoops
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Carries out a reply's steps on its connection.
struct ReplyPlayer: Sendable {
    /// Chunks that follow one another without a pause are handed over together, this many at most.
    private static let burst = 16

    let control: StandInControl
    let streams: OpenStreams

    /// Does what comes before the head, and returns the response whose body does the rest. Throws when the connection
    /// ends before there is a response.
    func response(for reply: Reply, to question: String, on channel: any Channel) async throws -> Response {
        let stream = OpenStream(question: question, channel: channel)
        // From here on, and not only once the head is sent: a client can be gone before that.
        streams.begin(stream)
        if !reply.before.isEmpty {
            try await watching(stream) {
                for step in reply.before { try await perform(step, stream) }
            }
        }
        let body = ResponseBody { writer in
            try await withTaskExecutorPreference(EventLoopExecutor(channel.eventLoop)) {
                try await watching(stream) {
                    try await send(reply.body, stream, to: &writer)
                    try await writer.finish(nil)
                    streams.end(stream)
                }
            }
        }
        var headers = HTTPFields()
        if let contentType = reply.contentType { headers[.contentType] = contentType.rawValue }
        for (name, value) in reply.headers { if let name = HTTPField.Name(name) { headers[name] = value } }
        return Response(status: .init(code: reply.status), headers: headers, body: body)
    }

    /// Runs steps of a stream, and tells when it ends in the middle of them.
    @concurrent
    private func watching(_ stream: OpenStream, _ steps: @concurrent () async throws -> Void) async throws {
        do {
            try await withTaskCancellationHandler(operation: steps, onCancel: stream.close)
        } catch {
            // A write can fail before the connection's end is reported; whoever is first counts it.
            streams.connectionEnded(stream.channel)
            throw error
        }
    }

    @concurrent
    private func send(
        _ steps: any Sequence<Step>,
        _ stream: OpenStream,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var pending: [ByteBuffer] = []
        for step in steps {
            if case .bytes(let bytes) = step {
                pending.append(bytes)
                guard pending.count == Self.burst else { continue }
                try await writer.write(contentsOf: pending)
                pending.removeAll(keepingCapacity: true)
                // The event loop has other connections to serve.
                await Task.yield()
            } else {
                if !pending.isEmpty { try await writer.write(contentsOf: pending) }
                pending.removeAll(keepingCapacity: true)
                try await perform(step, stream)
            }
        }
        if !pending.isEmpty { try await writer.write(contentsOf: pending) }
    }

    private func perform(_ step: Step, _ stream: OpenStream) async throws {
        switch step {
        case .bytes: break
        case .pause(let duration): try await stream.pause(for: duration)
        case .hold: try await control.hold(stream)
        case .stall:
            await stream.waitForClose()
            throw StreamClosed()
        case .abort:
            streams.end(stream)
            try await stream.channel.close()
            throw StreamClosed()
        case .reset:
            streams.end(stream)
            try await stream.channel.closeWithReset()
            throw StreamClosed()
        }
    }
}
