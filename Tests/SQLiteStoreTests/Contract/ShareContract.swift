import ChatDomain
import Foundation
import Store
import Testing

struct ShareContract {
    private static let secret = Data(repeating: 1, count: 32)

    private static func file(_ content: UInt8) -> ChatDomain.Attachment {
        ChatDomain.Attachment(
            id: .make(),
            name: "photo.png",
            mediaType: "image/png",
            bytes: 1000,
            sha256: Data(repeating: content, count: 32),
            offset: 3
        )
    }

    private static func share(_ conversation: ConversationID, id: ShareID = .make(), days: Int64? = 1) -> Share {
        Share(
            id: id,
            conversationID: conversation,
            messageID: nil,
            days: days,
            title: "Title",
            messageCount: 2,
            createdAt: noon,
            expiresAt: days.map { later($0) }
        )
    }

    private static func later(_ days: Int64) -> Timestamp {
        Timestamp(milliseconds: noon.milliseconds + days * 86_400_000)
    }

    private static func messages(_ files: [ChatDomain.Attachment]) -> [SharedMessage] {
        let source = Source(title: "a", uri: "https://a.example", segments: [Source.Segment(start: 0, end: 1)])
        return [
            SharedMessage(
                id: .make(),
                status: .stored,
                text: "question",
                createdAt: noon,
                model: nil,
                failure: nil,
                sources: [],
                attachments: files
            ),
            SharedMessage(
                id: .make(),
                status: .failed,
                text: "answer",
                createdAt: noon,
                model: "m",
                failure: .noPicture,
                sources: [source],
                attachments: []
            ),
        ]
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whatIsSharedIsReadAsItWasUntilItIsOver(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let (made, messages) = (Self.share(place), Self.messages([Self.file(1), Self.file(2)]))
            let before = try await store.revision(user)
            try await store.write { try $0.insert(user, made, secretHash: Self.secret, messages) }
            try await store.read { reader throws in
                let found = try #require(try reader.share(secretHash: Self.secret, at: noon))
                #expect(found.share == made && found.messages == messages)
                #expect(try reader.shares(user) == [made] && reader.share(user, made.id) == made)
                let file = messages[0].attachments[1]
                #expect(try reader.sharedFile(secretHash: Self.secret, file.id, at: noon) == file)
                #expect(try reader.sharedFile(secretHash: Self.secret, .make(), at: noon) == nil)
                #expect(try reader.share(secretHash: Data(repeating: 2, count: 32), at: noon) == nil)
                #expect(try reader.share(secretHash: Self.secret, at: Self.later(1)) == nil)
                #expect(try reader.sharedFile(secretHash: Self.secret, file.id, at: Self.later(1)) == nil)
            }
            #expect(try await store.revision(user) == before)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func itsFilesAreUsedForAsLongAsItLives(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (bob, theirs) = try await store.makePlace()
            let file = Self.file(1)
            let content = file.sha256
            let (first, second) = (Self.share(place), Self.share(place, days: nil))
            try await store.write { writer in
                try writer.insert(user, file, at: noon)
                var question = Message(
                    id: .make(),
                    conversationID: place,
                    seq: 1,
                    parentID: nil,
                    role: .user,
                    text: "t",
                    status: .stored,
                    createdAt: noon
                )
                question.attachments = [file]
                _ = try writer.insert(user, question)
                try writer.insert(user, first, secretHash: Self.secret, Self.messages([file]))
                try writer.insert(user, second, secretHash: Data(repeating: 2, count: 32), Self.messages([file]))
                let other = Self.share(theirs, id: first.id)
                try writer.insert(bob, other, secretHash: Data(repeating: 3, count: 32), Self.messages([]))
            }
            #expect(try await store.read { try $0.attachmentBytes(user) } == 1000)
            #expect(try await store.write { try $0.deleteConversation(user, place) } == [content])
            try await store.read { reader throws in
                #expect(try reader.isUsed(sha256: content))
                #expect(try reader.attachmentBytes(user) == 1000)
                #expect(try reader.share(user, first.id)?.hasConversation == false)
            }
            #expect(try await store.write { try $0.forgetOld(at: Self.later(2)) } == [content])
            try await store.read { reader throws in
                #expect(try reader.shares(user).map(\.id) == [second.id])
                #expect(try reader.shares(bob) == [])
                #expect(try reader.isDeleted(user, first.id.uuid) && reader.isUsed(sha256: content))
            }
            #expect(try await store.write { try $0.deleteShare(bob, second.id) } == nil)
            #expect(try await store.write { try $0.deleteUser(user) } == [content])
            #expect(try await store.read { try $0.isUsed(sha256: content) } == false)
            #expect(try await store.read { try $0.share(secretHash: Data(repeating: 2, count: 32), at: noon) } == nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func theSameIDOfTwoUsersAreTwoLinks(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (ada, mine) = try await store.makePlace()
            let (bob, theirs) = try await store.makePlace()
            let id = ShareID.make()
            try await store.write { writer in
                try writer.insert(ada, Self.share(mine, id: id), secretHash: Self.secret, Self.messages([]))
            }
            #expect(try await store.read { try $0.share(bob, id) } == nil)
            #expect(try await store.read { try $0.shares(bob) } == [])
            try await store.write { writer in
                let other = Self.share(theirs, id: id)
                try writer.insert(bob, other, secretHash: Data(repeating: 2, count: 32), Self.messages([]))
            }
            #expect(try await store.write { try $0.deleteShare(bob, id) } == [])
            #expect(try await store.read { try $0.share(ada, id) }?.conversationID == mine)
            #expect(try await store.read { try $0.share(secretHash: Self.secret, at: noon) }?.messages.count == 2)
        }
    }
}
