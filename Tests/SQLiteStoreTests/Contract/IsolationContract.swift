import ChatDomain
import Foundation
import Store
import Testing

/// One user's data as another user sees it: not at all.
struct IsolationContract {
    private struct Place {
        var user: UserID
        var conversation: ConversationID
        var path: [Message]
        var running: Message
    }

    private func makePlace(
        _ store: any ChatStore,
        conversation: ConversationID = .make(),
        ids: [MessageID] = (0..<4).map { _ in .make() },
        text: String = "canary"
    ) async throws -> Place {
        try await store.write { writer throws in
            let user = try writer.makeUser().id
            _ = try writer.makeConversation(user, id: conversation, title: text)
            let first = try writer.makeMessage(user, conversation, id: ids[0], after: nil, text)
            let answer = try writer.makeMessage(user, conversation, id: ids[1], after: ids[0], text, .complete)
            let second = try writer.makeMessage(user, conversation, id: ids[2], after: ids[1], text)
            let running = try writer.makeMessage(user, conversation, id: ids[3], after: ids[2], "", .streaming)
            _ = try writer.checkpoint(user, running.id, text: text, thoughts: text)
            return Place(user: user, conversation: conversation, path: [first, answer, second], running: running)
        }
    }

    /// Everything that a place's look-ups find for a user, as one text.
    private func seen(_ reader: any ChatReader, of place: Place, by user: UserID) throws -> [String] {
        var seen: [String] = []
        func note(_ name: String, _ found: Any?) { if let found { seen.append("\(name): \(found)") } }
        note("conversation", try reader.conversation(user, place.conversation))
        for archived in [true, false] {
            let found = try reader.conversations(user, archived: archived, after: nil, limit: 200)
            note("conversations", found.isEmpty ? nil : found)
        }
        for message in place.path + [place.running] {
            note("message", try reader.message(user, message.id))
            let answers = try reader.answers(user, to: message)
            note("answers", answers.isEmpty ? nil : answers)
            let path = try reader.path(user, endingIn: message.id, limit: 10)
            note("path", path.isEmpty ? nil : path)
            note("below", try reader.message(user, onPathTo: message.id, below: .max))
            let unfinished = try reader.unfinishedAnswers(user, below: message.id)
            note("unfinished below", unfinished.isEmpty ? nil : unfinished)
            let unread = try reader.unreadAnswers(user, leaf: message.id, after: 0)
            note("unread", unread == 0 ? nil : unread)
        }
        let leaf = try reader.newestLeaf(user, below: place.path[0].id)
        note("leaf", leaf == place.path[0].id ? nil : leaf)
        let unfinished = try reader.unfinishedAnswers(user, in: place.conversation)
        note("unfinished", unfinished.isEmpty ? nil : unfinished)
        let ids = try reader.conversationIDs(user, after: nil, limit: 200)
        note("ids", ids.isEmpty ? nil : ids)
        let links = try reader.messageLinks(user, in: place.conversation, after: 0, limit: 200)
        note("links", links.isEmpty ? nil : links)
        let counts = try reader.exportCounts(user)
        note("counts", counts == (0, 0) ? nil : counts)
        return seen
    }

