internal import NIOCore
internal import Synchronization

/// The replies under way, one per connection: tells each when its client is gone or the stand-in ends.
final class OpenStreams: Sendable {
    private struct State {
        var streams: [ObjectIdentifier: OpenStream] = [:]
        var isEnding = false
    }

    private let state = Mutex(State())
    private let control: StandInControl

    init(control: StandInControl) { self.control = control }

    /// Starts to watch over a reply; one whose connection is gone already is closed at once.
    func begin(_ stream: OpenStream) {
        control.streamBegan()
        let (isEnding, earlier) = state.withLock { state in
            (state.isEnding, state.streams.updateValue(stream, forKey: ObjectIdentifier(stream.channel)))
        }
        if earlier != nil { control.streamEnded() }
        if isEnding { stream.close() }
        // After the entry, not before: a connection that ends in between has found the entry, or is seen here.
        if !stream.channel.isActive { connectionEnded(stream.channel) }
    }

    /// The reply reached its end, or ended itself as it was meant to.
    func end(_ stream: OpenStream) { _ = remove(stream.channel) }

    /// The client closed the connection; a reply that was under way on it counts as closed by the client.
    func connectionEnded(_ channel: any Channel) {
        guard let (stream, isEnding) = remove(channel) else { return }
        stream.close()
        if !isEnding, stream.isAnswer { control.streamWasClosed(stream) }
    }

    /// Closes every reply and all that still come: the stand-in ends.
    func endAll() {
        let streams = state.withLock { state in
            state.isEnding = true
            return Array(state.streams.values)
        }
        for stream in streams { stream.close() }
    }

    private func remove(_ channel: any Channel) -> (OpenStream, isEnding: Bool)? {
        let found = state.withLock { state -> (OpenStream, isEnding: Bool)? in
            guard let stream = state.streams.removeValue(forKey: ObjectIdentifier(channel)) else { return nil }
            return (stream, state.isEnding)
        }
        if found != nil { control.streamEnded() }
        return found
    }
}

/// Reports the end of a connection, which the server's own handlers keep to themselves.
final class ConnectionEndHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any
    private let streams: OpenStreams

    init(streams: OpenStreams) { self.streams = streams }

    func handlerAdded(context: ChannelHandlerContext) {
        // A client that closes its half is gone: no client of HTTP half-closes and reads on. Without this the
        // connection would count as open until the next write fails, which a held stream never makes.
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
    }

    func channelInactive(context: ChannelHandlerContext) {
        streams.connectionEnded(context.channel)
        context.fireChannelInactive()
    }
}
