import ChatDomain
import Testing

@testable import Answering
@testable import ChatActions

/// From the actions to the service and back.
struct AnswerSchedulerTests {
    private let one = UserID(rawValue: 1)
    private let two = UserID(rawValue: 2)

    private func scheduler(running: Int = 100, perUser: Int = 100, waiting: Int = 100) -> AnswerScheduler {
        AnswerScheduler(limits: AnswerLimits(running: running, runningPerUser: perUser, waitingPerUser: waiting))
    }

    private func job(_ slot: AnswerSlot) -> AnswerJob {
        let question = Message(
            id: .make(),
            conversationID: .make(),
            seq: 1,
            parentID: nil,
            role: .user,
            text: "question",
            status: .stored,
            createdAt: .now
        )
        return AnswerJob(
            userID: slot.userID,
            answerID: slot.answerID,
            conversationID: question.conversationID,
            model: "m",
            settings: ConversationSettings(),
            exchanges: [],
            question: question
        )
    }

    /// A question that runs at once.
    private func start(_ scheduler: AnswerScheduler, _ user: UserID) throws -> MessageID {
        let slot = try scheduler.reserve(user, for: .make())
        #expect(slot.hasPlace)
        scheduler.start(job(slot), in: slot)
        return slot.answerID
    }

    /// A question that has to wait.
    private func enqueue(_ scheduler: AnswerScheduler, _ user: UserID, after parent: MessageID? = nil) throws
        -> MessageID
    {
        let slot = try scheduler.reserve(user, for: .make())
        scheduler.enqueue(slot, after: parent)
        return slot.answerID
    }

    /// Plays the service: runs what comes, each answer ending at once, until there is nothing left. Gives what ran, in order.
    private func drain(_ scheduler: AnswerScheduler) async -> [MessageID] {
        scheduler.drain()
        var ran: [MessageID] = []
        for await work in scheduler.work {
            ran.append(work.answerID)
            scheduler.finished(work.answerID)
        }
        return ran
    }

    @Test func whatIsStartedIsRunAndWhatIsQueuedIsPromoted() async throws {
        let scheduler = scheduler(running: 2)
        let first = try start(scheduler, one)
        let second = try enqueue(scheduler, two)
        var work = scheduler.work.makeAsyncIterator()
        guard case .run(let job)? = await work.next(), case .promote(two, second)? = await work.next() else {
            Issue.record("something else runs")
            return
        }
        #expect(job.answerID == first)
        #expect(scheduler.knows(first) && scheduler.knows(second))
        scheduler.finished(first)
        #expect(!scheduler.knows(first))
    }

    @Test func anAnswerWaitsUntilTheOneBeforeItHasEnded() async throws {
        let scheduler = scheduler()
        // Stored, but the queue has not heard so yet: what comes after it must wait all the same.
        let slot = try scheduler.reserve(one, for: .make())
        let second = try enqueue(scheduler, one, after: slot.answerID)
        let other = try enqueue(scheduler, two)
        scheduler.start(job(slot), in: slot)
        var work = scheduler.work.makeAsyncIterator()
        #expect(await work.next()?.answerID == other)
        #expect(await work.next()?.answerID == slot.answerID)
        scheduler.finished(slot.answerID)
        #expect(await work.next()?.answerID == second)
    }

    @Test func aQueuedAnswerIsOvertakenByNoneThatFollowsIt() async throws {
        let scheduler = scheduler()
        let running = try start(scheduler, one)
        let slot = try scheduler.reserve(one, for: .make())
        let third = try enqueue(scheduler, one, after: slot.answerID)
        scheduler.enqueue(slot, after: running)
        var work = scheduler.work.makeAsyncIterator()
        for expected in [running, slot.answerID, third] {
            #expect(await work.next()?.answerID == expected)
            scheduler.finished(expected)
        }
        #expect(await drain(scheduler) == [])
    }

    @Test func aStopReachesAnAnswerThatIsNotEvenStored() async throws {
        let scheduler = scheduler()
        let slot = try scheduler.reserve(one, for: .make())
        let end = try #require(scheduler.end(of: slot.answerID))
        async let stopped: Void = scheduler.stop(one, slot.answerID)
        await end.waitForRequest()
        scheduler.start(job(slot), in: slot)
        var work = scheduler.work.makeAsyncIterator()
        #expect(await work.next()?.answerID == slot.answerID)
        #expect(scheduler.end(of: slot.answerID)?.reason == .stopped)
        scheduler.finished(slot.answerID)
        await stopped
    }

    @Test func whoStopsWhatIsNeverStoredDoesNotWaitForever() async throws {
        let scheduler = scheduler()
        for isQueued in [false, true] {
            let slot = try scheduler.reserve(one, for: .make())
            let end = try #require(scheduler.end(of: slot.answerID))
            async let stopped: Void = scheduler.stop(one, slot.answerID)
            await end.waitForRequest()
            if isQueued { scheduler.enqueue(slot, after: nil) } else { scheduler.release(slot) }
            await stopped
        }
    }

    @Test func stoppingWhatWaitsTakesItAway() async throws {
        let scheduler = scheduler(running: 1)
        let running = try start(scheduler, one)
        let (first, second) = (try enqueue(scheduler, one), try enqueue(scheduler, one))
        await scheduler.stop(one, first)
        var work = scheduler.work.makeAsyncIterator()
        #expect(await work.next()?.answerID == running)
        scheduler.finished(running)
        #expect(await work.next()?.answerID == second)
        scheduler.finished(second)
        #expect(await drain(scheduler) == [])
    }

