import Foundation
import Hummingbird
import Logging
import NIOCore
import WebSocketUpgrade

/// A WebSocket server that says everything back, for `bin/test websocket`: what `WebSocketUpgrade` does, and nothing else.
@main
struct Echo {
    static func main() async throws {
        var settings = WebSocketSettings()
        settings.maximumMessageBytes = 32 << 20  // Autobahn's group 9 goes up to 16 MiB
        var logger = Logger(label: "echo")
        logger.logLevel = .critical
        let application = Application(
            router: Router(),
            server: .http1WebSocket(settings: settings, admit: { _, _ in echo }),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                print("The echo is at ws://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                fflush(nil)
            },
            logger: logger
        )
        try await application.run()
    }

    @Sendable
    private static func echo(_ inbound: WebSocketInbound, _ outbound: WebSocketOutbound) async -> WebSocketClose {
        do {
            for await message in inbound {
                switch message {
                case .text(let text): try await outbound.text([text])
                case .binary(let bytes): try await outbound.binary(bytes)
                case .pong: break
                }
            }
        } catch {
            // The peer is gone.
        }
        return WebSocketClose(code: 1000, reason: "")
    }
}
