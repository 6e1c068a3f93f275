/// Limits and times of the WebSockets of one server.
package struct WebSocketSettings: Sendable {
    /// The most bytes that one message may have, over all its fragments; it bounds the payload of each frame too.
    package var maximumMessageBytes = 65_536

    /// The close code for a message above `maximumMessageBytes`: RFC 6455's "message too big", or a code of one's own.
    package var tooLargeCloseCode: UInt16 = 1009

    /// How long a connection whose Close frame has been sent may stay: for the peer to answer, and to take what is
    /// still on its way to it. The only timer of a socket, and it runs only then.
    package var closeTimeout: Duration = .seconds(5)

    /// Bytes that the system may keep of what is on its way to a peer, and the channel before it says that it is full. Without a
    /// bound, systems keep megabytes for a peer that does not read.
    package var systemBufferBytes = 65_536
    package var channelBufferBytes = 32_768

    /// The limits named above.
    package init() {}
}
