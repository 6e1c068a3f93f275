import ChatActions
import ChatDomain
import Foundation
import Gemini
import GeminiStandIn
import Testing

@testable import Answering

/// Files on their way to Gemini and back.
@Suite(.timeLimit(.minutes(5))) struct AnswerFilesTests {
    /// A PNG of one pixel, with so many bytes behind its end.
    private func png(_ more: Int = 0) throws -> Data {
        let pixel = """
            iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
            """
        return try #require(Data(base64Encoded: pixel)) + Data(count: more)
    }

    private func uploads(_ stage: AnswerStage) -> Int {
        stage.standIn.requests.filter { $0.headers["x-goog-upload-command"] == "start" }.count
    }

    @Test("12.17: a picture goes inside the request, a text as text with its name")
    func inside() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "gemini-3.5-flash")
            let picture = try await stage.addFile("a.png", try png())
            let text = try await stage.addFile("notes.txt", Data("Größe: 7".utf8))
            let answer = try await stage.ask("What is this?", in: id, files: [picture, text])
            #expect(answer.status == .complete)
            let body = try #require(stage.questions.first).bodyText
            #expect(body.contains(#""mimeType":"image/png""#) && body.contains(#"notes.txt:\n\nGröße: 7"#))
            #expect(!body.contains("text/plain") && uploads(stage) == 0)
            // As long as its exchange is in the context it goes along.
            _ = try await stage.ask("And now?", in: id)
            #expect(stage.questions.last?.bodyText.contains("image/png") == true)
        }
    }

    @Test("12.17: what is more than a request may hold goes by the Files API, once")
    func byFile() async throws {
        try await withAnswerStage(inlineLimit: 20_000) { stage in
            let id = try await stage.makeConversation(model: "gemini-3.5-flash")
            let small = try await stage.addFile("s.png", try png(10_000))
            let large = try await stage.addFile("l.png", try png(9_000))
            #expect(try await stage.ask(in: id, files: [small, large]).status == .complete)
            let body = try #require(stage.questions.first).bodyText
            #expect(body.contains("inlineData") && body.contains(#""fileUri":"http"#))
            #expect(uploads(stage) == 1)
            #expect(try await stage.ask("again", in: id).status == .complete)
            #expect(uploads(stage) == 1)
        }
    }

    @Test("12.17: a file that Google has forgotten is uploaded anew, once")
    func forgotten() async throws {
        try await withAnswerStage(inlineLimit: 0) { stage in
            let id = try await stage.makeConversation(model: "gemini-3.5-flash")
            let file = try await stage.addFile("a.png", try png())
            #expect(try await stage.ask(in: id, files: [file]).status == .complete)
            stage.standIn.expireFiles()
            #expect(try await stage.ask("again", in: id).status == .complete)
            #expect(uploads(stage) == 2)
            // A refusal that never ends is not uploaded against for ever.
            try stage.standIn.answerNext(with: "stand-in-403-file", times: 5)
            let answer = try await stage.ask("once more", in: id)
            #expect(answer.failure == .fileRefused)
            #expect(uploads(stage) == 3)
        }
    }

    @Test("12.17: a file that Google cannot read is told, an upload that fails is tried again")
    func failing() async throws {
        try await withAnswerStage(inlineLimit: 0) { stage in
            let id = try await stage.makeConversation(model: "gemini-3.5-flash")
            stage.standIn.failNextFiles()
            let broken = try await stage.ask(in: id, files: [try await stage.addFile("a.png", try png())])
            #expect(broken.failure == .fileRefused)
            stage.standIn.refuseUploads(2)
            let answer = try await stage.ask("again", in: id, files: [try await stage.addFile("b.png", try png(1))])
            #expect(answer.status == .complete)
            stage.standIn.refuseUploads(9)
            let late = try await stage.ask("and again", in: id, files: [try await stage.addFile("c.png", try png(2))])
            #expect(late.failure == .modelOverloaded)
        }
    }

    @Test("12.16: pictures of an answer are stored, shown in their places, and go back signed")
    func picturesOut() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "gemini-3-pro-image")
            let answer = try await stage.ask("Draw a cat.", in: id)
            #expect(answer.status == .complete && answer.attachments.isEmpty == false)
            for picture in answer.attachments {
                #expect(picture.mediaType == "image/png")
                let offset = try #require(picture.offset)
                #expect(offset <= answer.text.utf16.count)
                let content = try await stage.actions.content(of: picture)
                #expect(content.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            }
            #expect(answer.parts?.filter { $0.attachmentID != nil }.count == answer.attachments.count)
            // The stand-in refuses signatures on other parts than those that it signed.
            #expect(try await stage.ask("Make it blue.", in: id).status == .complete)
            #expect(stage.questions.count == 2)
            #expect(stage.questions.last?.bodyText.contains("thoughtSignature") == true)
            // Another model gets the picture without its signature.
            try await stage.use("gemini-3.5-flash", in: id)
            #expect(try await stage.ask("What is it?", in: id).status == .complete)
            let body = try #require(stage.questions.last).bodyText
            #expect(body.contains("inlineData") && !body.contains("thoughtSignature"))
        }
    }

    @Test("12.15: sources and search suggestions are stored with the answer")
    func sources() async throws {
        try await withAnswerStage { stage in
            let id = try await stage.makeConversation(model: "gemini-3.8-flash") { $0.googleSearch = true }
            let answer = try await stage.ask("What is the news?", in: id)
            #expect(answer.sources.isEmpty == false && answer.searchSuggestions?.isEmpty == false)
            let units = answer.text.utf16.count
            for segment in answer.sources.flatMap(\.segments) {
                #expect(0 <= segment.start && segment.start < segment.end && segment.end <= units)
            }
            #expect(answer.sources.contains { !$0.segments.isEmpty })
        }
    }
}