    @Test func whatWaitedForAStoppedAnswerRuns() async throws {
        let scheduler = scheduler(perUser: 1)
        let running = try start(scheduler, one)
        let first = try enqueue(scheduler, one)
        let second = try enqueue(scheduler, one, after: first)
        var work = scheduler.work.makeAsyncIterator()
        #expect(await work.next()?.answerID == running)
        await scheduler.stop(one, first)
        scheduler.finished(running)
        #expect(await work.next()?.answerID == second)
    }

    @Test func stoppingWhatIsOverOrUnknownReturnsAtOnce() async throws {
        let scheduler = scheduler()
        let answer = try start(scheduler, one)
        scheduler.finished(answer)
        await scheduler.stop(one, answer)
        await scheduler.stop(one, .make())
    }

    @Test func whoHasTooManyWaitingIsRefusedAndOthersAreNot() throws {
        let scheduler = scheduler(running: 1, waiting: 2)
        _ = try start(scheduler, one)
        let waiting = [try enqueue(scheduler, one), try enqueue(scheduler, one)]
        let refusal = #expect(throws: ChatError.self) { try scheduler.reserve(one, for: .make()) }
        #expect(refusal?.code == .rateLimited && refusal?.retryAfterSeconds != nil)
        #expect(try !scheduler.reserve(two, for: .make()).hasPlace)
        #expect(waiting.count == 2)
    }

    @Test func aDrainLetsRunningAnswersEndAndBeginsNothing() async throws {
        let scheduler = scheduler(running: 1)
        let running = try start(scheduler, one)
        _ = try enqueue(scheduler, one)
        scheduler.drain()
        #expect(throws: ChatError.goingDown) { try scheduler.reserve(two, for: .make()) }
        #expect(await drain(scheduler) == [running])
    }

    @Test func aDrainWaitsForAnAnswerThatIsBeingStored() async throws {
        let scheduler = scheduler()
        let slot = try scheduler.reserve(one, for: .make())
        scheduler.drain()
        scheduler.start(job(slot), in: slot)
        #expect(await drain(scheduler) == [slot.answerID])

        let unused = self.scheduler()
        let released = try unused.reserve(one, for: .make())
        unused.drain()
        unused.release(released)
        #expect(await drain(unused) == [])
    }

    @Test func atTheEndEveryRunningAnswerIsInterruptedUnlessItWasStoppedBefore() async throws {
        let scheduler = scheduler()
        let (first, second) = (try start(scheduler, one), try start(scheduler, two))
        let ends = try [first, second].map { try #require(scheduler.end(of: $0)) }
        async let stopped: Void = scheduler.stop(one, first)
        await ends[0].waitForRequest()
        scheduler.interruptAll()
        #expect(ends.map(\.reason) == [.stopped, .interrupted])
        #expect(await drain(scheduler) == [first, second])
        await stopped
    }

    @Test func whatTheLastProcessLeftQueuedRunsOnceInItsOrder() async throws {
        let scheduler = scheduler()
        let (first, second) = (MessageID.make(), MessageID.make())
        for _ in 0..<2 {
            // Found in any order: what comes after another waits for it.
            scheduler.enqueue([(one, second, first), (one, first, nil)])
        }
        var work = scheduler.work.makeAsyncIterator()
        for expected in [first, second] {
            #expect(await work.next()?.answerID == expected)
            scheduler.finished(expected)
        }
        #expect(await drain(scheduler) == [])
    }

    @Test("Two users may have answers with the same id: they are different answers")
    func sameID() async throws {
        let scheduler = scheduler()
        let id = MessageID.make()
        var slots: [AnswerSlot] = []
        for user in [one, two] {
            let slot = try scheduler.reserve(user, for: id)
            scheduler.start(job(slot), in: slot)
            slots.append(slot)
        }
        let ends = try [one, two].map { try #require(scheduler.end(of: AnswerKey($0, id))) }
        #expect(ends[0] !== ends[1])
        async let stopped: Void = scheduler.stop(two, id)
        await ends[1].waitForRequest()
        #expect(ends.map(\.reason) == [nil, .stopped])
        scheduler.finished(AnswerKey(two, id))
        await stopped
        #expect(scheduler.knows(one, id) && !scheduler.knows(two, id))
        // The same user's own is the same answer.
        #expect(throws: ChatError.self) { try scheduler.reserve(one, for: id) }
    }
}

struct AnswerEndTests {
    @Test func theFirstWishCounts() {
        let end = AnswerEnd()
        #expect(end.reason == nil)
        end.request(.interrupted)
        end.request(.stopped)
        #expect(end.reason == .interrupted)
    }

    @Test func whoWaitsForAWishHearsOfItOrOfItsOwnCancellation() async {
        let end = AnswerEnd()
        await withTaskGroup { group in
            group.addTask { await end.waitForRequest() }
            group.cancelAll()
        }
        #expect(end.reason == nil)
        async let heard: Void = end.waitForRequest()
        end.request(.stopped)
        await heard
        await end.waitForRequest()
    }

    @Test func everyoneWhoWaitsForTheEndHearsOfIt() async {
        let end = AnswerEnd()
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { await end.waitUntilOver() } }
            end.setOver()
            await group.waitForAll()
        }
        await end.waitUntilOver()
    }
}

// Where an id is one user's alone.
extension AnswerScheduler {
    private func keys(_ answer: MessageID) -> [AnswerKey] {
        [1, 2].map { AnswerKey(UserID(rawValue: $0), answer) }
    }

    fileprivate func knows(_ answer: MessageID) -> Bool { end(of: answer) != nil }

    fileprivate func end(of answer: MessageID) -> AnswerEnd? { keys(answer).lazy.compactMap { self.end(of: $0) }.first }

    fileprivate func finished(_ answer: MessageID) {
        for key in keys(answer) where end(of: key) != nil { finished(key) }
    }
}

extension AnswerScheduler.Work {
    fileprivate var answerID: MessageID { key.answerID }
}
