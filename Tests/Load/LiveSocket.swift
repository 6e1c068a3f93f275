import NIOCore
import NIOPosix
import WebSocketTesting

/// A WebSocket of somebody to `/api/v1/live`. On its event loop only.
final class LiveSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Event {
        /// It is a WebSocket now.
        case opened
        case refused(status: Int)
        case text(ByteBuffer)
        case ping
        case pong
        /// With the close frame's code; 0: there was none. The last event.
        case ended(code: Int)
    }

    private enum Opcode {
        static let text: UInt8 = 1
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }

    private let server: Server
    private let cookie: String
    private let onEvent: (Event) -> Void
    private var context: ChannelHandlerContext?
    private var unread = ByteBuffer()
    private var isUpgraded = false
    private var closeCode = 0
    /// Bytes a second that are read; `nil`: as they come.
    private var rate: Int?
    var answersPings = true

    private init(_ server: Server, _ cookie: String, _ onEvent: @escaping (Event) -> Void) {
        (self.server, self.cookie, self.onEvent) = (server, cookie, onEvent)
    }

    /// To be called on `loop`, as `onEvent` is. The future fails when there is no connection; what else happens are events.
    static func connect(
        to server: Server,
        cookie: String,
        on loop: any EventLoop,
        onEvent: @escaping (Event) -> Void
    ) -> (socket: LiveSocket, channel: EventLoopFuture<any Channel>) {
        let socket = NIOLoopBound(LiveSocket(server, cookie, onEvent), eventLoop: loop)
        let channel = ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(socket.value) }
            }
            .connect(host: server.host, port: server.port)
        return (socket.value, channel)
    }

    var isOpen: Bool { context != nil && isUpgraded }

    /// Says what the client has.
    func resume(epoch: String? = nil, revision: Int = 0) {
        let epoch = epoch.map { "\"\($0)\"" } ?? "null"
        let text = #"{"type":"resume","epoch":\#(epoch),"since":\#(revision),"answers":[]}"#
        send(Opcode.text, ByteBuffer(string: text))
    }

    func ping() { send(Opcode.ping, ByteBuffer()) }

    private func send(_ opcode: UInt8, _ payload: ByteBuffer) {
        guard let context else { return }
        precondition(payload.readableBytes < 126, "longer frames have another head")
        var frame = context.channel.allocator.buffer(capacity: payload.readableBytes + 6)
        frame.writeInteger(0x80 | opcode)
        frame.writeInteger(0x80 | UInt8(payload.readableBytes))
        frame.writeInteger(0 as UInt32)  // this mask changes nothing
        frame.writeImmutableBuffer(payload)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    // MARK: Trouble

    /// Reads nothing, or so many bytes a second, or everything.
    func read(rate: Int?) {
        guard let context else { return }
        self.rate = rate
        context.channel.setOption(.autoRead, value: rate == nil).whenComplete { _ in }
        if rate == nil { context.read() } else { trickle() }
    }

    private func trickle() {
        guard let rate, rate > 0, let context else { return }
        let options = context.channel.syncOptions
        try? options?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: max(rate / 4, 1)))
        try? options?.setOption(.maxMessagesPerRead, value: 1)
        context.read()
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(250)) { self.trickle() }
    }

    /// Ends the connection with a RST.
    func reset() {
        guard let channel = context?.channel, let options = channel as? any SocketOptionProvider else { return }
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }

    // MARK: The channel

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        let request = """
            GET /api/v1/live HTTP/1.1\r
            Host: \(server.host):\(server.port)\r
            Origin: \(server.url)\r
            Cookie: \(cookie)\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r\n
            """
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var new = unwrapInboundIn(data)
        if unread.readableBytes == 0 { unread = new } else { unread.writeBuffer(&new) }
        if !isUpgraded { readAnswer(context) }
        while isUpgraded, let frame = ClientFrame.read(from: &unread) { take(frame.opcode, frame.payload) }
        if unread.readableBytes == 0 { unread = ByteBuffer() } else { unread.discardReadBytes() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        onEvent(.ended(code: closeCode))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func readAnswer(_ context: ChannelHandlerContext) {
        let view = unread.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return }
        let status = Int(String(decoding: view.dropFirst(9).prefix(3), as: UTF8.self)) ?? 0
        unread.moveReaderIndex(to: end)
        guard status == 101 else {
            onEvent(.refused(status: status))
            return context.close(promise: nil)
        }
        isUpgraded = true
        onEvent(.opened)
    }

    private func take(_ opcode: UInt8, _ payload: ByteBuffer) {
        switch opcode {
        case Opcode.text: onEvent(.text(payload))
        case Opcode.pong: onEvent(.pong)
        case Opcode.ping:
            onEvent(.ping)
            if answersPings { send(Opcode.pong, payload) }
        case Opcode.close:
            closeCode = payload.getInteger(at: payload.readerIndex, as: UInt16.self).map(Int.init) ?? 0
            send(Opcode.close, ByteBuffer())
            context?.close(promise: nil)
        default: break
        }
    }
}