    @Test(arguments: StoreUnderTest.allCases)
    func everyLookUpWithAnotherUsersIdFindsNothing(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let place = try await makePlace(store)
            let stranger = try await store.write { try $0.makeUser().id }
            try await store.read { reader throws in
                // The owner finds something in every one of them, so the stranger could.
                let names = Set(try seen(reader, of: place, by: place.user).map { $0.prefix { $0 != ":" } })
                #expect(
                    names == [
                        "conversation", "conversations", "message", "answers", "path", "below", "unfinished below",
                        "unread", "leaf", "unfinished", "ids", "links", "counts",
                    ]
                )
                #expect(try seen(reader, of: place, by: stranger) == [])
                #expect(try reader.changes(stranger, since: 0, limit: 100)?.map(\.item).count == 1)
                #expect(try reader.revision(stranger) == 1)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func noWriteOfAStrangerReachesAnothersData(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let place = try await makePlace(store)
            let stranger = try await store.write { try $0.makeUser().id }
            let before = try await store.read { try seen($0, of: place, by: place.user) }
            let told = announced.changes(of: place.user)
            let revision = try await store.revision(place.user)

            #expect(try await !store.write { try $0.checkpoint(stranger, place.running.id, text: "x", thoughts: "x") })
            // Refused or without effect: either is well.
            for attempt in Self.attempts(place) {
                _ = try? await store.write { try attempt($0, stranger) }
            }
            #expect(try await store.read { try seen($0, of: place, by: place.user) } == before)
            #expect(try await store.revision(place.user) == revision)
            #expect(announced.changes(of: place.user) == told)
            #expect(try await store.read { try seen($0, of: place, by: stranger) } == [])
        }
    }

    private static func attempts(_ place: Place) -> [@Sendable (any ChatWriter, UserID) throws -> Void] {
        [
            { writer, stranger in _ = try writer.deleteMessage(stranger, place.path[0].id) },
            { writer, stranger in _ = try writer.deleteConversation(stranger, place.conversation) },
            { writer, stranger in
                var message = place.path[1]
                message.text = "changed"
                _ = try writer.update(stranger, message)
            },
            { writer, stranger in
                let conversation = Conversation(id: place.conversation, title: "changed", createdAt: noon)
                _ = try writer.update(stranger, conversation)
            },
        ]
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aMessageCannotPointIntoAnothersConversation(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let place = try await makePlace(store)
            let (stranger, mine) = try await store.makePlace()
            let first = try await store.write { try $0.makeMessage(stranger, mine, after: nil) }
            let attempts: [(ConversationID, MessageID?)] = [
                (place.conversation, nil), (place.conversation, place.path[0].id), (mine, place.path[0].id),
            ]
            for (conversation, parent) in attempts {
                let message = Message(
                    id: .make(),
                    conversationID: conversation,
                    seq: 90,
                    parentID: parent,
                    role: .user,
                    text: "",
                    status: .stored,
                    createdAt: noon
                )
                await #expect(throws: (any Error).self) {
                    try await store.write { _ = try $0.insert(stranger, message) }
                }
            }
            // The same with what is one's own is no error.
            let own = Message(
                id: .make(),
                conversationID: mine,
                seq: 90,
                parentID: first.id,
                role: .user,
                text: "",
                status: .stored,
                createdAt: noon
            )
            _ = try await store.write { try $0.insert(stranger, own) }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aShownPathCannotEndInAnotherConversation(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let place = try await makePlace(store)
            let (stranger, mine) = try await store.makePlace()
            let elsewhere = try await store.write { writer in
                let other = try writer.makeConversation(stranger).id
                return try writer.makeMessage(stranger, other, after: nil)
            }
            for leaf in [place.path[0].id, elsewhere.id, .make()] {
                await #expect(throws: (any Error).self) {
                    try await store.write { writer throws in
                        var conversation = try #require(try writer.conversation(stranger, mine))
                        conversation.leafID = leaf
                        _ = try writer.update(stranger, conversation)
                    }
                }
            }
            #expect(try await store.read { try $0.conversation(stranger, mine) }?.leafID == nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func theSameIdsOfTwoUsersLiveSideBySide(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let conversation = ConversationID.make()
            let ids = (0..<4).map { _ in MessageID.make() }
            let one = try await makePlace(store, conversation: conversation, ids: ids, text: "of one")
            let two = try await makePlace(store, conversation: conversation, ids: ids, text: "of two")
            for (place, text, other) in [(one, "of one", "of two"), (two, "of two", "of one")] {
                let found = try await store.read { try seen($0, of: place, by: place.user) }.joined()
                #expect(found.contains(text))
                #expect(!found.contains(other))
            }
            _ = try await store.write { try $0.deleteConversation(one.user, conversation) }
            try await store.read { reader throws in
                #expect(try reader.isDeleted(one.user, conversation.uuid))
                #expect(try !reader.isDeleted(two.user, conversation.uuid))
                #expect(try reader.message(two.user, ids[3])?.text == "of two")
                #expect(try reader.message(one.user, ids[3]) == nil)
            }
        }
    }
}
