import NIOCore
import NIOPosix

/// One socket of a user. On the event loop only.
final class LoadSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Opcode {
        static let text: UInt8 = 1
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }

    let number: Int
    let cookie: String
    private let load: Load
    private let isReady: EventLoopPromise<Void>
    private var context: ChannelHandlerContext?
    private var bytes = ByteBuffer()
    private var isUpgraded = false
    private var closeCode = 0
    /// What the client holds.
    private(set) var epoch: String?
    private(set) var revision = 0
    private var last: NIODeadline?
    var answersPings = true
    /// Bytes a second; `nil`: as they come.
    private var rate: Int?

    init(_ load: Load, cookie: String, epoch: String?, revision: Int, isReady: EventLoopPromise<Void>, number: Int) {
        self.number = number
        self.load = load
        self.cookie = cookie
        self.epoch = epoch
        self.revision = revision
        self.isReady = isReady
    }

    var isOpen: Bool { context != nil && isUpgraded }

    func send(_ opcode: UInt8, _ payload: String) {
        guard let context else { return }
        // With a mask of zeros, which changes nothing.
        var frame = ByteBuffer(bytes: [0x80 | opcode])
        if payload.utf8.count < 126 {
            frame.writeInteger(0x80 | UInt8(payload.utf8.count))
        } else {
            frame.writeInteger(0x80 | 126 as UInt8)
            frame.writeInteger(UInt16(payload.utf8.count))
        }
        frame.writeInteger(0 as UInt32)
        frame.writeString(payload)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    func ping() { send(Opcode.ping, "") }

    func resume() {
        let epoch = epoch.map { "\"\($0)\"" } ?? "null"
        send(Opcode.text, #"{"type":"resume","epoch":\#(epoch),"since":\#(revision),"answers":[]}"#)
    }

    /// Reads nothing, or so many bytes a second, or everything.
    func read(rate: Int?) {
        guard let context else { return }
        self.rate = rate
        context.channel.setOption(.autoRead, value: rate == nil).whenComplete { _ in }
        if rate == nil { context.read() } else { trickle() }
    }

    private func trickle() {
        guard let rate, rate > 0, let context else { return }
        let piece = max(rate / 4, 1)
        let options = context.channel.syncOptions
        try? options?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: piece))
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
            Host: localhost\r
            Origin: http://localhost\r
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
        load.counts.bytes += new.readableBytes
        if bytes.readableBytes == 0 { bytes = new } else { bytes.writeBuffer(&new) }
        if !isUpgraded { readAnswer(context) }
        while isUpgraded, let (opcode, payload) = frame() { take(opcode, payload) }
        if bytes.readableBytes == 0 { bytes = ByteBuffer() } else { bytes.discardReadBytes() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        if isUpgraded { load.counts.closed[closeCode, default: 0] += 1 }
        isReady.fail(ChannelError.eof)
        load.isGone(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func readAnswer(_ context: ChannelHandlerContext) {
        let view = bytes.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return }
        let status = Int(String(decoding: view.dropFirst(9).prefix(3), as: UTF8.self)) ?? 0
        bytes.moveReaderIndex(to: end)
        guard status == 101 else {
            load.counts.refused[status, default: 0] += 1
            return context.close(promise: nil)
        }
        isUpgraded = true
        load.counts.opened += 1
        resume()
    }

    private func frame() -> (UInt8, ByteBuffer)? {
        var rest = bytes
        guard let first = rest.readInteger(as: UInt8.self), let second = rest.readInteger(as: UInt8.self) else {
            return nil
        }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let word = rest.readInteger(as: UInt16.self) else { return nil }
            length = Int(word)
        } else if length == 127 {
            guard let word = rest.readInteger(as: UInt64.self) else { return nil }
            length = Int(clamping: word)
        }
        guard let payload = rest.readSlice(length: length) else { return nil }
        bytes = rest
        return (first & 0x0F, payload)
    }

    private func take(_ opcode: UInt8, _ payload: ByteBuffer) {
        switch opcode {
        case Opcode.text: take(text: payload)
        case Opcode.pong: load.counts.pongs += 1
        case Opcode.ping:
            load.counts.pings += 1
            if answersPings { send(Opcode.pong, "") }
        case Opcode.close:
            closeCode = payload.getInteger(at: payload.readerIndex, as: UInt16.self).map(Int.init) ?? 0
            send(Opcode.close, "")
            context?.close(promise: nil)
        default: break
        }
    }

    private func take(text: ByteBuffer) {
        // `{"type":"` and the type's first letters.
        switch text.getString(at: text.readerIndex + 9, length: 2) {
        case "de":
            load.counts.deltas += 1
            let now = NIODeadline.now()
            if let last { load.counts.note(pause: Double((now - last).nanoseconds) / 1_000_000) }
            last = now
        case "ch": take(change: text)
        case "he" where text.getString(at: text.readerIndex + 9, length: 5) == "heart":
            load.counts.heartbeats += 1
            if number("revision", in: text) > revision { resume() }
        case "he": begin(text, isReset: false)
        case "re": begin(text, isReset: true)
        default: break
        }
    }

    private func begin(_ text: ByteBuffer, isReset: Bool) {
        if isReset { load.counts.resets += 1 } else { load.counts.hellos += 1 }
        if isReset || epoch == nil {
            epoch = text.getString(at: text.readerIndex, length: text.readableBytes).flatMap { text in
                text.split(separator: "\"epoch\":\"").dropFirst().first.map { String($0.prefix(36)) }
            }
            revision = number("revision", in: text)
        }
        isReady.succeed()
    }

    private func take(change: ByteBuffer) {
        load.counts.changes += 1
        let number = number("revision", in: change)
        if number > revision + 1 { load.counts.gaps += 1 }
        revision = max(revision, number)
        if change.readableBytesView.firstRange(of: Array(#""finishedAt""#.utf8)) != nil {
            load.counts.finals += 1
            last = nil
        }
    }

    /// The first number of this name.
    private func number(_ name: String, in text: ByteBuffer) -> Int {
        let view = text.readableBytesView
        guard let start = view.firstRange(of: Array("\"\(name)\":".utf8))?.upperBound else { return 0 }
        return view[start...].prefix { (0x30...0x39).contains($0) }.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
