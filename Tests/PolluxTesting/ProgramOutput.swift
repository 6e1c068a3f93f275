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

    /// Waits until the output holds a text. `false`: it does not within the limit, or has ended.
    func wait(for text: String, within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let alarm = end.eventLoop.scheduleTask(in: TimeAmount(limit)) { self.collector.giveUp(text) }
            collector.wait(for: text) { isThere in
                alarm.cancel()
                continuation.resume(returning: isThere)
            }
        }
    }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        private struct Waiter {
            let text: String
            let tell: @Sendable (Bool) -> Void
        }

        private let bytes = Mutex(ByteBuffer())
        private let waiters = Mutex<[Waiter]>([])
        private let isOver = Mutex(false)
        private let line: AsyncStream<String>.Continuation

        init(line: AsyncStream<String>.Continuation) {
            self.line = line
        }

        var text: String { String(buffer: bytes.withLock { $0 }) }

        func wait(for text: String, tell: @escaping @Sendable (Bool) -> Void) {
            waiters.withLock { $0.append(Waiter(text: text, tell: tell)) }
            tellWaiters()
        }

        func giveUp(_ text: String) { take { $0.text == text }.forEach { $0.tell(false) } }

        private func tellWaiters() {
            let all = text
            take { all.contains($0.text) }.forEach { $0.tell(true) }
            if isOver.withLock({ $0 }) { take { _ in true }.forEach { $0.tell(false) } }
        }

        private func take(_ isMeant: (Waiter) -> Bool) -> [Waiter] {
            waiters.withLock { waiters in
                let found = waiters.filter(isMeant)
                waiters.removeAll(where: isMeant)
                return found
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let piece = unwrapInboundIn(data)
            bytes.withLock { _ = $0.writeImmutableBuffer(piece) }
            let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            if lines.count > 1 { line.yield(String(lines[0])) }
            tellWaiters()
        }

        func channelInactive(context: ChannelHandlerContext) {
            line.finish()
            isOver.withLock { $0 = true }
            tellWaiters()
        }
    }
}
