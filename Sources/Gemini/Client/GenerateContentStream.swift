import NIOCore

/// A streamed answer, chunk by chunk, to the end of the body.
///
/// The end is the end of the body and nothing else: a finish reason is not (some models put one on every chunk), and a
/// stream that ends without any was cut. An empty body gives an empty stream; what that means is the caller's to say.
///
/// Iterate it once; a second iterator is a programming error and traps. Cancelling the iterating task closes the upstream
/// connection, and so does leaving the loop early or dropping the stream.
public struct GenerateContentStream: AsyncSequence, Sendable {
    public typealias Element = GenerateContentResponse
    public typealias Failure = GeminiError

    let body: UpstreamBody
    let events: EventDecoder
    let redaction: Redaction

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: body.makeIterator(), events: events, redaction: redaction)
    }

    /// Reads a ``GenerateContentStream``.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// Nil when the stream is over; letting go of it closes the connection.
        private var pieces: UpstreamBody.Iterator?
        private var events: EventDecoder
        private let redaction: Redaction
        /// Further items of an event that held several, the next one last.
        private var waiting: [Result<GenerateContentResponse, GeminiError>] = []

        init(pieces: UpstreamBody.Iterator, events: EventDecoder, redaction: Redaction) {
            self.pieces = pieces
            self.events = events
            self.redaction = redaction
        }

        /// The next chunk; nil at the end, and after an error.
        ///
        /// - Throws: what the upstream said inside the stream; `malformedResponse`, `tooLarge`, `connectionLost`,
        ///   `timedOut`, `cancelled`.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(GeminiError) -> GenerateContentResponse? {
            do {
                return try await nextChunk()
            } catch {
                pieces = nil
                waiting = []
                throw redaction.clean(error)
            }
        }

        private mutating func nextChunk() async throws(GeminiError) -> GenerateContentResponse? {
            while true {
                if let next = waiting.popLast() { return try next.get() }
                guard pieces != nil else { return nil }
                if let event = try events.next() {
                    if let chunk = ResponseDecoder.scan(event.bytes) { return chunk }
                    waiting = try await decodeAside(event).reversed()
                } else if let piece = try await pieces?.next() {
                    events.append(piece)
                } else if events.isAtEnd {
                    pieces = nil
                } else {
                    events.finish()
                }
            }
        }

        /// Bytes of an event that are decoded where the caller runs. A picture of megabytes would hold an event loop, and all
        /// streams on it, for as many milliseconds.
        private static let largestInPlace = 64 * 1024

        private func decodeAside(
            _ event: EventDecoder.Event
        ) async throws(GeminiError) -> [Result<GenerateContentResponse, GeminiError>] {
            guard event.bytes.readableBytes > Self.largestInPlace else { return try decode(event) }
            return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(GeminiError) in
                try decode(event)
            }
        }

        private func decode(
            _ event: EventDecoder.Event
        ) throws(GeminiError) -> [Result<GenerateContentResponse, GeminiError>] {
            do {
                return try ResponseDecoder.decode(event.bytes)
            } catch {
                if event.isWhole { throw error }
                throw GeminiError(.connectionLost, message: "the body ended inside an event: \(error.message)")
            }
        }
    }
}
