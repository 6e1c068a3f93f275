import Attachments
import ChatActions
import ChatDomain
import Foundation
import NIOCore
import Store
import Testing

/// The shortest PNG that says it is one.
private let png = Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }) + Array("pixels".utf8)

/// Files that belong to questions and answers.
struct AttachmentTests {
    private func body(_ bytes: [UInt8]) -> AsyncThrowingStream<ByteBuffer, any Error> {
        AsyncThrowingStream { stream in
            stream.yield(ByteBuffer(bytes: bytes))
            stream.finish()
        }
    }

    @discardableResult
    private func add(
        _ stage: Stage,
        _ id: AttachmentID = .make(),
        _ bytes: [UInt8] = png,
        name: String = "photo.png",
        type: String? = "application/octet-stream",
        for user: UserID? = nil
    ) async throws -> (attachment: ChatDomain.Attachment, isNew: Bool) {
        try await stage.actions.addAttachment(
            user ?? stage.user,
            id,
            name: name,
            type: type,
            length: Int64(bytes.count),
            body: body(bytes)
        )
    }

    private func code(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch let error as ChatError {
            return error.code.word
        }
    }

    @Test func aFileIsWhatItsContentSays() async throws {
        try await withStage { stage throws in
            let picture = try await add(stage, name: "notes.txt", type: "text/plain").attachment
            #expect(
                picture.mediaType == "image/png" && picture.name == "notes.txt" && picture.bytes == Int64(png.count)
            )
            let text = try await add(stage, .make(), Array("a,b".utf8), name: "a.png", type: "text/csv").attachment
            #expect(text.mediaType == "text/csv")
            let lie = try await add(stage, .make(), Array("a,b".utf8), name: "a.png", type: "image/png").attachment
            #expect(lie.mediaType == "text/plain")
            #expect(try await stage.actions.content(of: picture) == Data(png))
        }
    }

    @Test func theSameAgainIsTheSameAndAnythingElseAConflict() async throws {
        try await withStage { stage throws in
            let id = AttachmentID.make()
            let first = try await add(stage, id)
            let second = try await add(stage, id)
            #expect(first.isNew && !second.isNew && first.attachment == second.attachment)
            do {
                let refusal = try await code { try await add(stage, id, png + [1]) }
                #expect(refusal == "conflict")
            }
            do {
                let refusal = try await code { try await add(stage, id, name: "other.png") }
                #expect(refusal == "conflict")
            }
            // What was refused leaves no file behind.
            #expect(try await stage.files.contents(olderThan: -60).count == 1)
            // For somebody else the id is new.
            #expect(try await add(stage, id, for: stage.bystander).isNew)
        }
    }

    @Test func whatGeminiDoesNotTakeIsRefused() async throws {
        try await withStage { stage throws in
            for bytes in [[0x50, 0x4B, 3, 4, 0, 0], [0x7F, 0x45, 0x4C, 0x46], [0, 1, 2, 3]] as [[UInt8]] {
                let refusal = try await code { try await add(stage, .make(), bytes) }
                #expect(refusal == "unsupported_media_type")
            }
            let empty = try await code { try await add(stage, .make(), []) }
            #expect(empty == "bad_request")
            for name in ["", "a\nb"] {
                let refusal = try await code { try await add(stage, name: name) }
                #expect(refusal == "bad_request")
            }
            #expect(try await stage.files.contents(olderThan: -60) == [])
        }
    }

    @Test func aFileAndAllFilesTogetherHaveALimit() async throws {
        var policy = ChatPolicy(registration: .open, admitsGuests: true, defaultModel: "m")
        policy.maximumAttachmentBytes = 20
        policy.attachmentBytesPerUser = 30
        try await withStage(policy: policy) { stage throws in
            do {
                let refusal = try await code { try await add(stage, .make(), png + png) }
                #expect(refusal == "too_large")
            }
            // Also when its length was not said before.
            let long = body(png + png)
            let refusal = try await code {
                _ = try await stage.actions.addAttachment(
                    stage.user,
                    .make(),
                    name: "a",
                    type: nil,
                    length: nil,
                    body: long
                )
            }
            #expect(refusal == "too_large")
            try await add(stage, .make(), png + [1])
            try await add(stage, .make(), png + [2])
            do {
                let refusal = try await code { try await add(stage, .make(), png + [3]) }
                #expect(refusal == "usage_limit")
            }
            #expect(try await add(stage, .make(), png, for: stage.bystander).isNew)
        }
    }

    @Test func aQuestionHasItsFilesAndMayBeWithoutWords() async throws {
        try await withStage { stage throws in
            let id = try await stage.makeConversation()
            let file = try await add(stage).attachment
            let new = NewQuestion(id: .make(), text: "", parentID: nil, quoteID: nil, attachments: [file.id])
            let asked = try await stage.act { try await $0.ask($1, in: id, new) }
            #expect(asked.question.attachments == [file])
            #expect(try await stage.message(new.id).attachments == [file])
            #expect(stage.queue.job(asked.answer.id)?.question.attachments == [file])
            let conversation = try await stage.conversation(id)
            #expect(conversation.title == "photo.png" && conversation.preview == "photo.png")
            // Repeated it is the same; with other files it is not.
            #expect(try await stage.act { try await $0.ask($1, in: id, new) }.isNew == false)
            var other = new
            other.attachments = []
            other.text = "t"
            let refusal = try await stage.refusal { [other] in try await $0.ask($1, in: id, other) }
            #expect(refusal?.code == .conflict)
        }
    }

    @Test func filesOfOthersAndTooManyAreRefused() async throws {
        try await withStage { stage throws in
            let id = try await stage.makeConversation()
            let foreign = try await add(stage, for: stage.bystander).attachment.id
            let own = try await add(stage).attachment.id
            for files in [[foreign], [.make()], [own, foreign]] as [[AttachmentID]] {
                let new = NewQuestion(id: .make(), text: "t", parentID: nil, quoteID: nil, attachments: files)
                let refusal = try await stage.refusal { try await $0.ask($1, in: id, new) }
                #expect(refusal?.code == .notFound && refusal?.field == "attachments")
            }
            for files in [[own, own], (0...ChatDomain.Attachment.maximumCount).map { _ in .make() }] {
                let new = NewQuestion(id: .make(), text: "t", parentID: nil, quoteID: nil, attachments: files)
                #expect(try await stage.refusal { try await $0.ask($1, in: id, new) }?.code == .badRequest)
            }
            await #expect(throws: ChatError.notFound) {
                _ = try await stage.actions.attachment(stage.user, foreign)
            }
        }
    }

    @Test func filesGoWithTheirConversationUnlessSomebodyElseHasTheSame() async throws {
        try await withStage { stage throws in
            let id = try await stage.makeConversation()
            let shared = try await add(stage).attachment
            let own = try await add(stage, .make(), png + [7]).attachment
            try await add(stage, for: stage.bystander)
            let new = NewQuestion(
                id: .make(),
                text: "t",
                parentID: nil,
                quoteID: nil,
                attachments: [shared.id, own.id]
            )
            _ = try await stage.act { try await $0.ask($1, in: id, new) }
            try await stage.act { try await $0.deleteConversation($1, id) }
            #expect(!stage.files.contains(own.sha256))
            #expect(stage.files.contains(shared.sha256))
            do {
                let refusal = try await code { try await add(stage, own.id, png + [7]) }
                #expect(refusal == "gone")
            }
        }
    }

    @Test func aPictureOfARunningAnswerIsShownAndCounts() async throws {
        try await withStage { stage throws in
            let id = try await stage.makeConversation()
            let asked = try await stage.ask(id)
            let picture = try await stage.act {
                try await $0.addPicture($1, asked.answer.id, Data(png), mediaType: "image/png", offset: 3)
            }
            #expect(picture?.offset == 3)
            #expect(try await stage.message(asked.answer.id).attachments == [picture].compactMap { $0 })
            try await stage.act {
                try await $0.finishAnswer($1, asked.answer.id, AnswerOutcome(status: .complete))
            }
            // An answer that is a picture only belongs to the context.
            let next = try await stage.ask(id, "And now?")
            #expect(stage.queue.job(next.answer.id)?.exchanges.map(\.answer.id) == [asked.answer.id])
            let late = try await stage.act {
                try await $0.addPicture($1, asked.answer.id, Data(png + [9]), mediaType: "image/png", offset: 0)
            }
            #expect(late == nil)
            #expect(try await stage.files.contents(olderThan: -60).count == 1)
        }
    }

    @Test func whatACrashLeftWithoutAnOwnerIsRemoved() async throws {
        try await withStage { stage throws in
            let kept = try await add(stage).attachment
            let lost = try await stage.files.receive(body(png + [5]), limit: 100)
            try await stage.files.keep(lost)
            stage.files.discard(lost)
            try await stage.actions.removeFiles(try await stage.files.contents(olderThan: -60))
            #expect(stage.files.contains(kept.sha256))
            #expect(!stage.files.contains(lost.sha256))
        }
    }
}
