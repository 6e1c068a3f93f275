import ChatDomain
import GeminiStandIn
import PolluxTesting
import Synchronization
import Testing

@Suite("Whatever Gemini or the network does", .timeLimit(.minutes(30)))
struct EveryFaultTests {
    /// They hold until a test releases them.
    private static let notFaults: Set = ["stand-in-hold"]

    @Test("Every way of the stand-in to behave has its row here")
    func rows() {
        let rows = Fault.all.map { "stand-in-" + $0.id }
        #expect(Set(rows).count == rows.count)
        #expect(Set(rows) == Set(Scenario.all.map(\.id)).subtracting(Self.notFaults))
        #expect(rows.count >= 60)
    }

    @Test("12.11, 12.12: each answer comes to an end, with a code, a sentence and the text so far, and nothing leaks")
    func all() async throws {
        let settings = [
            "gemini.api.key": "key-\(Canaries.make())", "pollux.gemini.first.byte.seconds": "20",
            "pollux.gemini.silence.seconds": "5", "pollux.gemini.total.seconds": "90",
        ]
        try await withTestServer(settings) { server in
            let browser = try await guest(at: server)
            let faults = Mutex<[String]>([])
            let seen = Mutex<[String]>([])
            @Sendable func ask(_ fault: Fault) async throws {
                let own = browser.anotherDevice()
                let chat = try await Chat.open("stand-in-" + fault.id, for: own)
                let asked = try await chat.ask("Tell me about rivers, at length: \(fault.id).")
                let answer = try await Self.settled(asked.answerID, chat.tab)
                var found = await Self.faults(of: answer, fault, chat)
                if try await own.messages(chat.id).last != answer { found.append("a read says otherwise") }
                faults.withLock { [found] in $0 += found.map { "\(fault.id): \($0)" } }
                let frames = await chat.tab.state.frames
                seen.withLock { [frames] in $0 += frames + own.seen }
                _ = try await chat.tab.close()
            }
            try await concurrently(Fault.all.filter { !$0.isLarge }, atOnce: 8, ask)
            for fault in Fault.all where fault.isLarge { try await ask(fault) }
            let calls = Self.calls(server)
            for fault in Fault.all where !fault.calls.contains(calls[fault.id, default: 0]) {
                faults.withLock { $0.append("\(fault.id): \(calls[fault.id, default: 0]) calls") }
            }
            #expect(faults.withLock { $0.sorted() } == [])

            // The key: the stand-in has it, in one header, and nobody else.
            #expect(server.standIn.requests.contains { $0.headers["x-goog-api-key"] == server.geminiKey })
            let places =
                server.logLines + seen.withLock { $0 } + browser.seen
                + server.standIn.requests.flatMap { [$0.path, $0.bodyText] }
            #expect(Canaries.leaked(into: places, own: nil) == [])
            // Nobody followed a redirect with it.
            #expect(!server.standIn.requests.contains { $0.path.contains("redirected=") })
            // Every stream that Pollux does not read any more is closed.
            try await server.standIn.waitForNoStreams()
        }
    }

    /// The end of an answer. A tab that cannot read megabytes fast enough is cut loose and comes back, as a page does.
    private static func settled(_ answer: String, _ tab: LiveClient) async throws -> JSON {
        for _ in 0..<10 {
            do {
                return try await tab.settled(answer, within: .seconds(120))
            } catch is LiveClient.Missed {
                try await tab.reconnect()
            }
        }
        return try await tab.settled(answer, within: .seconds(120))
    }

    private static func faults(of answer: JSON, _ fault: Fault, _ chat: Chat) async -> [String] {
        var found = Shape.answer.faults(of: answer)
        if answer.status != .string(fault.status) { found.append("status \(answer.status.asString)") }
        let code = answer.failure.code.asString
        if code != fault.code ?? "" { found.append("code \(code)") }
        if let expected = fault.code {
            if !AnswerFailure.codes.contains(expected) { found.append("a code that is in no table") }
            let sentence = answer.failure.message.asString
            if !sentence.hasSuffix(".") || sentence.count < 20 { found.append("the sentence “\(sentence)”") }
        }
        let hasText = answer.text != ""
        let hasPicture = !answer.attachments.elements.isEmpty
        if hasText != (fault.has == .text || fault.has == .textAndPicture) { found.append("text: \(hasText)") }
        if hasPicture != (fault.has == .picture || fault.has == .textAndPicture) {
            found.append("pictures: \(hasPicture)")
        }
        return found + (await chat.tab.state.violations)
    }

    /// Calls for an answer, by scenario.
    private static func calls(_ server: TestServer) -> [String: Int] {
        server.questionsAskedUpstream.reduce(into: [:]) { calls, request in
            guard let start = request.path.firstRange(of: "models/stand-in-")?.upperBound else { return }
            calls[String(request.path[start...].prefix { $0 != ":" }), default: 0] += 1
        }
    }
}
