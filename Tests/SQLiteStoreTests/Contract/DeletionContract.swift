import ChatDomain
import Foundation
import Store
import Testing

struct DeletionContract {
    @Test(arguments: StoreUnderTest.allCases)
    func aMessageGoesWithAllThatFollowsItOnAnyBranch(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let (path, branch) = try await store.write { writer in
                let path = try writer.makePath(user, place, exchanges: 3)
                let branch = try writer.makeMessage(user, place, after: path[3].id, "branch")
                try Self.show(path[1].id, user, place, writer)
                return (path, branch)
            }
            let before = try await store.revision(user)
            _ = try await store.write { try $0.deleteMessage(user, path[2].id) }
            let gone = Set(path[2...].map(\.id) + [branch.id])
            try await store.read { reader throws in
                for id in gone {
                    #expect(try reader.message(user, id) == nil)
                    #expect(try reader.isDeleted(user, id.uuid))
                }
                for message in path[..<2] {
                    #expect(try reader.message(user, message.id) == message)
                    #expect(try !reader.isDeleted(user, message.id.uuid))
                }
            }
            let told = announced.changes(of: user).filter { $0.revision > before }
            #expect(told.count == gone.count)
            #expect(Set(told.map(\.subject)) == Set(gone.map(Change.Subject.message)))
            #expect(told.allSatisfy { $0.item == nil })
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func theSiblingsThatAreLeftAreTold(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let answers = try await store.write { writer in
                let question = try writer.makeMessage(user, place, after: nil)
                return try (0..<3).map { _ in
                    try writer.makeMessage(user, place, after: question.id, "answer", .complete)
                }
            }
            let before = try await store.revision(user)
            _ = try await store.write { try $0.deleteMessage(user, answers[1].id) }
            let left = [answers[0].id, answers[2].id]
            for id in left { #expect(try await store.message(user, id).siblingIDs == left) }
            let told = announced.changes(of: user).filter { $0.revision > before }
            #expect(Set(told.map(\.subject)) == Set(answers.map { .message($0.id) }))
            for id in left {
                let item = told.last { $0.subject == .message(id) }?.item
                #expect(item == .message(try await store.message(user, id)))
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func theEndOfTheShownPathCannotBeDeletedUnderIt(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let path = try await store.write { try $0.makePath(user, place, exchanges: 2) }
            await #expect(throws: (any Error).self) {
                _ = try await store.write { try $0.deleteMessage(user, path[2].id) }
            }
            #expect(try await store.message(user, path[3].id) == path[3])
            #expect(try await store.read { try $0.isDeleted(user, path[3].id.uuid) } == false)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aConversationGoesWithEverythingInItAsOneChange(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let (path, other) = try await store.write { writer in
                let other = try writer.makeConversation(user).id
                _ = try writer.makeMessage(user, other, after: nil)
                let path = try writer.makePath(user, place, exchanges: 2)
                let question = try writer.makeMessage(user, place, after: path[3].id)
                let running = try writer.makeMessage(user, place, after: question.id, "", .streaming)
                _ = try writer.checkpoint(user, running.id, text: "te", thoughts: "th")
                return (path + [question, running], other)
            }
            let before = try await store.revision(user)
            _ = try await store.write { try $0.deleteConversation(user, place) }
            try await store.read { reader throws in
                #expect(try reader.conversation(user, place) == nil)
                #expect(try reader.isDeleted(user, place.uuid))
                for message in path { #expect(try reader.message(user, message.id) == nil) }
                // A repeated question must find out that it was deleted.
                for question in path where question.role == .user {
                    #expect(try reader.isDeleted(user, question.id.uuid))
                }
                #expect(try reader.unfinishedAnswers().isEmpty)
                #expect(try reader.conversation(user, other)?.lastSeq == 1)
            }
            let told = announced.changes(of: user).filter { $0.revision > before }
            #expect(told == [Change(revision: before + 1, subject: .conversation(place), item: nil)])
        }
    }

    /// SQLite, for one, ends a chain of cascades after 1,000 links.
    @Test(arguments: StoreUnderTest.allCases)
    func aChainOf3000MessagesCanBeDeleted(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let chain = try await store.write { try Self.makeChain($0, user, place, 3000) }
            let revision = try await store.revision(user)
            try await store.write { writer throws in
                try Self.show(chain[0], user, place, writer)
                _ = try writer.deleteMessage(user, chain[1])
            }
            try await store.read { reader throws in
                #expect(try reader.message(user, chain[0]) != nil)
                #expect(try reader.newestLeaf(user, below: chain[0]) == chain[0])
                for id in chain[1...] {
                    #expect(try reader.message(user, id) == nil)
                    #expect(try reader.isDeleted(user, id.uuid))
                }
                #expect(try reader.revision(user) == revision + 1 + 2999)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aConversationWithAChainOf3000MessagesCanBeDeleted(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let chain = try await store.write { try Self.makeChain($0, user, place, 3000) }
            _ = try await store.write { try $0.deleteConversation(user, place) }
            try await store.read { reader throws in
                for id in chain { #expect(try reader.message(user, id) == nil) }
                #expect(try reader.conversations(user, archived: false, after: nil, limit: 1).isEmpty)
            }
        }
    }

    private static func makeChain(
        _ writer: any ChatWriter,
        _ user: UserID,
        _ place: ConversationID,
        _ length: Int64
    ) throws -> [MessageID] {
        var chain: [MessageID] = []
        for seq in 1...length {
            let message = Message(
                id: .make(),
                conversationID: place,
                seq: seq,
                parentID: chain.last,
                role: .user,
                text: "t",
                status: .stored,
                createdAt: noon
            )
            chain.append(try writer.insert(user, message).id)
        }
        try show(try #require(chain.last), user, place, writer)
        return chain
    }

    private static func show(
        _ leaf: MessageID,
        _ user: UserID,
        _ place: ConversationID,
        _ writer: any ChatWriter
    ) throws {
        var conversation = try #require(try writer.conversation(user, place))
        conversation.leafID = leaf
        _ = try writer.update(user, conversation)
    }
}
