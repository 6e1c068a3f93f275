import ChatDomain
import NIOCore
import Testing

@testable import Live

/// What waits for a client that reads slowly, or not at all. Time is given, never waited for.
struct SlowReaderTests {
    private let start = ContinuousClock.now

    private func live() throws -> Subscription {
        let subscription = Subscription(userID: UserID(rawValue: 1), credential: nil, now: start)
        subscription.resume(try #require(ResumeRequest(frame: ByteBuffer(string: #"{"type":"resume","epoch":null}"#))))
        subscription.setLive(after: 0)
        return subscription
    }

    private func push(_ subscription: Subscription, _ running: inout RunningText, _ text: String) {
        let delta = running.append(text, isThought: false)
        subscription.push(delta) { Frame.delta(delta) }
    }

    /// Takes portions until nothing waits but what is pushed here; gives the size of each in bytes, and all text.
    private func portions(_ subscription: Subscription) async throws -> (sizes: [Int], heard: [Heard]) {
        let end = Change.put(999_999)
        subscription.push(Frame.change(end), of: end)
        var (sizes, heard): ([Int], [Heard]) = ([], [])
        while heard.last?.revision != 999_999 {
            guard case .frames(let frames) = await subscription.next() else { throw NotHeard() }
            sizes.append(frames.reduce(0) { $0 + $1.json.readableBytes })
            heard += try frames.map { try Heard($0.json) }
        }
        return (sizes, heard)
    }

    private func code(_ event: Subscription.Event) -> CloseCode? {
        if case .close(let code) = event { code } else { nil }
    }

    @Test func whatWaitsIsHandedOutInPortions() async throws {
        let subscription = try live()
        guard case .resume = await subscription.next() else { throw NotHeard() }
        var running = RunningText(id: .make())
        var text = ""
        for number in 0..<5000 {
            let piece = "piece \(number) "
            text += piece
            push(subscription, &running, piece)
        }
        let (sizes, heard) = try await portions(subscription)
        #expect(sizes.count > 3)
        // A merged delta and the rest of its frame.
        for size in sizes { #expect(size <= Subscription.maximumMergedBytes + 1024) }
        #expect(heard.dropLast().compactMap(\.text).joined() == text)
    }

    @Test func manyAnswersAtOnceAreMergedToo() async throws {
        let subscription = try live()
        guard case .resume = await subscription.next() else { throw NotHeard() }
        var running = (0..<60).map { _ in RunningText(id: .make()) }
        for _ in 0..<100 { for index in running.indices { push(subscription, &running[index], "word ") } }
        // 6,000 frames would be too many.
        let (_, heard) = try await portions(subscription)
        #expect(heard.count == 61)
    }

    @Test func whoTakesNothingForAMinuteIsCutLoose() async throws {
        let subscription = try live()
        guard case .resume = await subscription.next() else { throw NotHeard() }
        subscription.noteSending(now: start)
        subscription.tick(now: start + Subscription.patience - .milliseconds(1))
        // A heartbeat would have to wait as well.
        var running = RunningText(id: .make())
        push(subscription, &running, "text")
        guard case .frames = await subscription.next() else { throw NotHeard() }
        subscription.tick(now: start + Subscription.patience)
        #expect(code(await subscription.next()) == .tooSlow)
    }

    @Test func whoTakesALittleAtATimeStays() async throws {
        let subscription = try live()
        guard case .resume = await subscription.next() else { throw NotHeard() }
        var now = start
        for _ in 0..<20 {
            subscription.noteSending(now: now)
            now += .seconds(50)
            subscription.tick(now: now)
            subscription.noteSent(now: now)
        }
        var running = RunningText(id: .make())
        push(subscription, &running, "text")
        guard case .frames = await subscription.next() else { throw NotHeard() }
    }
}
