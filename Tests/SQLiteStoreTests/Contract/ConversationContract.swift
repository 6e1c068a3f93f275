import ChatDomain
import Foundation
import Store
import Testing

struct ConversationContract {
    @Test(arguments: StoreUnderTest.allCases)
    func everythingOfAConversationIsKept(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, id) = try await store.makePlace()
            var wanted = try await store.write { writer in
                let question = try writer.makeMessage(user, id, after: nil)
                var conversation = try #require(try writer.conversation(user, id))
                conversation.title = "Títle \u{1F600}"
                conversation.titleIsChosen = true
                conversation.model = "gemini-x"
                conversation.instructions = "Be brief.\n"
                conversation.contextExchanges = nil
                conversation.settings.thinkingLevel = "low"
                conversation.settings.temperature = 0.1
                conversation.settings.googleSearch = true
                conversation.settings.codeExecution = true
                conversation.leafID = question.id
                conversation.isPinned = true
                conversation.isArchived = true
                conversation.lastActivityAt = Timestamp(milliseconds: noon.milliseconds + 1)
                conversation.preview = "pre"
                conversation.unread = 4
                conversation.readSeq = 5
                conversation.draft = Conversation.Draft(id: .make(), text: "dra")
                conversation.lastSeq = 6
                return conversation
            }
            let updated = try await store.write { [wanted] in try $0.update(user, wanted) }
            wanted.revision = try await store.revision(user)
            #expect(updated == wanted)
            #expect(try await store.read { try $0.conversation(user, id) } == wanted)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aNewConversationIsEmptyAndSendsThreeExchanges(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, id) = try await store.makePlace()
            let conversation = try #require(try await store.read { try $0.conversation(user, id) })
            #expect(conversation.contextExchanges == 3)
            #expect(conversation.leafID == nil && conversation.draft == nil && conversation.model == nil)
            #expect(conversation.lastSeq == 0 && conversation.unread == 0 && conversation.title == "")
            #expect(conversation.revision == 2)
        }
    }

    /// Pinned first, then by last activity, ties by id; archived ones apart.
    @Test(arguments: StoreUnderTest.allCases, [1, 2, 3, 7, 50])
    func pagesShowEachConversationOnceInOrder(kind: StoreUnderTest, limit: Int) async throws {
        try await kind.run { store, _ in
            let user = try await store.write { writer in
                let user = try writer.makeUser().id
                let other = try writer.makeUser().id
                _ = try writer.makeConversation(other, title: "of somebody else")
                for number in 0..<20 {
                    var conversation = try writer.makeConversation(user, title: "\(number)")
                    conversation.isPinned = number % 5 == 0
                    conversation.isArchived = number % 7 == 0
                    conversation.unread = number % 2 == 0 ? number + 1 : 0
                    // Three share each time.
                    conversation.lastActivityAt = Timestamp(milliseconds: noon.milliseconds + Int64(number / 3))
                    _ = try writer.update(user, conversation)
                }
                return user
            }
            for filter in Self.filters {
                let all = try await store.read {
                    try $0.conversations(user, where: filter, after: nil, limit: 200)
                }
                let wanted = all.sorted { left, right in
                    if left.isPinned != right.isPinned { return left.isPinned }
                    if left.lastActivityAt != right.lastActivityAt { return left.lastActivityAt > right.lastActivityAt }
                    return "\(left.id)" > "\(right.id)"
                }
                let numbers = (0..<20).filter { number in
                    (number % 7 == 0) == filter.archived && filter.pinned.map { $0 == (number % 5 == 0) } ?? true
                        && filter.unread.map { $0 == (number % 2 == 0) } ?? true
                }
                #expect(Set(all.map(\.title)) == Set(numbers.map { "\($0)" }) && all.count == numbers.count)
                #expect(all == wanted)
                #expect(try await pages(store, user, filter, limit: limit) == wanted)
            }
        }
    }

    private static let filters = [false, true].flatMap { archived in
        [nil, true, false].flatMap { unread in
            [nil, true, false].map { ConversationFilter(archived: archived, unread: unread, pinned: $0) }
        }
    }

    private func pages(
        _ store: any ChatStore,
        _ user: UserID,
        _ filter: ConversationFilter,
        limit: Int
    ) async throws -> [Conversation] {
        var seen: [Conversation] = []
        while true {
            let cursor = seen.last.map { last in
                ConversationCursor(isPinned: last.isPinned, lastActivityAt: last.lastActivityAt, id: last.id)
            }
            let page = try await store.read { reader in
                try reader.conversations(user, where: filter, after: cursor, limit: limit)
            }
            guard !page.isEmpty, page.count <= limit else { return seen }
            seen += page
        }
    }

    /// A cursor of the whole list leads on in a part of it, too: the filter may have been changed meanwhile.
    @Test(arguments: StoreUnderTest.allCases)
    func aCursorOfAnotherListLeadsOn(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, pinned, other) = try await store.write { writer in
                let user = try writer.makeUser().id
                var pinned = try writer.makeConversation(user)
                pinned.isPinned = true
                return (user, try writer.update(user, pinned), try writer.makeConversation(user))
            }
            for (cursor, pinned, wanted) in [(pinned, false, [other]), (other, true, [])] {
                let found = try await store.read { reader in
                    let cursor = ConversationCursor(isPinned: cursor.isPinned, lastActivityAt: noon, id: cursor.id)
                    return try reader.conversations(user, where: .init(pinned: pinned), after: cursor, limit: 9)
                }
                #expect(found == wanted)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aCursorWhoseConversationIsGoneStillLeadsOn(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let user = try await store.write { writer in
                let user = try writer.makeUser().id
                for _ in 0..<4 { _ = try writer.makeConversation(user) }
                return user
            }
            let all = try await store.read { try $0.conversations(user, archived: false, after: nil, limit: 9) }
            let cursor = ConversationCursor(isPinned: false, lastActivityAt: noon, id: all[1].id)
            _ = try await store.write { try $0.deleteConversation(user, all[1].id) }
            let rest = try await store.read { try $0.conversations(user, archived: false, after: cursor, limit: 9) }
            #expect(rest == Array(all[2...]))
        }
    }
}
