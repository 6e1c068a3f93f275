import NIOCore
import NIOHTTP1

/// The head of a reply, and its body still to be read.
struct UpstreamReply: Sendable {
    let head: HTTPResponseHead
    let body: UpstreamBody
}

/// The bytes of a reply's body, in the pieces that the network gave. To be read once.
///
/// Dropping it unread, or cancelling the task that reads it, closes the connection.
struct UpstreamBody: Sendable {
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, UpstreamCall
    >

    let sequence: Producer

    func makeIterator() -> Iterator {
        Iterator(pieces: sequence.makeAsyncIterator())
    }

    /// All of the body.
    ///
    /// - Throws: `tooLarge` above `limit` bytes.
    func collect(upTo limit: Int) async throws(GeminiError) -> ByteBuffer {
        var iterator = makeIterator()
        var whole = ByteBuffer()
        while let piece = try await iterator.next() {
            guard piece.readableBytes <= limit - whole.readableBytes else {
                throw GeminiError(.tooLarge, message: "a body of more than \(limit) bytes")
            }
            whole.writeImmutableBuffer(piece)
        }
        return whole
    }

    struct Iterator {
        fileprivate var pieces: Producer.AsyncIterator

        /// - Throws: `cancelled`, `connectionLost`, `timedOut`, `malformedResponse`.
        mutating func next() async throws(GeminiError) -> ByteBuffer? {
            do {
                return try await pieces.next(isolation: #isolation)
            } catch {
                throw UpstreamCall.geminiError(error, isConnected: true)
            }
        }
    }
}
