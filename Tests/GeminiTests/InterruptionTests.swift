import AsyncHTTPClient
import Foundation
import Gemini
import NIOCore
import NIOPosix
import Testing

/// Streams that somebody ends: the caller, the clock, the network.
@Suite(.timeLimit(.minutes(5))) struct InterruptionTests {
    @Test("12.21: cancelling the reader closes the connection")
    func cancellingTheReaderClosesTheConnection() async throws {
        let closed = Gate(2)
        let started = Gate(2)
        let outcome = try await withClient { connection in
            try await connection.request()
            try await connection.reply(event("Hi"))
            await connection.waitForClose()
            await closed.arrive()
        } run: { client, _ in
            await withTaskGroup(of: Outcome.self) { group in
                group.addTask {
                    var outcome = Outcome()
                    do {
                        for try await chunk in try await client.streamGenerateContent(
                            model: "m",
                            request: .question("?")
                        ) {
                            outcome.chunks.append(chunk)
                            await started.arrive()
                        }
                    } catch {
                        outcome.error = error as? GeminiError
                    }
                    return outcome
                }
                await started.arrive()
                group.cancelAll()
                await closed.arrive()
                return await group.next() ?? Outcome()
            }
        }
        #expect(outcome.text == "Hi")
        #expect(outcome.error?.kind == .cancelled)
        #expect(outcome.error?.isRetryable == false)
    }

    @Test("12.21: cancelling before the head closes the connection")
    func cancellingBeforeTheHeadClosesTheConnection() async throws {
        let asked = Gate(2)
        let closed = Gate(2)
        let outcome = try await withClient { connection in
            try await connection.request()
            await asked.arrive()
            await connection.waitForClose()
            await closed.arrive()
        } run: { client, _ in
            await withTaskGroup(of: Outcome.self) { group in
                group.addTask { await client.ask() }
                await asked.arrive()
                group.cancelAll()
                await closed.arrive()
                return await group.next() ?? Outcome()
            }
        }
        #expect(outcome.error?.kind == .cancelled)
    }

    @Test func aCancelledTaskMakesNoCall() async throws {
        let (outcome, requests) = try await withClient { connection in
            try await connection.request()
        } run: { client, server in
            let outcome = await withTaskGroup(of: Outcome.self) { group in
                group.cancelAll()
                group.addTask { await client.ask() }
                return await group.next() ?? Outcome()
            }
            return (outcome, server.requests)
        }
        #expect(outcome.error?.kind == .cancelled)
        #expect(requests.isEmpty)
    }

    @Test(arguments: [true, false])
    func lettingGoOfTheStreamClosesTheConnection(afterOneChunk: Bool) async throws {
        let closed = Gate(2)
        try await withClient { connection in
            try await connection.request()
            try await connection.reply(event("Hi"))
            await connection.waitForClose()
            await closed.arrive()
        } run: { client, _ in
            do {
                let stream = try await client.streamGenerateContent(model: "m", request: .question("?"))
                if afterOneChunk {
                    for try await _ in stream { break }
                }
            }
            await closed.arrive()
        }
    }

    @Test func silenceEndsTheStream() async throws {
        let closed = Gate(2)
        let outcome = try await withClient(timeouts: .init(silence: .milliseconds(100))) { connection in
            try await connection.request()
            try await connection.reply(event("Hi"))
            await connection.waitForClose()
            await closed.arrive()
        } run: { client, _ in
            let outcome = await client.ask()
            await closed.arrive()
            return outcome
        }
        #expect(outcome.text == "Hi")
        #expect(outcome.error?.kind == .timedOut)
        #expect(outcome.error?.message == "the reply went silent")
    }

    /// Pieces that come well within the limit, together above it. On a starved machine the silence may be real: what was
    /// seen of it at both ends decides.
    @Test("12.21: a slow stream is not silent")
    func aSlowStreamIsNotSilent() async throws {
        let limit = Duration.seconds(2)
        let sending = LongestGap()
        let reading = LongestGap()
        let error = try await withClient(timeouts: .init(silence: limit)) { connection in
            try await connection.request()
            await sending.mark()
            try await connection.reply("")
            for _ in 0..<7 {
                try await connection.send(event("x"))
                await sending.mark()
                // The pace of the upstream is what this test is about.
                try await Task.sleep(for: limit / 5)
            }
        } run: { client, _ in
            do {
                let stream = try await client.streamGenerateContent(model: "m", request: .question("?"))
                await reading.mark()
                for try await _ in stream { await reading.mark() }
                return nil as GeminiError?
            } catch {
                await reading.mark()
                return error as? GeminiError
            }
        }
        let longest = await max(sending.longest, reading.longest)
        #expect(error == nil || longest > limit / 2, "\(String(describing: error)) after \(longest)")
    }

    /// The upstream would send on, but nobody reads for a while.
    @Test func aSlowReaderGetsEverything() async throws {
        let text = String(repeating: "x", count: 100_000)
        let count = try await withClient { connection in
            try await connection.request()
            try await connection.reply(String(repeating: event(text), count: 100))
        } run: { client, _ in
            var count = 0
            for try await chunk in try await client.streamGenerateContent(model: "m", request: .question("?")) {
                #expect(chunk.candidates?.first?.content?.parts?.first?.text == text)
                count += 1
                // Long enough for the buffers of both ends to fill up.
                if count == 1 { try await Task.sleep(for: .milliseconds(200)) }
            }
            return count
        }
        #expect(count == 100)
    }

    @Test func aHeadThatDoesNotComeTimesOut() async throws {
        let outcome = try await withClient(timeouts: .init(responseHead: .milliseconds(100))) { connection in
            try await connection.request()
            await connection.waitForClose()
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.error?.kind == .timedOut)
        #expect(outcome.error?.message == "no reply in time")
    }

    @Test func theWholeCallHasALimit() async throws {
        let outcome = try await withClient(timeouts: .init(total: .milliseconds(300))) { connection in
            try await connection.request()
            try await connection.reply("")
            while true {
                try await connection.send(event("x"))
                try await Task.sleep(for: .milliseconds(20))
            }
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.error?.kind == .timedOut)
        #expect(outcome.error?.message == "the call took longer than it may in all")
    }

    @Test func extremeLimitsDoNotTrap() async throws {
        let endless = Duration(secondsComponent: .max, attosecondsComponent: 0)
        let patient = GeminiConfiguration.Timeouts(
            connect: endless,
            responseHead: endless,
            silence: endless,
            total: endless
        )
        for (timeouts, works) in [(patient, true), (.init(total: .seconds(-5)), false)] {
            let outcome = try await withClient(timeouts: timeouts) { connection in
                try await connection.request()
                try await connection.reply(event("Hi"))
            } run: { client, _ in
                await client.ask()
            }
            #expect((outcome.text == "Hi") == works)
        }
    }

    @Test func aRefusedConnectionFailsAtOnce() async throws {
        // Bound, so that nobody else can have it, and nobody listens on it.
        let deaf = try DeafPort()
        for url in ["http://127.0.0.1:\(deaf.number)", "http://no-such-host.invalid"] {
            let error = try await failure(baseURL: url)
            #expect(error?.kind == .connectionFailed, "\(url)")
            #expect(error?.isRetryable == true)
        }
        withExtendedLifetime(deaf) {}
    }

    @Test func aBrokenAddressMakesNoCall() async throws {
        for url in ["", "ftp://127.0.0.1", "not an address", "http://", "127.0.0.1:80"] {
            #expect(try await failure(baseURL: url)?.kind == .invalidArgument, "\(url)")
        }
    }

    private func failure(baseURL: String) async throws -> GeminiError? {
        let settings = GeminiClient.httpClientConfiguration(concurrentStreams: 1)
        return try await HTTPClient.withHTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: settings
        ) { http in
            let configuration = GeminiConfiguration(apiKey: testKey, baseURL: baseURL)
            return await GeminiClient(configuration: configuration, httpClient: http).ask().error
        }
    }

    @Test func aReplyThatIsNotHTTPIsMalformed() async throws {
        let outcome = try await withClient { connection in
            try await connection.request()
            try await connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n")
            await connection.waitForClose()
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.error?.kind == .malformedResponse)
    }

    @Test func aConnectionClosedWithoutAReplyIsLost() async throws {
        let outcome = try await withClient { connection in
            try await connection.request()
        } run: { client, _ in
            await client.ask()
        }
        #expect(outcome.error?.kind == .connectionLost)
    }
}

/// A port on which nobody listens.
private final class DeafPort {
    let number: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        try #require(isBound)
    }

    deinit {
        close(descriptor)
    }
}
