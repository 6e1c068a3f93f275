import ChatDomain
import Foundation
import Store
import Testing

struct AtomicityContract {
    @Test(arguments: StoreUnderTest.allCases)
    func aBodyThatThrowsLeavesNothingBehind(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let told = announced.changes(of: user)
            let id = MessageID.make()
            await #expect(throws: Refused.self) {
                try await store.write { writer throws in
                    _ = try writer.makeMessage(user, place, id: id, after: nil)
                    _ = try writer.makeUser("Ada")
                    #expect(try writer.message(user, id) != nil)
                    throw Refused()
                }
            }
            try await store.read { reader throws in
                #expect(try reader.message(user, id) == nil)
                #expect(try reader.account(nameKey: "ada") == nil)
                #expect(try reader.revision(user) == told.last?.revision)
                #expect(try reader.conversation(user, place)?.lastSeq == 0)
            }
            #expect(announced.changes(of: user) == told)
            let message = try await store.write { try $0.makeMessage(user, place, id: id, after: nil) }
            #expect(message.revision == (told.last?.revision ?? 0) + 1)
        }
    }

    /// They arrive together, so many share a commit.
    @Test(arguments: StoreUnderTest.allCases)
    func aBodyThatThrowsUndoesNobodyElsesWrites(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let start = try await store.revision(user)
            let count = 300
            let stored = try await withThrowingTaskGroup(of: MessageID?.self) { group in
                for number in 0..<count {
                    group.addTask {
                        do {
                            return try await store.write { writer in
                                let message = try writer.makeNext(user, place, "\(number)")
                                if number % 3 == 0 { throw Refused() }
                                return message.id
                            }
                        } catch is Refused {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [MessageID]()) { ids, id in ids += [id].compactMap(\.self) }
            }
            #expect(stored.count == 200)
            try await store.read { reader throws in
                let last = try #require(try reader.conversation(user, place))
                // Every body saw what was committed before it: no number was given twice or left out.
                #expect(last.lastSeq == 200)
                let path = try reader.path(user, endingIn: try #require(last.leafID), limit: 1000)
                #expect(path.count == 200 && Set(path.map(\.id)) == Set(stored))
            }
            let revisions = announced.changes(of: user).map(\.revision).filter { $0 > start }
            #expect(revisions == Array(start + 1...(try await store.revision(user))))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aChangeIsAnnouncedAfterItsCommitAndBeforeItsWriteReturns(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            for _ in 0..<20 {
                let message = try await store.write { writer in
                    let message = try writer.makeNext(user, place)
                    #expect(announced.changes(of: user).allSatisfy { $0.revision < message.revision })
                    return message
                }
                #expect(announced.changes(of: user).contains { $0.revision == message.revision })
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aThousandWritersAtOnceAreAllStoredAndAnnouncedInOrder(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let places = try await store.write { writer in
                try (0..<10).map { _ in
                    let user = try writer.makeUser().id
                    return (user, try writer.makeConversation(user).id)
                }
            }
            let told = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1000 {
                    let (user, place) = places[number % places.count]
                    group.addTask {
                        let message = try await store.write { try $0.makeNext(user, place) }
                        let isThere = try await store.read { try $0.message(user, message.id) } != nil
                        return isThere && announced.changes(of: user).contains { $0.revision == message.revision }
                    }
                }
                return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(told == 1000)
            for (user, place) in places {
                #expect(try await store.read { try $0.conversation(user, place) }?.lastSeq == 100)
                let revisions = announced.changes(of: user).map(\.revision)
                #expect(revisions == Array(1...(try await store.revision(user))))
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aReadSeesOneMoment(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let isReading = DispatchSemaphore(value: 0)
            let isWritten = DispatchSemaphore(value: 0)
            async let seen = store.read { reader in
                let before = try reader.revision(user)
                isReading.signal()
                // A store's thread may be blocked; a bound, so that a store that writes and reads in turns fails in time.
                #expect(isWritten.wait(timeout: .now() + 600) == .success)
                return (before, try reader.revision(user), try reader.conversation(user, place)?.lastSeq)
            }
            try await store.write { writer throws in
                #expect(isReading.wait(timeout: .now() + 600) == .success)
                _ = try writer.makeMessage(user, place, after: nil)
            }
            isWritten.signal()
            let (before, after, lastSeq) = try await seen
            #expect(before == after)
            #expect(lastSeq == 0)
            #expect(try await store.revision(user) > before)
        }
    }
}
