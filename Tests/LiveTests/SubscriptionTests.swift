import ChatDomain
import NIOCore
import NIOEmbedded
import Testing

@testable import Live

/// What one socket is still to be told. Time is given, never waited for.
struct SubscriptionTests {
    private let start = ContinuousClock.now

    private func subscription(live: Bool = true) -> Subscription {
        let subscription = Subscription(userID: UserID(rawValue: 1), credential: nil, now: start)
        if live { subscription.setLive(after: 0) }
        return subscription
    }

    private func push(_ subscription: Subscription, _ change: Change) {
        subscription.push(Frame.change(change), of: change)
    }

    /// Adds text to an answer and tells of it.
    private func push(
        _ subscription: Subscription,
        _ running: inout RunningText,
        _ text: String,
        isThought: Bool = false
    ) {
        let delta = running.append(text, isThought: isThought)
        subscription.push(delta) { Frame.delta(delta) }
    }

    /// What waits, in words. There is something to wait for: a change that is pushed first.
    private func heard(_ subscription: Subscription, sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> [String]
    {
        push(subscription, .put(999_999))
        var heard: [String] = []
        while heard.last != "change 999999" {
            guard case .frames(let frames) = await subscription.next() else {
                Issue.record("no frames", sourceLocation: sourceLocation)
                return []
            }
            heard += try frames.map { try Heard($0.json).description }
        }
        #expect(heard.last == "change 999999", sourceLocation: sourceLocation)
        return heard.dropLast()
    }

    private func code(_ event: Subscription.Event) -> CloseCode? {
        if case .close(let code) = event { code } else { nil }
    }

    private func resume() throws -> ResumeRequest {
        try #require(ResumeRequest(frame: ByteBuffer(string: #"{"type":"resume","epoch":null}"#)))
    }

    // MARK: Deltas that come faster than a screen shows them

    @Test func theFirstDeltaGoesOutAtOnceAndTheNextOnesTogether() async throws {
        let eventLoop = NIOAsyncTestingEventLoop()
        let subscription = Subscription(userID: UserID(rawValue: 1), credential: nil, eventLoop: eventLoop, now: start)
        subscription.setLive(after: 0)
        var running = RunningText(id: .make())
        push(subscription, &running, "One ")
        #expect(subscription.isReady)
        #expect(try await texts(subscription) == ["One "])
        await eventLoop.advanceTime(by: .milliseconds(15))
        push(subscription, &running, "and ")
        push(subscription, &running, "two")
        #expect(!subscription.isReady)
        await eventLoop.advanceTime(by: .milliseconds(1))
        #expect(subscription.isReady)
        #expect(try await texts(subscription) == ["and two"])
        // After a pause nothing waits.
        await eventLoop.advanceTime(by: .milliseconds(16))
        push(subscription, &running, ", late")
        #expect(subscription.isReady)
    }

    @Test func aChangeTakesTheDeltasThatWaitAlong() async throws {
        let eventLoop = NIOAsyncTestingEventLoop()
        let subscription = Subscription(userID: UserID(rawValue: 1), credential: nil, eventLoop: eventLoop, now: start)
        subscription.setLive(after: 0)
        var running = RunningText(id: .make())
        push(subscription, .put(1))
        _ = await subscription.next()
        push(subscription, &running, "One ")
        #expect(subscription.isReady, "what was sent before was no delta")
        _ = await subscription.next()
        push(subscription, &running, "and two")
        #expect(!subscription.isReady)
        push(subscription, .put(2))
        #expect(try await heard(subscription).count == 2)
    }

    @Test func anAnswersFirstDeltaWaitsForNone() async throws {
        let eventLoop = NIOAsyncTestingEventLoop()
        let subscription = Subscription(userID: UserID(rawValue: 1), credential: nil, eventLoop: eventLoop, now: start)
        subscription.setLive(after: 0)
        var (one, two) = (RunningText(id: .make()), RunningText(id: .make()))
        push(subscription, &one, "One ")
        #expect(try await texts(subscription) == ["One "])
        push(subscription, &two, "Two ")
        try #require(subscription.isReady)
        #expect(try await texts(subscription) == ["Two "])
        push(subscription, &one, "and ")
        #expect(!subscription.isReady)
        var three = RunningText(id: .make())
        push(subscription, &three, "Three ")
        try #require(subscription.isReady)
        #expect(try await texts(subscription) == ["and ", "Three "])
    }

    private func texts(_ subscription: Subscription) async throws -> [String] {
        guard case .frames(let frames) = await subscription.next() else { return [] }
        return try frames.map { try #require(try Heard($0.json).text) }
    }

    // MARK: What is told

    @Test func nothingIsToldBeforeTheSocketIsLive() async throws {
        let subscription = subscription(live: false)
        var running = RunningText(id: .make())
        push(subscription, .put(1))
        push(subscription, &running, "early")
        #expect(!subscription.isLive)
        subscription.setLive(after: 0)
        #expect(subscription.isLive)
        #expect(try await heard(subscription) == [])
    }

    @Test func whatTheReplayHasSentIsNotToldAgain() async throws {
        let subscription = subscription(live: false)
        subscription.setLive(after: 5)
        for revision in [4, 5, 6, 7] as [Int64] { push(subscription, .put(revision)) }
        #expect(try await heard(subscription) == ["change 6", "change 7"])
    }

    @Test func changesAndDeltasKeepTheirOrder() async throws {
        let subscription = subscription()
        let id = MessageID.make()
        var running = RunningText(id: id)
        push(subscription, .put(1, id, .streaming))
        push(subscription, &running, "text")
        push(subscription, .put(2, id))
        #expect(try await heard(subscription) == ["change 1", "delta 0 text", "change 2"])
    }

    @Test func afterAPauseNothingOfBeforeIsTold() async throws {
        let subscription = subscription()
        push(subscription, .put(1))
        subscription.pause()
        push(subscription, .put(2))
        subscription.setLive(after: 2)
        push(subscription, .put(3))
        #expect(try await heard(subscription) == ["change 3"])
    }

    // MARK: Merging

    @Test func waitingDeltasOfOneAnswerBecomeOne() async throws {
        let subscription = subscription()
        var running = RunningText(id: .make())
        for piece in ["One ", "two ", "😀", " three"] { push(subscription, &running, piece) }
        #expect(try await heard(subscription) == ["delta 0 One two 😀 three"])
        push(subscription, &running, "!")
        #expect(try await heard(subscription) == ["delta 16 !"])
    }

    @Test func answersAndThoughtsAreMergedEachForItself() async throws {
        let subscription = subscription()
        var (one, two) = (RunningText(id: .make()), RunningText(id: .make()))
        push(subscription, &one, "think ", isThought: true)
        push(subscription, &two, "b")
        push(subscription, &one, "a")
        push(subscription, &one, "more", isThought: true)
        push(subscription, &two, "B")
        push(subscription, &one, "A")
        #expect(try await heard(subscription) == ["thought 0 think more", "delta 0 bB", "delta 0 aA"])
    }

    @Test func aChangeOfTheAnswerStandsBetweenItsDeltasAndAnotherDoesNot() async throws {
        let subscription = subscription()
        let id = MessageID.make()
        var running = RunningText(id: id)
        push(subscription, &running, "a")
        push(subscription, .put(1))
        push(subscription, &running, "b")
        push(subscription, .put(2, id, .streaming))
        push(subscription, &running, "c")
        #expect(try await heard(subscription) == ["delta 0 ab", "change 1", "change 2", "delta 2 c"])
    }

    @Test func deltasThatDoNotAdjoinAreNotMerged() async throws {
        let subscription = subscription()
        let id = MessageID.make()
        for (offset, text) in [(0, "abc"), (2, "cd"), (9, "far"), (12, "!")] {
            let delta = Delta(messageID: id, messageName: "\(id)", offset: offset, text: text, isThought: false)
            subscription.push(delta) { Frame.delta(delta) }
        }
        #expect(try await heard(subscription) == ["delta 0 abc", "delta 2 cd", "delta 9 far!"])
    }

    @Test func aMergedDeltaLeavesTheFrameThatOthersShareAlone() async throws {
        let (slow, quick) = (subscription(), subscription())
        let id = MessageID.make()
        var running = RunningText(id: id)
        var told: [String] = []
        for piece in ["a", "b", "c"] {
            let delta = running.append(piece, isThought: false)
            let frame = Frame.delta(delta)
            for subscription in [slow, quick] { subscription.push(delta) { frame } }
            told += try await heard(quick)
        }
        #expect(told == ["delta 0 a", "delta 1 b", "delta 2 c"])
        #expect(try await heard(slow).first == "delta 0 abc")
    }

    // MARK: Overflow

    @Test func tooManyBytesCloseTheSocket() async throws {
        let subscription = subscription()
        let large = Message.sample(text: String(repeating: "x", count: Subscription.maximumBytes / 2))
        push(subscription, .put(1, large))
        #expect(try await heard(subscription).count == 1)
        // Two are a little more than may wait, so the third is one too many.
        for revision in 1...3 as ClosedRange<Int64> { push(subscription, .put(revision, large)) }
        #expect(code(await subscription.next()) == .tooSlow)
        #expect(CloseCode.tooSlow.code == 4430)
    }

    @Test func oneEventOfAnySizeGoesThrough() async throws {
        let subscription = subscription()
        push(subscription, .put(1, .sample(text: String(repeating: "x", count: 4 * Subscription.maximumBytes))))
        guard case .frames(let frames) = await subscription.next() else { throw NotHeard() }
        #expect(frames.count == 1 && frames[0].json.readableBytes > 4 * Subscription.maximumBytes)
        #expect(try await heard(subscription) == [])
    }

    @Test func whatComesWithALargeEventGoesThroughButNotASecondOne() async throws {
        let subscription = subscription()
        let large = Message.sample(text: String(repeating: "x", count: 2 * Subscription.maximumBytes))
        push(subscription, .delete(1, .make()))
        push(subscription, .put(2, large))
        push(subscription, .delete(3, .make()))
        #expect(try await heard(subscription) == ["change 1", "change 2", "change 3"])
        for revision in 4...6 as ClosedRange<Int64> { push(subscription, .put(revision, large)) }
        #expect(code(await subscription.next()) == .tooSlow)
    }

    @Test func tooManyEventsCloseTheSocket() async throws {
        let subscription = subscription()
        let revisions = 1...Int64(Subscription.maximumEntries)
        for revision in revisions.dropLast() { push(subscription, .delete(revision, .make())) }
        #expect(try await heard(subscription).count == Subscription.maximumEntries - 1)
        for revision in revisions { push(subscription, .delete(revision, .make())) }
        push(subscription, .delete(revisions.upperBound + 1, .make()))
        #expect(code(await subscription.next()) == .tooSlow)
    }

    @Test func aMergedDeltaCountsAllItsBytes() async throws {
        let subscription = subscription()
        var running = RunningText(id: .make())
        let piece = String(repeating: "x", count: 1024)
        for _ in 0..<Subscription.maximumBytes / 2048 { push(subscription, &running, piece) }
        #expect(try await heard(subscription).count == Subscription.maximumBytes / 2 / Subscription.maximumMergedBytes)
        for _ in 0...Subscription.maximumBytes / 1024 + 1 { push(subscription, &running, piece) }
        #expect(code(await subscription.next()) == .tooSlow)
    }

    // MARK: Closing

    @Test func aCloseComesBeforeWhatWaitsAndTheFirstCodeWins() async throws {
        let subscription = subscription()
        push(subscription, .put(1))
        try subscription.resume(resume())
        subscription.close(.signedOut)
        subscription.close(.goingAway)
        #expect(code(await subscription.next()) == .signedOut)
        #expect(code(await subscription.next()) == .signedOut)
        #expect(await subscription.waitForClose() == .signedOut)
    }

    @Test func whoWaitsHearsOfACloseAndOfItsOwnCancellation() async throws {
        let subscription = subscription()
        async let event = subscription.next()
        async let end = subscription.waitForClose()
        subscription.close(.fault)
        #expect(code(await event) == .fault)
        #expect(await end == .fault)

        let cancelled = self.subscription()
        await withTaskGroup(of: CloseCode?.self) { group in
            group.addTask { code(await cancelled.next()) }
            group.addTask { await cancelled.waitForClose() }
            group.cancelAll()
            for await code in group { #expect(code == .goingAway) }
        }
    }

    // MARK: Resuming

    @Test func everyResumeIsHandedOutBeforeWhatWaits() async throws {
        let subscription = subscription()
        push(subscription, .put(1))
        for _ in 0..<Subscription.maximumResumes { try subscription.resume(resume()) }
        for _ in 0..<Subscription.maximumResumes {
            guard case .resume = await subscription.next() else { throw NotHeard() }
        }
        guard case .frames = await subscription.next() else { throw NotHeard() }
    }

    @Test func tooManyResumesAtOnceAreABadFrame() async throws {
        let subscription = subscription()
        for _ in 0...Subscription.maximumResumes { try subscription.resume(resume()) }
        #expect(code(await subscription.next()) == .badFrame)
    }

    // MARK: Time

    @Test func aSocketThatHasLastedItsTimeComesAnew() async throws {
        let subscription = Subscription(
            userID: UserID(rawValue: 1),
            credential: nil,
            lifetime: .seconds(3600),
            now: start
        )
        subscription.resume(try resume())
        _ = await subscription.next()
        subscription.setLive(after: 0)
        subscription.noteSent(now: start + .seconds(3599))
        subscription.tick(now: start + .milliseconds(3_599_999))
        #expect(try await heard(subscription) == [])
        subscription.tick(now: start + .seconds(3600))
        #expect(code(await subscription.next()) == .goingAway)
    }

    @Test func whoSendsNoResumeWithin10SecondsIsClosed() async throws {
        let subscription = subscription(live: false)
        subscription.tick(now: start + .milliseconds(9_999))
        try subscription.resume(resume())
        guard case .resume = await subscription.next() else { throw NotHeard() }
        subscription.tick(now: start + .seconds(11))

        let silent = self.subscription(live: false)
        silent.tick(now: start + .seconds(10))
        #expect(code(await silent.next()) == .noResume)
        #expect(CloseCode.noResume.code == 4408)
    }

    @Test func aHeartbeatIsDueAfter20SecondsOfSilence() async throws {
        let subscription = subscription()
        try subscription.resume(resume())
        guard case .resume = await subscription.next() else { throw NotHeard() }
        subscription.noteSent(now: start + .seconds(5))
        subscription.tick(now: start + .seconds(24))
        #expect(try await heard(subscription) == [])
        subscription.tick(now: start + .seconds(25))
        subscription.tick(now: start + .seconds(26))
        guard case .heartbeat = await subscription.next() else { throw NotHeard() }
        // One only, until it was sent and there was silence again.
        #expect(try await heard(subscription) == [])
    }

    @Test func whatWaitsIsToldBeforeAHeartbeat() async throws {
        let subscription = subscription()
        try subscription.resume(resume())
        guard case .resume = await subscription.next() else { throw NotHeard() }
        push(subscription, .put(1))
        subscription.tick(now: start + .seconds(60))
        guard case .frames = await subscription.next() else { throw NotHeard() }
        guard case .heartbeat = await subscription.next() else { throw NotHeard() }
    }

    @Test func whoAnswersNoPingForTwoHeartbeatsIsClosed() async throws {
        for answers in [true, false] {
            let subscription = subscription()
            try subscription.resume(resume())
            guard case .resume = await subscription.next() else { throw NotHeard() }
            var now = start
            for _ in 0..<2 {
                now += .seconds(20)
                subscription.tick(now: now)
                guard case .heartbeat = await subscription.next() else { throw NotHeard() }
                subscription.noteSent(now: now)
                if answers { subscription.pong() }
            }
            subscription.tick(now: now + .seconds(20))
            let event = await subscription.next()
            if answers {
                guard case .heartbeat = event else { throw NotHeard() }
            } else {
                #expect(code(event) == .tooSlow)
            }
        }
    }
}

/// Something else came than was waited for.
struct NotHeard: Error {}
