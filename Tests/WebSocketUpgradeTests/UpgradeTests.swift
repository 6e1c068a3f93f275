import NIOCore
import Testing
import WebSocketTesting
import WebSocketUpgrade

/// The way from HTTP to a WebSocket, or not.
struct UpgradeTests {
    @Test func firstRequestOfAConnectionIsUpgraded() async throws {
        try await withServer { port in
            let client = try await WebSocketClient.connect(port: port, path: "/echo")
            try await client.send("hello")
            #expect(try await client.receiveText() == "hello")
            #expect(try await client.close() == 1000)
        }
    }
}
