package import NIOCore
internal import NIOPosix
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A TCP connection of a test: sends any bytes, and receives with a time limit.
package final class RawConnection: Sendable {
    /// Nothing came in time, or more than a test can want.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let channel: any Channel
    private let received: ReceivedBytes
    private let unsent = Mutex(0)

    private init(channel: any Channel, received: ReceivedBytes) {
        self.channel = channel
        self.received = received
    }

    deinit {
        channel.close(promise: nil)
    }

    /// Connects. Errors: the system's.
    ///
    /// - Parameter prepare: puts what the bytes go through into the connection, such as TLS.
    package static func connect(
        host: String = "127.0.0.1",
        port: Int,
        prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in }
    ) async throws -> RawConnection {
        let received = ReceivedBytes()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try prepare(channel)
                    try channel.pipeline.syncOperations.addHandler(ByteCollector(received: received))
                }
            }
            .connect(host: host, port: port).get()
        return RawConnection(channel: channel, received: received)
    }

    /// Sends these bytes; returns when the system has taken them. Errors: the connection is gone.
    package func send(_ bytes: ByteBuffer) async throws {
        try await channel.writeAndFlush(bytes).get()
    }

    /// Sends without waiting for the system to take it.
    package func sendLater(_ bytes: ByteBuffer) {
        let count = bytes.readableBytes
        unsent.withLock { $0 += count }
        channel.writeAndFlush(bytes).whenComplete { [self] _ in unsent.withLock { $0 -= count } }
    }

    /// The bytes of `sendLater` that the system has not taken, because the peer does not read.
    package var unsentBytes: Int { unsent.withLock { $0 } }

    /// The next bytes, however many there are; nil at the end of the connection, an orderly one or not.
    /// Errors: `Failure` after `limit`.
    package func receive(within limit: Duration = .seconds(30)) async throws -> ByteBuffer? {
        try await received.next(within: limit, on: channel.eventLoop)
    }

    /// Stops taking bytes from the system, as a program that hangs would.
    package func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    /// Goes on after `stopReading()`.
    package func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    /// Sends a FIN, and can still receive.
    package func shutOutput() async throws {
        try await channel.close(mode: .output)
    }

    /// Ends the connection with a RST.
    package func reset() async throws {
        guard let socket = channel as? any SocketOptionProvider else { throw Failure(description: "not a socket") }
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await close()
    }

    /// Ends the connection. Harmless when it is over.
    package func close() async throws {
        do {
            try await channel.close()
        } catch ChannelError.alreadyClosed {
            // What was wanted.
        }
    }
}

/// Puts what the channel reads into a `ReceivedBytes`.
private final class ByteCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let received: ReceivedBytes

    init(received: ReceivedBytes) {
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.add(unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { received.end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.end()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Bytes that nobody has taken yet, and the one task that waits for some.
private final class ReceivedBytes: Sendable {
    /// Bytes; more is a test gone wrong.
    private static let limit = 64 << 20

    private struct State {
        var bytes = ByteBuffer()
        var isEnded = false
        var waiting: CheckedContinuation<ByteBuffer?, any Error>?
        var turn = 0
    }

    private let state = Mutex(State())

    func add(_ bytes: ByteBuffer) {
        change { $0.bytes.writeImmutableBuffer(bytes) }
    }

    func end() {
        change { $0.isEnded = true }
    }

    func next(within limit: Duration, on eventLoop: any EventLoop) async throws -> ByteBuffer? {
        try await withCheckedThrowingContinuation { continuation in
            let turn = state.withLock { state in
                precondition(state.waiting == nil, "two tasks receive on one connection")
                state.waiting = continuation
                state.turn += 1
                return state.turn
            }
            eventLoop.scheduleTask(in: TimeAmount(limit)) { self.giveUp(turn, after: limit) }
            change { _ in }
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let (waiting, bytes) = state.withLock { state -> (CheckedContinuation<ByteBuffer?, any Error>?, ByteBuffer) in
            change(&state)
            guard state.waiting != nil, state.bytes.readableBytes > 0 || state.isEnded else {
                return (nil, ByteBuffer())
            }
            defer {
                state.waiting = nil
                state.bytes = ByteBuffer()
            }
            return (state.waiting, state.bytes)
        }
        if bytes.readableBytes > Self.limit {
            waiting?.resume(throwing: RawConnection.Failure(description: "received \(bytes.readableBytes) bytes"))
        } else {
            waiting?.resume(returning: bytes.readableBytes > 0 ? bytes : nil)
        }
    }

    private func giveUp(_ turn: Int, after limit: Duration) {
        let waiting = state.withLock { state -> CheckedContinuation<ByteBuffer?, any Error>? in
            guard state.turn == turn else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(throwing: RawConnection.Failure(description: "nothing received within \(limit)"))
    }
}
