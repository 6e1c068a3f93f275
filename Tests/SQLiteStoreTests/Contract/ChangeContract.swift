import ChatDomain
import Foundation
import Store
import Testing

struct ChangeContract {
    @Test(arguments: StoreUnderTest.allCases)
    func changesAreNumberedFromOneWithoutGapsAndItemsCarryTheirNumber(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            try await store.write { writer throws in
                let path = try writer.makePath(user, place, exchanges: 2)
                _ = try writer.makeMessage(user, place, after: path[0].id, "second answer", .complete)
                _ = try writer.update(user, path[1])
            }
            let changes = try #require(try await store.read { try $0.changes(user, since: 0, limit: 1000) })
            #expect(changes.map(\.revision) == Array(1...Int64(changes.count)))
            #expect(try await store.revision(user) == Int64(changes.count))
            #expect(changes.map(\.subject) == announced.changes(of: user).map(\.subject))
            #expect(changes.map(\.revision) == announced.changes(of: user).map(\.revision))
            for change in announced.changes(of: user) { #expect(change.revision == Self.revision(of: change.item)) }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func changesOfUsersAreNumberedApart(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (one, first) = try await store.makePlace()
            let (two, second) = try await store.makePlace()
            for _ in 0..<3 {
                try await store.write { writer throws in
                    _ = try writer.makeMessage(one, first, after: nil)
                    _ = try writer.makeMessage(two, second, after: nil)
                }
            }
            for user in [one, two] {
                let changes = try #require(try await store.read { try $0.changes(user, since: 0, limit: 1000) })
                #expect(changes.map(\.revision) == Array(1...Int64(changes.count)))
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aReplayedChangeCarriesTheItemAsItIsNow(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (kept, gone) = try await store.write { writer in
                let kept = try writer.makeMessage(user, place, after: nil, "old")
                let gone = try writer.makeMessage(user, place, after: kept.id, "gone", .complete)
                var conversation = try #require(try writer.conversation(user, place))
                conversation.title = "New"
                conversation.leafID = kept.id
                _ = try writer.update(user, conversation)
                _ = try writer.deleteMessage(user, gone.id)
                var changed = kept
                changed.isStarred = true
                return (try writer.update(user, changed), gone)
            }
            let changes = try #require(try await store.read { try $0.changes(user, since: 0, limit: 1000) })
            let conversation = try #require(try await store.read { try $0.conversation(user, place) })
            for change in changes {
                switch change.subject {
                case .user: #expect(change.item != nil)
                case .conversation: #expect(change.item == .conversation(conversation))
                case .message(kept.id): #expect(change.item == .message(kept))
                case .message: #expect(change.subject == .message(gone.id) && change.item == nil)
                }
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func changesAreReadInPages(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            _ = try await store.write { try $0.makePath(user, place, exchanges: 4) }
            let last = try await store.revision(user)
            var cursor: Int64 = 0
            while cursor < last {
                let since = cursor
                let page = try #require(try await store.read { try $0.changes(user, since: since, limit: 4) })
                #expect(page.map(\.revision) == Array(cursor + 1...min(cursor + 4, last)))
                cursor = try #require(page.last).revision
            }
            #expect(try await store.read { try $0.changes(user, since: last, limit: 4) } == [])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whoIsBehindChangesThatAreForgottenIsTold(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let middle = try await store.revision(user)
            let boundary = Self.nextMillisecond()
            _ = try await store.write { try $0.makePath(user, place, exchanges: 1) }
            let last = try await store.revision(user)

            let days = Change.keptDays * 86_400_000
            _ = try await store.write { try $0.forgetOld(at: Timestamp(milliseconds: boundary.milliseconds + days)) }
            try await store.read { reader throws in
                for since in 0..<middle { #expect(try reader.changes(user, since: since, limit: 1000) == nil) }
                for since in middle...last {
                    let changes = try reader.changes(user, since: since, limit: 1000)
                    #expect(changes?.count == Int(last - since))
                }
                #expect(try reader.revision(user) == last)
            }

            _ = try await store.write { try $0.forgetOld(at: Timestamp(milliseconds: .max / 2)) }
            try await store.read { reader throws in
                for since in 0..<last { #expect(try reader.changes(user, since: since, limit: 1000) == nil) }
                #expect(try reader.changes(user, since: last, limit: 1000) == [])
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func numbersGoOnAfterOldChangesAreForgotten(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let last = try await store.revision(user)
            _ = try await store.write { try $0.forgetOld(at: Timestamp(milliseconds: .max / 2)) }
            let message = try await store.write { try $0.makeMessage(user, place, after: nil) }
            #expect(message.revision == last + 1)
        }
    }

    private static func revision(of item: Change.Item?) -> Int64? {
        switch item {
        case .user(let user)?: user.revision
        case .conversation(let conversation)?: conversation.revision
        case .message(let message)?: message.revision
        case nil: nil
        }
    }

    /// A time that is later than every change so far and not later than any to come.
    private static func nextMillisecond() -> Timestamp {
        let start = Timestamp.now
        while Timestamp.now <= start {}
        return .now
    }
}
