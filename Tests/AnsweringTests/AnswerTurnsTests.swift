import ChatDomain
import Testing

@testable import Answering

/// Whose answer runs next.
struct AnswerTurnsTests {
    private let one = UserID(rawValue: 1)
    private let two = UserID(rawValue: 2)

    private func turns(running: Int = 100, perUser: Int = 100) -> AnswerTurns {
        AnswerTurns(limits: AnswerLimits(running: running, runningPerUser: perUser, waitingPerUser: 100))
    }

    private func item(_ answer: MessageID, after parent: MessageID? = nil) -> AnswerTurns.Waiting {
        AnswerTurns.Waiting(answerID: answer, parent: parent)
    }

    private func ids(_ count: Int) -> [MessageID] { (0..<count).map { _ in .make() } }

    /// Everything that may run now, in order.
    private func next(_ turns: inout AnswerTurns) -> [MessageID] {
        var all: [MessageID] = []
        while let next = turns.next() { all.append(next.answer) }
        return all
    }

    private func reserve(_ turns: inout AnswerTurns, _ user: UserID, _ answer: MessageID) -> Bool {
        turns.reserve(user, answer)
    }

    private func remove(_ turns: inout AnswerTurns, _ user: UserID, _ answer: MessageID) -> Bool {
        turns.remove(user, answer)
    }

    @Test func answersRunInTheOrderInWhichTheyWereAskedFor() {
        var turns = turns()
        let ids = ids(5)
        for id in ids { turns.enqueue(one, item(id)) }
        #expect(next(&turns) == ids)
        #expect(next(&turns) == [])
    }

    @Test func whoWaitsForOneThatIsTakenAwayWaitsForWhatThatOneWaitedFor() {
        var turns = turns()
        let ids = ids(4)
        turns.enqueue(one, item(ids[0]))
        #expect(next(&turns) == [ids[0]])
        turns.enqueue(one, item(ids[1], after: ids[0]))
        turns.enqueue(one, item(ids[2], after: ids[1]))
        // Is being stored, after the second, while that is taken away.
        #expect(!reserve(&turns, one, ids[3]))
        #expect(remove(&turns, one, ids[1]))
        #expect(next(&turns) == [])
        turns.release(one, ids[3])
        turns.enqueue(one, item(ids[3], after: ids[1]))
        #expect(next(&turns) == [])
        turns.finish(one, ids[0])
        #expect(next(&turns) == [ids[2], ids[3]])
    }

    @Test func usersTakeTurns() {
        var turns = turns(running: 1)
        let (mine, theirs) = (ids(4), ids(2))
        for id in mine { turns.enqueue(one, item(id)) }
        for id in theirs { turns.enqueue(two, item(id)) }
        var order: [MessageID] = []
        while let next = turns.next() {
            order.append(next.answer)
            turns.finish(next.answer)
        }
        #expect(order == [mine[0], theirs[0], mine[1], theirs[1], mine[2], mine[3]])
    }

    @Test func noMoreRunThanTheLimitAllows() {
        var turns = turns(running: 4)
        let (mine, theirs) = (ids(3), ids(3))
        for id in mine { turns.enqueue(one, item(id)) }
        for id in theirs { turns.enqueue(two, item(id)) }
        #expect(next(&turns) == [mine[0], theirs[0], mine[1], theirs[1]])
        turns.finish(theirs[0])
        #expect(next(&turns) == [theirs[2]])
        #expect(turns.running.count == 4)
    }

    @Test("12.22: one user never has more than half of all places, whatever the limit says", arguments: [1, 2, 3, 9])
    func halfOfAllPlacesAreForOthers(places: Int) {
        var turns = turns(running: places, perUser: .max)
        let mine = ids(20)
        for id in mine { turns.enqueue(one, item(id)) }
        #expect(next(&turns).count == max(1, places / 2))
        let theirs = MessageID.make()
        #expect(reserve(&turns, two, theirs) == (places > 1))
    }

    @Test func noMoreOfOneUserRunThanTheirLimitAllowsAndOthersAreNotHeldUp() {
        var turns = turns(perUser: 2)
        let (mine, theirs) = (ids(4), ids(1))
        for id in mine { turns.enqueue(one, item(id)) }
        for id in theirs { turns.enqueue(two, item(id)) }
        #expect(Set(next(&turns)) == [mine[0], mine[1], theirs[0]])
        turns.finish(theirs[0])
        #expect(next(&turns) == [])
        turns.finish(mine[0])
        #expect(next(&turns) == [mine[2]])
    }

    @Test func onOnePathAnswersRunOneAfterAnother() {
        var turns = turns()
        let path = ids(3)
        let other = MessageID.make()
        turns.enqueue(one, item(path[2], after: path[1]))
        turns.enqueue(one, item(path[1], after: path[0]))
        turns.enqueue(one, item(path[0]))
        turns.enqueue(one, item(other, after: .make()))
        #expect(next(&turns) == [path[0], other])
        turns.finish(path[0])
        #expect(next(&turns) == [path[1]])
        turns.finish(path[1])
        #expect(next(&turns) == [path[2]])
    }

