import ChatDomain
import Foundation
import NIOCore
import Store
import Synchronization
import Testing

@testable import Live

/// A socket from its first frame to its close.
@Suite(.timeLimit(.minutes(5))) struct LiveSessionTests {
    private let user = UserID(rawValue: 1)
    private let store = FakeStore()
    private let hub = Hub(maximumSockets: 5)

    /// Runs a socket while the body plays its client; gives the code it was closed with.
    @discardableResult
    private func withSocket(_ user: UserID? = nil, _ body: @Sendable (Socket) async throws -> Void) async throws
        -> CloseCode
    {
        let socket = try #require(Socket(user ?? self.user, store, hub))
        return try await withThrowingTaskGroup(of: CloseCode.self) { group in
            group.addTask { await socket.run() }
            try await body(socket)
            socket.leave()
            let code = try #require(try await group.next())
            #expect(hub.socketCount == 0)
            return code
        }
    }

    /// Commits changes and announces them.
    private func commit(_ count: Int = 1) {
        for _ in 0..<count { hub.announce([store.commit(user) { .put($0) }]) }
    }

    private func begin(_ text: String) -> MessageID {
        let id = MessageID.make()
        hub.begin(user, id)
        hub.append(user, id, text: text, isThought: false)
        return id
    }

    // MARK: Resuming

    @Test func aNewClientIsToldWhatComesFromNowOn() async throws {
        commit(3)
        let id = begin("so far")
        try await withSocket { socket throws in
            socket.resume(epoch: nil, since: 0)
            #expect(try await socket.heard(2) == ["hello 3", "delta 0 so far"])
            commit()
            hub.append(user, id, text: "!", isThought: false)
            #expect(try await socket.heard(2) == ["change 4", "delta 6 !"])
        }
    }

    @Test func longAnswersThatRunAreSentBeforeTheSocketIsLive() async throws {
        let texts = ["a", "ß", "€", "b"].map { String(repeating: $0, count: 300_000) }
        let ids = texts.map { begin($0) }
        hub.append(user, ids[1], text: String(repeating: "t", count: 300_000), isThought: true)
        let code = try await withSocket { socket throws in
            socket.resume(epoch: nil, since: 0)
            #expect(try await socket.next().description == "hello 0")
            var told: [String: String] = [:]
            // Five texts, and what follows them.
            while told.values.count(where: { $0.utf16.count == 300_000 }) < 5 {
                let delta = try await socket.next()
                let part = "\(delta.isThought) \(delta.messageID ?? "")"
                try #require(delta.type == "delta" && delta.offset == told[part, default: ""].utf16.count)
                told[part, default: ""] += delta.text ?? ""
            }
            #expect(ids.map { told["false \($0)"] } == texts)
            #expect(told["true \(ids[1])"]?.hasPrefix("ttt") == true)
            hub.append(user, ids[3], text: "!", isThought: false)
            var last = try await socket.next()
            while last.text == "" { last = try await socket.next() }
            #expect(last.description == "delta 300000 !")
        }
        #expect(code == .normal)
    }

    @Test func nothingIsSentBeforeTheFirstResume() async throws {
        try await withSocket { socket throws in
            commit(2)
            _ = begin("early")
            socket.resume(epoch: nil, since: 0)
            #expect(try await socket.heard(2) == ["hello 2", "delta 0 early"])
        }
    }

    @Test func aClientThatComesBackGetsExactlyTheRest() async throws {
        commit(5)
        let id = begin("0123456789")
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: 3, positions: [id: 7])
            #expect(try await socket.heard(4) == ["hello 5", "change 4", "change 5", "delta 7 789"])
            commit()
            #expect(try await socket.heard(1) == ["change 6"])
        }
    }

    @Test func whoHasEverythingGetsAHelloOnly() async throws {
        commit(5)
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: 5)
            #expect(try await socket.heard(1) == ["hello 5"])
            commit()
            #expect(try await socket.heard(1) == ["change 6"])
        }
    }

    @Test func aReplayIsReadInPagesUpToTheLimit() async throws {
        commit(1000)
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: 0)
            let heard = try await socket.heard(1001)
            #expect(heard == ["hello 1000"] + (1...1000).map { "change \($0)" })
            commit()
            #expect(try await socket.heard(1) == ["change 1001"])
        }
    }

    @Test(arguments: [50, 49, 1, 0] as [Int64])
    func comingBackCostsOneReadOfTheStore(since: Int64) async throws {
        commit(50)
        let id = begin("text")
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: since, positions: [id: 2])
            let heard = try await socket.heard(Int(50 - since) + 2)
            #expect(heard.last == "delta 2 xt")
            // A whole page is behind: one more, to see that nothing follows.
            #expect(store.reads == (since == 0 ? 2 : 1))
        }
    }

    @Test(arguments: [("too far behind", 0), ("ahead", 1002), ("ahead", Int64.max)])
    func whoIsTooFarBehindOrAheadStartsAfresh(name: String, since: Int64) async throws {
        commit(1001)
        let id = begin("running")
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: since, positions: [id: 3])
            #expect(try await socket.heard(2) == ["reset 1001", "delta 3 ning"])
            commit()
            #expect(try await socket.heard(1) == ["change 1002"])
        }
    }

    @Test func anotherEpochStartsAfresh() async throws {
        commit(2)
        try await withSocket { socket throws in
            socket.resume(epoch: UUID(), since: 2)
            #expect(try await socket.heard(1) == ["reset 2"])
            socket.send(#"{"type":"resume","epoch":"none of ours","since":2}"#)
            #expect(try await socket.heard(1) == ["reset 2"])
        }
    }

    @Test func whoIsBehindForgottenChangesStartsAfresh() async throws {
        commit(10)
        store.forget(user, upTo: 4)
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: 3)
            #expect(try await socket.heard(1) == ["reset 10"])
            socket.resume(epoch: store.epoch, since: 8)
            #expect(try await socket.heard(3) == ["hello 10", "change 9", "change 10"])
        }
    }

    @Test func eachResumeIsAnsweredByOneHello() async throws {
        commit(4)
        try await withSocket { socket throws in
            for since in [2, 4, 3] as [Int64] { socket.resume(epoch: store.epoch, since: since) }
            #expect(
                try await socket.heard(6) == ["hello 4", "change 3", "change 4", "hello 4", "hello 4", "change 4"]
            )
            commit()
            #expect(try await socket.heard(1) == ["change 5"])
        }
    }

    // MARK: Between commit and announcement

    @Test func whatIsCommittedDuringAReplayIsToldOnceAndInOrder() async throws {
        commit(250)
        let reads = Mutex(0)
        store.setBeforeRead { [store, hub, user] in
            // One more is committed before each of the first reads; announced at once, or after the next read.
            let read = reads.withLock { reads in
                reads += 1
                return reads
            }
            guard read <= 8 else { return }
            let news = store.commit(user) { .put($0) }
            if read % 2 == 0 { hub.announce([news]) }
        }
        try await withSocket { socket throws in
            socket.resume(epoch: store.epoch, since: 0)
            let hello = try await socket.next()
            #expect(hello.type == "hello")
            commit()
            let last = store.revision(user)
            var revisions: [Int64] = []
            while revisions.last ?? 0 < last, let revision = try await socket.next().revision {
                revisions.append(revision)
            }
            #expect(revisions == Array(1...last))
        }
    }

    @Test func anAnswerThatTheReplayShowsAsFinalGetsNoDelta() async throws {
        let id = begin("so far")
        let first = store.commit(user) { .put($0, id, .streaming) }
        hub.announce([first])
        let final = store.commit(user) { .put($0, .sample(id, text: "so far, all of it")) }
        try await withSocket { socket throws in
            // The end is committed, and not announced yet.
            socket.resume(epoch: store.epoch, since: 0)
            #expect(try await socket.heard(3) == ["hello 2", "change 1", "change 2"])
            hub.announce([final])
            commit()
            hub.append(user, id, text: "late", isThought: false)
            hub.append(user, begin("another"), text: "!", isThought: false)
            #expect(try await socket.heard(1) == ["change 3"])
            // In one portion or in two.
            var text = ""
            while text.utf8.count < 8 {
                let delta = try await socket.next()
                try #require(delta.type == "delta" && delta.offset == text.utf16.count)
                text += delta.text ?? ""
            }
            #expect(text == "another!")
        }
    }

    // MARK: Closing

    @Test(arguments: [
        "", "{}", "x", #"{"type":"hello"}"#, #"{"type":"resume","epoch":"x"}"#,
        #"{"type":"resume","epoch":null,"since":-1}"#,
        String(repeating: "[", count: 60_000),
    ])
    func aBadFrameClosesTheSocket(frame: String) async throws {
        let code = try await withSocket { $0.send(frame) }
        #expect(code == .badFrame && code.code == 4400)
    }

    @Test func aBinaryFrameClosesTheSocket() async throws {
        #expect(try await withSocket { $0.send(.binary) } == .badFrame)
    }

    @Test func whoLeavesIsLetGo() async throws {
        let code = try await withSocket { socket throws in
            socket.resume(epoch: nil, since: 0)
            _ = try await socket.heard(1)
        }
        #expect(code == .normal)
    }

    @Test func aSignedOutSessionIsClosed() async throws {
        let session = UUID()
        let socket = try #require(Socket(user, store, hub, credential: session))
        async let code = socket.run()
        socket.resume(epoch: nil, since: 0)
        _ = try await socket.heard(1)
        hub.close(user, credential: session, .signedOut)
        #expect(await code == .signedOut)
        #expect(hub.socketCount == 0)
    }

    @Test func aClientThatReadsNothingIsClosedWhenItsQueueOverflows() async throws {
        let socket = try #require(Socket(user, store, hub))
        async let code = socket.run()
        socket.resume(epoch: nil, since: 0)
        _ = try await socket.heard(1)
        try await socket.waitUntilLive()
        socket.stall()
        commit()
        await socket.waitUntilStuck()
        commit(Subscription.maximumEntries + 1)
        #expect(await code == .tooSlow)
        #expect(hub.socketCount == 0)
    }

    @Test func aClientThatReadsNothingIsClosedWhenItsSessionEnds() async throws {
        let session = UUID()
        let socket = try #require(Socket(user, store, hub, credential: session))
        async let code = socket.run()
        socket.resume(epoch: nil, since: 0)
        _ = try await socket.heard(1)
        try await socket.waitUntilLive()
        socket.stall()
        commit()
        await socket.waitUntilStuck()
        hub.close(user, credential: session, .signedOut)
        #expect(await code == .signedOut)
    }

    @Test func aSocketThatIsTornEndsItsSession() async throws {
        let socket = try #require(Socket(user, store, hub))
        async let code = socket.run()
        socket.tear()
        socket.resume(epoch: nil, since: 0)
        #expect(await code == .fault)
        #expect(hub.socketCount == 0)
    }

    @Test func aStoreThatFailsIsAFault() async throws {
        store.breakDown()
        let socket = try #require(Socket(user, store, hub))
        async let code = socket.run()
        socket.resume(epoch: nil, since: 0)
        #expect(await code == .fault)
    }

    @Test func whoOpensTooManySocketsGetsNone() throws {
        let sockets = try (0..<5).map { _ in try #require(Socket(user, store, hub)) }
        #expect(Socket(user, store, hub) == nil)
        #expect(Socket(UserID(rawValue: 2), store, hub) != nil)
        #expect(sockets.count == 5)
    }

    // MARK: Silence

    @Test func aHeartbeatTellsTheRevisionAndPings() async throws {
        commit(3)
        let code = try await withSocket { socket throws in
            socket.resume(epoch: nil, since: 0)
            _ = try await socket.heard(1)
            for _ in 0..<4 {
                try await socket.tick(after: .seconds(21))
                #expect(try await socket.heard(1) == ["heartbeat 3"])
                socket.send(.pong)
                // Heard, so the pong before it was too.
                socket.resume(epoch: nil, since: 0)
                #expect(try await socket.heard(1) == ["hello 3"])
            }
            #expect(socket.pings == 4)
        }
        #expect(code == .normal)
    }

    // MARK: Others

    @Test func anotherUsersSocketHearsNothing() async throws {
        let mine = try #require(Socket(user, store, hub))
        async let code = mine.run()
        mine.resume(epoch: nil, since: 0)
        _ = try await mine.heard(1)
        let other = UserID(rawValue: 2)
        let theirs = try #require(Socket(other, store, hub))
        async let otherCode = theirs.run()
        theirs.resume(epoch: store.epoch, since: 0)
        #expect(try await theirs.heard(1) == ["hello 0"])

        commit()
        _ = begin("canary")
        #expect(try await mine.heard(2).last == "delta 0 canary")
        hub.announce([store.commit(other) { .put($0) }])
        #expect(try await theirs.heard(1) == ["change 1"])
        theirs.resume(epoch: store.epoch, since: 0)
        #expect(try await theirs.heard(2) == ["hello 1", "change 1"])
        mine.leave()
        theirs.leave()
        #expect(await code == .normal)
        #expect(await otherCode == .normal)
    }
}
