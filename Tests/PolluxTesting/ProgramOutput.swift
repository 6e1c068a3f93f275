internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// What a process writes to one of its outputs.
final class ProgramOutput: Sendable {
    /// The first line, once it is whole.
    let lines: AsyncStream<String>
    let end: EventLoopFuture<Void>
    private let collector: Collector

    /// - Parameter descriptor: the reading end of a pipe; from here on the channel's, which closes it at its end.
    init(_ descriptor: CInt) async throws {
        let (lines, line) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
        let collector = Collector(line: line)
        let channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(collector) }
            }
            .takingOwnershipOfDescriptor(input: descriptor).get()
        self.lines = lines
        self.collector = collector
        end = channel.closeFuture
    }

    var text: String { collector.text }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        private let bytes = Mutex(ByteBuffer())
        private let line: AsyncStream<String>.Continuation

        init(line: AsyncStream<String>.Continuation) {
            self.line = line
        }

        var text: String { String(buffer: bytes.withLock { $0 }) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let piece = unwrapInboundIn(data)
            bytes.withLock { _ = $0.writeImmutableBuffer(piece) }
            let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            if lines.count > 1 { line.yield(String(lines[0])) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            line.finish()
        }
    }
}
