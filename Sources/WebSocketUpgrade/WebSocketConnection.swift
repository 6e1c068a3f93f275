internal import NIOCore
internal import NIOWebSocket

/// One WebSocket in its channel's pipeline: everything between frames and messages, on the event loop.
///
/// It keeps RFC 6455's closing handshake: after our Close frame the output is shut, and input is thrown away until the peer
/// closes or `closeTimeout` is over. Closing at once would reset the connection under data still on its way, and the peer
/// would lose our Close.
final class WebSocketConnection: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// Where the WebSocket is in its life. It only moves down.
    private enum Phase {
        case open
        /// Our Close is sent, the peer's is awaited.
        case closing
        /// Nothing is received any more; the end of the connection is awaited.
        case draining
        case gone
    }

    /// Bytes taken from the system at once. What clients say is short; longer messages take more turns.
    private static let readBytes = 512

    private let inbound: InboundQueue
    private let outbound: OutboundQueue
    private let settings: WebSocketSettings
    private var assembler: MessageAssembler
    private var phase = Phase.open
    private var arrived: [WebSocketMessage] = []
    private var pendingPong: ByteBuffer?
    private var header = ByteBuffer()
    private var isReadingPaused = false
    private var needsFlush = false
    private var timeout: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(settings: WebSocketSettings, inbound: InboundQueue, outbound: OutboundQueue) {
        self.inbound = inbound
        self.outbound = outbound
        self.settings = settings
        assembler = MessageAssembler(settings: settings)
    }

    /// Answers the handshake and opens both queues.
    func open(response: ByteBuffer) {
        guard phase == .open, let context else { return gone() }
        let me = NIOLoopBound(self, eventLoop: context.eventLoop)
        inbound.open(me)
        outbound.open(me)
        context.writeAndFlush(wrapOutboundOut(response), promise: nil)
        // Buffers stay with the channel as long as it lives, so they must not grow. Without these options, all else works.
        let options = context.channel.syncOptions
        try? options?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.readBytes))
        try? options?.setOption(.maxMessagesPerRead, value: 1)
        try? options?.setOption(.socketOption(.so_sndbuf), value: .init(settings.systemBufferBytes))
        let marks = ChannelOptions.Types.WriteBufferWaterMark(
            low: settings.channelBufferBytes / 2,
            high: settings.channelBufferBytes
        )
        try? options?.setOption(.writeBufferWaterMark, value: marks)
        readOn(context: context)
    }

    /// Closes from our side, unless the WebSocket is closed or closing already.
    func close(_ close: WebSocketClose) {
        guard phase == .open, let context else { return }
        writeQueued()
        end(with: close.payload, phase: .closing, context: context)
    }

    /// Writes what the queue holds.
    func writeQueued() {
        guard phase == .open, let context else { return }
        let frames = outbound.takeAll()
        for frame in frames { write(frame.opcode, frame.payload, context: context) }
        if !frames.isEmpty { context.flush() }
        outbound.update(isChannelWritable: context.channel.isWritable)
    }

    /// Reads on, after the queue of messages was full.
    func resumeReading() {
        isReadingPaused = false
        if let context { readOn(context: context) }
    }

    // MARK: The pipeline

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        gone()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        gone()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .open || phase == .closing else { return }
        do throws(ProtocolViolation) {
            switch try assembler.receive(unwrapInboundIn(data)) {
            case .nothing: break
            case .message(let message): if phase == .open { arrived.append(message) }
            case .ping(let payload): pong(payload, context: context)
            case .close(let code): peerClosed(code, context: context)
            }
        } catch {
            fail(error.close, context: context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        deliver()
        if needsFlush {
            needsFlush = false
            context.flush()
        }
        readOn(context: context)
        context.fireChannelReadComplete()
    }

    /// Nothing: the channel's own request to read on comes from behind `NIOAsyncChannel`'s handler, which lets none pass
    /// since its reader is gone. This handler reads when it wants to.
    func read(context: ChannelHandlerContext) {}

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        outbound.update(isChannelWritable: isWritable)
        if isWritable, let payload = pendingPong {
            pendingPong = nil
            pong(payload, context: context)
            context.flush()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            // A peer that shuts its output before its Close frame has gone away without one.
            deliver()
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            fail(WebSocketClose(code: settings.tooLargeCloseCode, reason: "frame too large"), context: context)
        case is NIOWebSocketError:
            fail(WebSocketClose(code: 1002, reason: "control frame"), context: context)
        case is ByteToMessageDecoderError:
            // The decoder's word for bytes that come after its first error.
            break
        default:
            context.close(promise: nil)
        }
    }

    // MARK: Receiving

    private func readOn(context: ChannelHandlerContext) {
        if !isReadingPaused { context.read() }
    }

    private func deliver() {
        guard !arrived.isEmpty else { return }
        let messages = arrived
        arrived = []
        isReadingPaused = !inbound.append(messages)
    }

    /// Answers a ping. A peer that does not read gets the answer to its latest ping only, so that pings fill no memory.
    private func pong(_ payload: ByteBuffer, context: ChannelHandlerContext) {
        guard phase == .open else { return }
        guard context.channel.isWritable else {
            pendingPong = payload
            return
        }
        write(.pong, payload, context: context)
        needsFlush = true
    }

    private func peerClosed(_ code: UInt16?, context: ChannelHandlerContext) {
        end(with: code.map { ByteBuffer(integer: $0) } ?? ByteBuffer(), phase: .draining, context: context)
    }

    private func fail(_ close: WebSocketClose, context: ChannelHandlerContext) {
        end(with: close.payload, phase: .draining, context: context)
    }

    // MARK: Sending and closing

    private func write(
        _ opcode: WebSocketOpcode,
        _ payload: ByteBuffer,
        context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>? = nil
    ) {
        // The buffer is used again once the channel has let go of it.
        header.clear(minimumCapacity: 10)
        header.write(FrameHeader(opcode: opcode, length: payload.readableBytes))
        context.write(wrapOutboundOut(header), promise: payload.readableBytes > 0 ? nil : promise)
        if payload.readableBytes > 0 { context.write(wrapOutboundOut(payload), promise: promise) }
    }

    /// Enters a phase behind `open`, and sends our Close if it has not been sent.
    private func end(with payload: ByteBuffer, phase next: Phase, context: ChannelHandlerContext) {
        let wasOpen = phase == .open
        guard wasOpen || phase == .closing else { return }
        phase = next
        endQueues()
        if wasOpen { sendClose(payload, context: context) }
        resumeReading()
    }

    private func sendClose(_ payload: ByteBuffer, context: ChannelHandlerContext) {
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(settings.closeTimeout)) {
            context.close(promise: nil)
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        let shut = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { context.close(mode: .output, promise: shut) }
        shut.futureResult.assumeIsolated().whenFailure { _ in context.close(promise: nil) }
        sent.futureResult.cascadeFailure(to: shut)
        write(.connectionClose, payload, context: context, promise: sent)
        context.flush()
    }

    private func endQueues() {
        deliver()
        // In this order: whoever sees the end of what comes in must find that nothing can be sent any more.
        outbound.end()
        inbound.end()
        pendingPong = nil
    }

    private func gone() {
        guard phase != .gone else { return }
        phase = .gone
        endQueues()
        timeout?.cancel()
        timeout = nil
    }
}
