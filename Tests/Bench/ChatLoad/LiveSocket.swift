internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// One person's socket: says where it is, answers pings, and times what it is told.
final class LiveSocket: Sendable {
    /// What happened on the socket, besides deltas.
    enum Event: Sendable {
        case ready
        case answered
        case failed(String)
    }

    let events: AsyncStream<Event>
    private let channel: any Channel

    private init(channel: any Channel, events: AsyncStream<Event>) {
        (self.channel, self.events) = (channel, events)
    }

    /// Connects and says `resume`; the first event is `ready`.
    static func open(host: String, port: Int, cookie: String, recorder: Recorder, asked: Asked) async throws
        -> LiveSocket
    {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = LiveHandler(recorder: recorder, asked: asked, events: continuation)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: host, port: port).get()
        let request = """
            GET /api/v1/live HTTP/1.1\r\nHost: \(host):\(port)\r\nOrigin: http://\(host):\(port)\r\nCookie: \(cookie)\r\n\
            Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n
            """
        try await channel.writeAndFlush(ByteBuffer(string: request)).get()
        return LiveSocket(channel: channel, events: events)
    }

    func close() {
        channel.close(promise: nil)
    }
}

/// When the running question was asked, and whether its answer has begun: shared by a person's task and socket.
final class Asked: Sendable {
    private struct State {
        var at: Int64 = 0
        var hasBegun = false
    }

    private let state = Mutex(State())

    func ask(at now: Int64) { state.withLock { $0 = State(at: now) } }

    /// Since the question, if this is its answer's first text.
    func begin(at now: Int64) -> Int64? {
        state.withLock { state in
            guard !state.hasBegun else { return nil }
            state.hasBegun = true
            return now - state.at
        }
    }

    var at: Int64 { state.withLock { $0.at } }
}

private final class LiveHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let recorder: Recorder
    private let asked: Asked
    private let events: AsyncStream<LiveSocket.Event>.Continuation
    private var unread = ByteBuffer()
    private var isUpgraded = false

    init(recorder: Recorder, asked: Asked, events: AsyncStream<LiveSocket.Event>.Continuation) {
        (self.recorder, self.asked, self.events) = (recorder, asked, events)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        unread.writeBuffer(&bytes)
        if !isUpgraded {
            let view = unread.readableBytesView
            guard let end = view.indices.first(where: { view[$0...].starts(with: "\r\n\r\n".utf8) }) else { return }
            let head = unread.readString(length: end + 4 - view.startIndex) ?? ""
            guard head.hasPrefix("HTTP/1.1 101") else { return fail(String(head.prefix(60)), context) }
            isUpgraded = true
            send(1, ByteBuffer(string: #"{"type":"resume","epoch":null,"since":0,"answers":[]}"#), context)
        }
        while let (opcode, payload) = frame() { take(opcode, payload, context) }
        unread.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        events.yield(.failed("socket closed"))
        events.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail("\(error)", context)
    }

    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
        events.yield(.failed(reason))
        context.close(promise: nil)
    }

    private func take(_ opcode: UInt8, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        let now = Recorder.now
        switch opcode {
        case 1: text(payload, at: now)
        case 8: fail("close \(payload.getInteger(at: payload.readerIndex, as: UInt16.self) ?? 0)", context)
        case 9: send(10, payload, context)
        default: break
        }
    }

    private func text(_ payload: ByteBuffer, at now: Int64) {
        let view = payload.readableBytesView
        if view.starts(with: #"{"type":"delta""#.utf8) {
            recorder.addFrame(bytes: view.count, delays: Stamps.all(in: view).map { now - $0 })
            if let first = asked.begin(at: now) { recorder.addFirst(first) }
        } else if view.starts(with: #"{"type":"change""#.utf8) {
            recorder.addFrame(bytes: view.count, delays: [])
            let json = String(buffer: payload)
            guard json.contains(#""role":"model""#) else { return }
            if json.contains(#""status":"complete""#) {
                if let first = asked.begin(at: now) { recorder.addFirst(first) }
                recorder.addAnswer(end: Stamps.all(in: view).last.map { now - $0 }, whole: now - asked.at)
                events.yield(.answered)
            } else if json.contains(#""status":"failed""#) || json.contains(#""status":"interrupted""#) {
                events.yield(.failed("answer failed"))
            }
        } else if view.starts(with: #"{"type":"hello""#.utf8) {
            events.yield(.ready)
        }
    }

    private func frame() -> (UInt8, ByteBuffer)? {
        var rest = unread
        guard let (first, second) = rest.readMultipleIntegers(as: (UInt8, UInt8).self) else { return nil }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let word = rest.readInteger(as: UInt16.self) else { return nil }
            length = Int(word)
        } else if length == 127 {
            guard let word = rest.readInteger(as: UInt64.self) else { return nil }
            length = Int(clamping: word)
        }
        guard let payload = rest.readSlice(length: length) else { return nil }
        unread = rest
        return (first & 0x0F, payload)
    }

    private func send(_ opcode: UInt8, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        var bytes = context.channel.allocator.buffer(capacity: payload.readableBytes + 6)
        bytes.writeInteger(0x80 | opcode)
        bytes.writeInteger(0x80 | UInt8(payload.readableBytes))
        bytes.writeBytes([0, 0, 0, 0])  // this mask changes nothing
        bytes.writeImmutableBuffer(payload)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }
}
