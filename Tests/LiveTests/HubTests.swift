import ChatDomain
import Foundation
import NIOCore
import Store
import Testing

@testable import Live

struct HubTests {
    private let one = UserID(rawValue: 1)
    private let two = UserID(rawValue: 2)
    private let hub = Hub(maximumSockets: 3)

    private func subscribe(_ user: UserID, credential: UUID? = nil, live: Bool = true) throws -> Subscription {
        let subscription = try #require(hub.subscribe(user, credential: credential))
        if live { #expect(goLive(subscription)) }
        return subscription
    }

    private func goLive(
        _ subscription: Subscription,
        after revision: Int64 = 0,
        positions: [MessageID: ResumeRequest.Position] = [:],
        settled: Set<MessageID> = []
    ) -> Bool {
        hub.goLive(subscription, after: revision, positions: positions, settled: settled)
    }

    private func announce(_ user: UserID, _ changes: Change...) {
        hub.announce([Announcement(userID: user, changes: changes)])
    }

    /// What a socket was told. There is something to wait for: a change that is announced first.
    private func heard(_ subscription: Subscription) async throws -> [String] {
        let last: Int64 = 999_999
        subscription.push(Frame.change(.put(last)), of: .put(last))
        guard case .frames(let frames) = await subscription.next() else { throw NotHeard() }
        return try frames.map { try Heard($0.json).description }.dropLast()
    }

    @Test func everySocketOfAUserHearsAndNoOther() async throws {
        let mine = [try subscribe(one), try subscribe(one)]
        let other = try subscribe(two)
        let id = MessageID.make()
        hub.begin(one, id)
        announce(one, .put(1, id, .streaming))
        hub.append(one, id, text: "canary", isThought: false)
        for subscription in mine { #expect(try await heard(subscription) == ["change 1", "delta 0 canary"]) }
        #expect(try await heard(other) == [])
        // Somebody else's answer cannot be added to, even under the same id.
        hub.append(two, id, text: "x", isThought: false)
        #expect(try await heard(other) == [])
        announce(two, .put(1))
        #expect(try await heard(other) == ["change 1"])
        #expect(try await heard(mine[0]) == [])
    }

    @Test func noDeltaFollowsAFinalChangeOrADeletion() async throws {
        let subscription = try subscribe(one)
        for (revision, end) in [(1, true), (2, false)] as [(Int64, Bool)] {
            let id = MessageID.make()
            hub.begin(one, id)
            hub.append(one, id, text: "a", isThought: false)
            announce(one, end ? .put(revision, id) : .delete(revision, id))
            hub.append(one, id, text: "late", isThought: false)
            #expect(try await heard(subscription) == ["delta 0 a", "change \(revision)"])
        }
        hub.append(one, .make(), text: "never begun", isThought: false)
        #expect(try await heard(subscription) == [])
    }

    @Test func aChangeThatIsNotFinalLetsTheAnswerRunOn() async throws {
        let subscription = try subscribe(one)
        let id = MessageID.make()
        hub.begin(one, id)
        hub.append(one, id, text: "a", isThought: false)
        announce(one, .put(1, id, .streaming), .put(2, .make(), .stored))
        hub.append(one, id, text: "b", isThought: false)
        #expect(try await heard(subscription) == ["delta 0 a", "change 1", "change 2", "delta 1 b"])
    }

    @Test func anAnswerWhoseConversationIsGoneEndsWithoutAChange() async throws {
        let id = MessageID.make()
        hub.begin(one, id)
        hub.end(one, id)
        let subscription = try subscribe(one)
        hub.append(one, id, text: "late", isThought: false)
        #expect(try await heard(subscription) == [])
    }

    @Test func goingLiveSendsEveryRunningAnswerFromWhereTheClientIs() async throws {
        let (known, unknown, settled) = (MessageID.make(), MessageID.make(), MessageID.make())
        for id in [known, unknown, settled] {
            hub.begin(one, id)
            hub.append(one, id, text: "text of it", isThought: false)
        }
        hub.begin(two, .make())
        hub.append(one, known, text: "thought", isThought: true)
        let subscription = try subscribe(one, live: false)
        #expect(goLive(subscription, positions: [known: .init(offset: 8, thoughtOffset: 3)], settled: [settled]))
        #expect(try await Set(heard(subscription)) == ["thought 3 ught", "delta 8 it", "delta 0 text of it"])
        hub.append(one, settled, text: "never", isThought: false)
        hub.append(one, known, text: "!", isThought: false)
        #expect(try await heard(subscription).contains("delta 10 !"))
    }

    @Test func aSocketGoesLiveOnlyWhenItWasToldEverything() async throws {
        let subscription = try subscribe(one, live: false)
        announce(one, .put(7), .put(8))
        #expect(!goLive(subscription, after: 7))
        #expect(!subscription.isLive)
        #expect(goLive(subscription, after: 8))
        // Another socket's lead is no reason to wait, nor is another user's.
        announce(two, .put(99))
        #expect(goLive(subscription, after: 8))
        announce(one, .put(9))
        #expect(try await heard(subscription) == ["change 9"])
    }

    @Test func aSettledAnswerGetsNoDeltaAfterwards() async throws {
        // Committed, and read by the replay, but not announced yet.
        let id = MessageID.make()
        hub.begin(one, id)
        hub.append(one, id, text: "whole", isThought: false)
        let subscription = try subscribe(one, live: false)
        #expect(goLive(subscription, after: 5, settled: [id]))
        announce(one, .put(5, id))
        announce(one, .put(6))
        #expect(try await heard(subscription) == ["change 6"])
    }

    @Test func aUserHasSoManySocketsAndNoMore() throws {
        let mine = try (0..<3).map { _ in try subscribe(one) }
        #expect(hub.subscribe(one, credential: nil) == nil)
        #expect(hub.socketCount == 3)
        _ = try subscribe(two)
        #expect(hub.socketCount == 4)
        hub.unsubscribe(mine[0])
        hub.unsubscribe(mine[0])
        #expect(hub.socketCount == 3)
        _ = try subscribe(one)
    }

    @Test func onlyTheSocketsOfTheSessionAreClosed() async throws {
        let (here, there) = (UUID(), UUID())
        let closed = [try subscribe(one, credential: here), try subscribe(one, credential: here)]
        let open = [try subscribe(one, credential: there), try subscribe(two, credential: nil)]
        hub.close(one, credential: here, .signedOut)
        hub.close(two, credential: there, .signedOut)
        // At once: nothing that is sent after this reaches them.
        #expect(closed.allSatisfy(\.isReady) && !open.contains(where: \.isReady))
        for subscription in closed { #expect(await subscription.waitForClose() == .signedOut) }
        for subscription in open { #expect(try await heard(subscription) == []) }
    }

    @Test func allSocketsOfAUserAreClosedButThoseOfOneSession() async throws {
        let (here, there) = (UUID(), UUID())
        let closed = [try subscribe(one, credential: there), try subscribe(one)]
        let open = [try subscribe(one, credential: here), try subscribe(two, credential: there)]
        hub.closeAll(one, except: here, .signedOut)
        #expect(closed.allSatisfy(\.isReady) && !open.contains(where: \.isReady))
        for subscription in closed { #expect(await subscription.waitForClose() == .signedOut) }
        for subscription in open { #expect(try await heard(subscription) == []) }
        hub.closeAll(one, .notAllowed)
        #expect(await open[0].waitForClose() == .notAllowed)
        #expect(try await heard(open[1]) == [])
    }

    @Test func whoLeftHearsNothingAndOthersGoOn() async throws {
        let (left, stays) = (try subscribe(one), try subscribe(one))
        hub.unsubscribe(left)
        announce(one, .put(1))
        #expect(try await heard(stays) == ["change 1"])
        #expect(try await heard(left) == [])
    }

    @Test func aCancelledHubEndsWithAndWithoutSockets() async throws {
        for hasSocket in [false, true] {
            let subscription = hasSocket ? try subscribe(one) : nil
            await withTaskGroup { group in
                group.addTask { await hub.run() }
                group.cancelAll()
            }
            guard let subscription else { continue }
            let heard = try await heard(subscription)
            #expect(heard == [])
        }
    }
}
