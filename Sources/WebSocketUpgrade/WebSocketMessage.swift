package import NIOCore

/// What a peer sent, whole and checked.
package enum WebSocketMessage: Sendable, Equatable {
    /// A text message, reassembled from its fragments; its bytes are valid UTF-8.
    case text(ByteBuffer)

    /// A binary message, reassembled from its fragments.
    case binary(ByteBuffer)

    /// A Pong, whether asked for or not. Its payload is not given: `WebSocketOutbound.ping()` sends none.
    case pong
}

/// How a WebSocket ends: the content of a Close frame.
package struct WebSocketClose: Sendable, Equatable {
    /// A close code of RFC 6455, section 7.4, or of one's own from 3000 to 4999. One that may not be sent, such as 1005
    /// or 1006, is replaced by 1011.
    package var code: UInt16

    /// Words for a developer. The frame takes 123 bytes of them; the rest is left out, at the end of a character.
    package var reason: String

    /// A close with this code and reason.
    package init(code: UInt16, reason: String = "") {
        self.code = code
        self.reason = reason
    }
}

/// What serves one WebSocket, from the upgrade to its end.
///
/// It runs in the connection's task, so ServiceLifecycle's `withGracefulShutdownHandler` and
/// `cancelWhenGracefulShutdown` work in it, and nothing else ends an open socket at a graceful shutdown.
///
/// When the connection goes away, `inbound` ends and a waiting or later `outbound` call throws `WebSocketClosed`; the task
/// is not cancelled. So a handler must iterate over `inbound`, or write, to notice. Once it has returned, its close is sent,
/// unless either side had closed before, and what it still has queued is sent before that.
package typealias WebSocketHandler = @Sendable (WebSocketInbound, WebSocketOutbound) async -> WebSocketClose

/// Nothing can be sent any more: the WebSocket or its connection is closed or closing.
package struct WebSocketClosed: Error {}
