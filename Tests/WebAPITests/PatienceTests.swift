import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import WebAPI

/// A connection whose clock stands still until a test moves it.
private final class Connection {
    let channel = EmbeddedChannel()

    init() throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandlers([HTTP1ToHTTPServerCodec(secure: false), Patience(limits: PatienceLimits())])
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    func receive(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    var isOpen: Bool { channel.isActive }
}

struct PatienceTests {
    private let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"

    @Test func whoSaysNothingIsCutOff() throws {
        let connection = try Connection()
        connection.pass(19)
        #expect(connection.isOpen)
        connection.pass(2)
        #expect(!connection.isOpen)
    }

    @Test func aHeaderThatTricklesInIsCutOff() throws {
        let connection = try Connection()
        try connection.receive("GET / HTTP/1.1\r\n")
        for index in 0..<4 {
            connection.pass(5)
            if connection.isOpen { try connection.receive("X-\(index): a\r\n") }
        }
        connection.pass(1)
        #expect(!connection.isOpen)
    }

    @Test func aHeaderThatBeginsSoonAfterARequestHasNoMoreTimeThanOthers() throws {
        let connection = try Connection()
        try connection.receive(get)
        try connection.answer()
        connection.pass(1)
        try connection.receive("GET ")
        connection.pass(19)
        #expect(connection.isOpen)
        connection.pass(2)
        #expect(!connection.isOpen)
    }

    @Test func betweenRequestsThereIsMoreTimeButNotForTheNextHeader() throws {
        let connection = try Connection()
        try connection.receive(get)
        connection.pass(300)  // the answer takes as long as it takes
        #expect(connection.isOpen)
        try connection.answer()
        connection.pass(119)
        #expect(connection.isOpen)
        try connection.receive("GET ")
        connection.pass(19)
        #expect(connection.isOpen)
        connection.pass(2)
        #expect(!connection.isOpen)
    }

    @Test func whoIsIdleIsCutOff() throws {
        let connection = try Connection()
        try connection.receive(get)
        try connection.answer()
        connection.pass(121)
        #expect(!connection.isOpen)
    }

    @Test func aSlowUploadGoesOnAndATrickleDoesNot() throws {
        let (slow, trickle) = (try Connection(), try Connection())
        try slow.receive(post)
        try trickle.receive(post)
        for _ in 0..<20 {
            // 2 kB a second is a bad line; a byte is none.
            for _ in 0..<10 {
                slow.pass(1)
                try slow.receive(String(repeating: "a", count: 2000))
            }
            trickle.pass(10)
            if trickle.isOpen { try trickle.receive("a") }
        }
        #expect(slow.isOpen)
        #expect(!trickle.isOpen)
    }

    @Test func whatWasRefusedBeforeItWasReadIsIdleAfterwards() throws {
        let connection = try Connection()
        try connection.receive("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab")
        try connection.answer()
        try connection.receive("cd")
        connection.pass(119)
        #expect(connection.isOpen)
        connection.pass(2)
        #expect(!connection.isOpen)
    }

    @Test func aTargetThatIsNoPathIsMarked() throws {
        for target in ["http://evil.example/a", "https://localhost/", "*"] {
            let connection = try Connection()
            try connection.receive("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            guard case .head(let head)? = try connection.channel.readInbound(as: HTTPRequestPart.self) else {
                Issue.record("no head")
                continue
            }
            #expect(head.path == "*")
        }
    }
}
