internal import NIOCore
internal import NIOHTTPTypes

/// How long a connection may take for each part of a request.
struct PatienceLimits: Sendable {
    /// From the first byte of a request, or the connection's beginning, to the end of its header.
    var head: TimeAmount = .seconds(20)
    /// Between a response and the next request.
    var idle: TimeAmount = .seconds(120)
    /// Within each such time a body has to grow by `bodyBytes`.
    var body: TimeAmount = .seconds(30)
    var bodyBytes = 4096
    /// While the client takes nothing of a response.
    var unread: TimeAmount = .seconds(60)
}

/// Closes connections that take their time on purpose: a header or a body that trickles in, a response that nobody reads. One
/// timer at a time, which is set anew only when it fires or would be late.
///
/// Hummingbird's own time-out counts any byte as life.
final class Patience: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Phase {
        case idle, head, body, answering
    }

    private let limits: PatienceLimits
    private var phase = Phase.head
    private var deadline: NIODeadline = .distantFuture
    private var bodyBytes = 0
    private var unanswered = 0
    private var timer: Scheduled<Void>?
    private var timerFires: NIODeadline = .distantFuture
    private var companions: [any RemovableChannelHandler] = []

    init(limits: PatienceLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let firstBytes = FirstBytes { [weak self] in self?.bytesCame(context) }
        do {
            // The bytes of a header that is not complete are seen before the decoder only.
            try context.pipeline.syncOperations.addHandler(firstBytes, position: .first)
            companions = [firstBytes, try TargetForm.add(to: context.channel)]
        } catch {
            context.close(promise: nil)
        }
        set(limits.head, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        for companion in companions { context.pipeline.syncOperations.removeHandler(companion, promise: nil) }
        companions = []
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    private func bytesCame(_ context: ChannelHandlerContext) {
        guard phase == .idle else { return }
        phase = .head
        set(limits.head, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            phase = .body
            unanswered += 1
            bodyBytes = 0
            set(limits.body, context)
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            if bodyBytes >= limits.bodyBytes {
                bodyBytes = 0
                set(limits.body, context)
            }
        case .end where unanswered == 0:
            // Refused before it was read to its end.
            phase = .idle
            set(limits.idle, context)
        case .end:
            phase = .answering
            deadline = .distantFuture
            if !context.channel.isWritable { set(limits.unread, context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            if phase == .answering {
                phase = .idle
                set(limits.idle, context)
            }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if phase == .answering {
            if context.channel.isWritable { deadline = .distantFuture } else { set(limits.unread, context) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func set(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline = context.eventLoop.now + time
        guard timer == nil || deadline < timerFires else { return }
        timer?.cancel()
        schedule(context)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timerFires = deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            if self.deadline <= context.eventLoop.now {
                context.close(promise: nil)
            } else if self.deadline != .distantFuture {
                self.schedule(context)
            }
        }
    }
}

/// Tells when bytes come in, before anything else sees them.
private final class FirstBytes: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let came: () -> Void

    init(_ came: @escaping () -> Void) {
        self.came = came
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        came()
        context.fireChannelRead(data)
    }
}
