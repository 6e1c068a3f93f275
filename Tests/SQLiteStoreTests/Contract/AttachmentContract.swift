import ChatDomain
import Foundation
import Store
import Testing

struct AttachmentContract {
    private func content(_ number: UInt8) -> Data { Data(repeating: number, count: 32) }

    private func file(_ content: UInt8, id: AttachmentID = .make(), offset: Int? = nil) -> ChatDomain.Attachment {
        ChatDomain.Attachment(
            id: id,
            name: "photo.png",
            mediaType: "image/png",
            bytes: 1000,
            sha256: self.content(content),
            offset: offset
        )
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aQuestionKeepsItsFilesInTheirOrder(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let files = [file(3), file(1), file(2)]
            let question = try await store.write { writer in
                for file in files { try writer.insert(user, file, at: noon) }
                var question = try writer.makeMessage(user, place, after: nil)
                question = Message(
                    id: .make(),
                    conversationID: place,
                    seq: 2,
                    parentID: nil,
                    role: .user,
                    text: "",
                    status: .stored,
                    createdAt: noon
                )
                question.attachments = files
                return try writer.insert(user, question)
            }
            #expect(try await store.message(user, question.id).attachments == files)
            #expect(
                announced.changes(of: user).last { $0.subject == .message(question.id) }?.item == .message(question)
            )
            #expect(try await store.read { try $0.attachmentBytes(user) } == 3000)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aPictureJoinsARunningAnswerAsAChange(kind: StoreUnderTest) async throws {
        try await kind.run { store, announced in
            let (user, place) = try await store.makePlace()
            let picture = file(1, offset: 7)
            let (answer, before) = try await store.write { writer in
                let question = try writer.makeMessage(user, place, after: nil)
                let answer = try writer.makeMessage(user, place, after: question.id, "", .streaming)
                _ = try writer.checkpoint(user, answer.id, text: "a text ", thoughts: "")
                return (answer, try writer.revision(user))
            }
            let shown = try await store.write { writer in
                try writer.insert(user, picture, at: noon)
                let running = try #require(try writer.message(user, answer.id))
                return try writer.attach(user, running, picture)
            }
            #expect(shown.attachments == [picture])
            #expect(shown.text == "a text ")
            let told = announced.changes(of: user).filter { $0.revision > before }
            #expect(told.map(\.item) == [.message(shown)])
            #expect(try await store.message(user, answer.id) == shown)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func filesGoWithTheirLastMessageAndSayWhatWasInThem(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, place) = try await store.makePlace()
            let (shared, own) = (file(1), file(2))
            let (first, second) = try await store.write { writer in
                for file in [shared, own] { try writer.insert(user, file, at: noon) }
                func question(_ seq: Int64, _ files: [ChatDomain.Attachment]) throws -> MessageID {
                    var question = Message(
                        id: .make(),
                        conversationID: place,
                        seq: seq,
                        parentID: nil,
                        role: .user,
                        text: "t",
                        status: .stored,
                        createdAt: noon
                    )
                    question.attachments = files
                    return try writer.insert(user, question).id
                }
                return (try question(1, [shared, own]), try question(2, [shared]))
            }
            #expect(try await store.write { try $0.deleteMessage(user, first) } == [content(2)])
            #expect(try await store.read { try $0.attachment(user, shared.id) } == shared)
            #expect(try await store.read { try $0.attachment(user, own.id) } == nil)
            #expect(try await store.read { try $0.isDeleted(user, own.id.uuid) })
            #expect(try await store.message(user, second).attachments == [shared])
            #expect(try await store.write { try $0.deleteConversation(user, place) } == [content(1)])
            #expect(try await store.read { try $0.isUsed(sha256: content(1)) } == false)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whatSomebodyElseHasIsStillUsed(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (ada, place) = try await store.makePlace()
            let (bob, _) = try await store.makePlace()
            let id = AttachmentID.make()
            let question = try await store.write { writer in
                try writer.insert(ada, file(1, id: id), at: noon)
                try writer.insert(bob, file(1, id: id), at: noon)
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
                question.attachments = [file(1, id: id)]
                return try writer.insert(ada, question).id
            }
            #expect(try await store.write { try $0.deleteMessage(ada, question) } == [content(1)])
            #expect(try await store.read { try $0.isUsed(sha256: content(1)) })
            #expect(try await store.read { try $0.attachment(bob, id) } != nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func aFileThatWasNeverSentIsForgottenInTheEnd(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (user, _) = try await store.makePlace()
            try await store.write { try $0.insert(user, file(1), at: noon) }
            let days = { @Sendable (count: Int64) in Timestamp(milliseconds: noon.milliseconds + count * 86_400_000) }
            #expect(try await store.write { try $0.forgetOld(at: days(ChatDomain.Attachment.unsentDays - 1)) } == [])
            #expect(
                try await store.write { try $0.forgetOld(at: days(ChatDomain.Attachment.unsentDays + 1)) } == [
                    content(1)
                ]
            )
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func whatGeminiKeepsIsKnownUntilItExpiresAndToItsUserOnly(kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let (ada, _) = try await store.makePlace()
            let (bob, _) = try await store.makePlace()
            let end = Timestamp(milliseconds: noon.milliseconds + 1000)
            let kept = UploadedFile(name: "files/1", uri: "https://g/files/1", mediaType: "image/png", expiresAt: end)
            var later = kept
            later.name = "files/2"
            try await store.write { try $0.keep(ada, kept, sha256: content(1)) }
            #expect(try await store.read { try $0.uploadedFile(ada, sha256: content(1), after: noon) } == kept)
            #expect(try await store.read { try $0.uploadedFile(ada, sha256: content(1), after: end) } == nil)
            #expect(try await store.read { try $0.uploadedFile(bob, sha256: content(1), after: noon) } == nil)
            try await store.write { [later] in try $0.keep(ada, later, sha256: content(1)) }
            #expect(try await store.read { try $0.uploadedFile(ada, sha256: content(1), after: noon) } == later)
            try await store.write { try $0.forgetUploadedFile(ada, sha256: content(1)) }
            #expect(try await store.read { try $0.uploadedFile(ada, sha256: content(1), after: noon) } == nil)
        }
    }
}
