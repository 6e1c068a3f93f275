internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Channel {
    /// Closes the connection so that the peer gets a reset (RST) rather than an orderly end.
    func closeWithReset() async throws {
        // Lingering for no time at all makes the kernel drop what is unsent and answer with RST.
        try await (self as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await close()
    }
}