    @Test func anAnswerWaitsForTheOneBeforeItWhileThatIsBeingStored() {
        for hasPlace in [true, false] {
            var turns = turns(running: hasPlace ? 100 : 1)
            if !hasPlace {
                turns.enqueue(two, item(.make()))
                _ = turns.next()
            }
            let path = ids(2)
            #expect(reserve(&turns, one, path[0]) == hasPlace)
            turns.enqueue(one, item(path[1], after: path[0]))
            #expect(next(&turns) == [])
            turns.release(one, path[0])
            for running in turns.running { turns.finish(running.userID, running.answerID) }
            #expect(next(&turns) == [path[1]])
        }
    }

    @Test func branchesOfOneAnswerRunSideBySide() {
        var turns = turns()
        let (parent, branches) = (MessageID.make(), ids(2))
        turns.enqueue(one, item(parent))
        for id in branches { turns.enqueue(one, item(id, after: parent)) }
        #expect(next(&turns) == [parent])
        turns.finish(parent)
        #expect(next(&turns) == branches)
    }

    @Test func aPlaceIsKeptUntilItIsFilledOrGivenBack() {
        var turns = turns(running: 2)
        let (ids, three) = (ids(3), UserID(rawValue: 3))
        #expect(reserve(&turns, three, ids[0]))
        #expect(reserve(&turns, one, ids[1]))
        #expect(!reserve(&turns, two, ids[2]))
        turns.release(two, ids[2])
        turns.release(three, ids[0])
        #expect(reserve(&turns, two, ids[2]))
        turns.start(one, ids[1])
        turns.start(two, ids[2])
        #expect(turns.running == [AnswerKey(one, ids[1]), AnswerKey(two, ids[2])])
        #expect(!reserve(&turns, one, .make()))
    }

    @Test func whoHasQuestionsWaitingGetsNoPlaceBeforeThem() {
        var turns = turns(perUser: 1)
        let ids = ids(3)
        #expect(reserve(&turns, one, ids[0]))
        turns.start(one, ids[0])
        turns.enqueue(one, item(ids[1]))
        turns.finish(ids[0])
        #expect(!reserve(&turns, one, ids[2]))
        turns.release(one, ids[2])
        #expect(next(&turns) == [ids[1]])
    }

    @Test func aReleaseOrAnEndTwiceFreesOnePlace() {
        var turns = turns(running: 2)
        let ids = ids(4)
        #expect(reserve(&turns, one, ids[0]))
        turns.release(one, ids[0])
        turns.release(one, ids[0])
        turns.enqueue(one, item(ids[1]))
        #expect(next(&turns) == [ids[1]])
        turns.finish(ids[1])
        turns.finish(ids[1])
        for id in ids[..<2] { turns.enqueue(two, item(id)) }
        for id in ids[2...] { turns.enqueue(one, item(id)) }
        #expect(next(&turns) == [ids[0], ids[2]])
    }

    @Test func anAnswerWaitsOnlyOnce() {
        var turns = turns()
        let ids = ids(2)
        turns.enqueue(one, item(ids[0]))
        turns.enqueue(one, item(ids[0]))
        #expect(turns.waitingCount(one) == 1)
        #expect(next(&turns) == [ids[0]])
        turns.enqueue(one, item(ids[0]))
        #expect(next(&turns) == [])
        #expect(reserve(&turns, one, ids[1]))
        turns.enqueue(one, item(ids[1]))
        #expect(next(&turns) == [])
    }

    @Test func aRemovedAnswerDoesNotRunAndHoldsUpNobody() {
        var turns = turns()
        let path = ids(3)
        for (index, id) in path.enumerated() {
            turns.enqueue(one, item(id, after: index > 0 ? path[index - 1] : nil))
        }
        #expect(remove(&turns, one, path[0]))
        #expect(!remove(&turns, one, path[0]))
        #expect(!remove(&turns, two, path[1]))
        #expect(next(&turns) == [path[1]])
        #expect(remove(&turns, one, path[2]))
        #expect(turns.waitingCount(one) == 0)
        turns.finish(path[1])
        #expect(next(&turns) == [])
        #expect(turns.isIdle)
    }

    @Test func keptPlacesAreNotIdle() {
        var turns = turns()
        let id = MessageID.make()
        #expect(turns.isIdle)
        #expect(reserve(&turns, one, id))
        #expect(!turns.isIdle)
        turns.start(one, id)
        #expect(!turns.isIdle)
        turns.finish(id)
        #expect(turns.isIdle)
    }

    @Test func manyUsersAreServedInTurnsWithinAllLimits() {
        var turns = turns(running: 7, perUser: 2)
        let users = (1...20).map { UserID(rawValue: $0) }
        for user in users { for id in ids(5) { turns.enqueue(user, item(id)) } }
        var served: [UserID] = []
        while served.count < 100 {
            while let next = turns.next() { served.append(next.user) }
            let counts = Dictionary(grouping: turns.running, by: \.userID).mapValues(\.count)
            #expect(turns.running.count <= 7 && counts.values.allSatisfy { $0 <= 2 })
            guard let first = turns.running.first else { break }
            turns.finish(first.userID, first.answerID)
        }
        #expect(served.count == 100)
        // Nobody's second comes before everybody's first.
        #expect(Set(served.prefix(20)).count == 20)
    }
}

extension AnswerTurns {
    /// Ends an answer whose id one user alone has here.
    fileprivate mutating func finish(_ answer: MessageID) {
        for key in running where key.answerID == answer { finish(key.userID, answer) }
    }
}
