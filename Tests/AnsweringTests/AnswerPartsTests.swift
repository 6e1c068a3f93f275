import ChatActions
import ChatDomain
import Foundation
import Gemini
import Testing

@testable import Answering

/// What is kept of an answer besides its text.
struct AnswerPartsTests {
    private func take(_ parts: [Part]..., in progress: inout AnswerProgress) -> [AnswerProgress.Event] {
        parts.flatMap { parts in
            let content = Content(role: "model", parts: parts)
            return progress.take(GenerateContentResponse(candidates: [Candidate(content: content)]))
        }
    }

    private func parts(_ parts: [Part]...) -> [AnswerPart]? {
        var progress = AnswerProgress()
        for part in parts { _ = take(part, in: &progress) }
        return progress.ended().parts
    }

    private let code: Part = {
        var part = Part(thoughtSignature: "c")
        part.executableCode = ExecutableCode(fields: ["code": "1", "id": "x"])
        return part
    }()

    private static let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) + Data(repeating: 1, count: 600)

    @Test("12.13: plain text and thoughts have no parts to keep")
    func plainText() {
        #expect(parts([Part(text: "a")], [Part(text: "b"), Part(text: "")]) == nil)
        #expect(parts([Part(text: "hm", thought: true)], [Part(text: "a")]) == nil)
        #expect(parts() == nil)
    }

    @Test("12.13: a signature stays on its part, and neighbours without one are joined")
    func signatures() {
        let kept = parts(
            [Part(text: "hm ", thought: true), Part(text: "so", thought: true, thoughtSignature: "t")],
            [Part(text: "Grü")],
            [Part(text: "ße"), Part(text: "!", thoughtSignature: "a")],
            [Part(text: "?", thoughtSignature: "b"), Part(text: "end")],
            [Part(thoughtSignature: "z")]
        )
        #expect(
            kept == [
                AnswerPart(length: 3, isThought: true), AnswerPart(length: 2, isThought: true, signature: "t"),
                AnswerPart(length: 7), AnswerPart(length: 1, signature: "a"), AnswerPart(length: 1, signature: "b"),
                AnswerPart(length: 3), AnswerPart(length: 0, signature: "z"),
            ]
        )
    }

    @Test("12.13: other fields are kept as they came, with the length of what shows them")
    func otherFields() {
        var progress = AnswerProgress()
        _ = take([Part(text: "a"), code, Part(text: "b")], in: &progress)
        let outcome = progress.ended()
        let shown = outcome.text.utf8.count - 2
        #expect(
            outcome.parts == [
                AnswerPart(length: 1),
                AnswerPart(length: shown, signature: "c", json: #"{"executableCode":{"code":"1","id":"x"}}"#),
                AnswerPart(length: 1),
            ]
        )
    }

    @Test("12.13: signatures of megabytes are kept up to a limit")
    func hugeSignatures() {
        let half = String(repeating: "s", count: GatheredParts.maximumExtraBytes / 2)
        let kept = parts(
            [Part(text: "a", thoughtSignature: half)],
            [Part(text: "b", thoughtSignature: half)],
            [Part(text: "c", thoughtSignature: "s")]
        )
        #expect(kept?.map { $0.signature?.utf8.count } == [half.utf8.count, half.utf8.count, nil])
    }

    // MARK: Pictures

    private func picture(_ content: Data, type: String = "image/png", thought: Bool? = nil) -> Part {
        Part(thought: thought, thoughtSignature: "p", inlineData: Blob(mimeType: type, bytes: content))
    }

    @Test("12.16: a picture is known by its content, and stands where it came in the text")
    func pictures() throws {
        var progress = AnswerProgress()
        let events = take([Part(text: "a😀"), picture(Self.png, type: "text/html"), Part(text: "b")], in: &progress)
        guard case .picture(let picture)? = events.dropFirst().first else {
            Issue.record("no picture")
            return
        }
        #expect(picture.mediaType == "image/png" && picture.content == Self.png && picture.offset == 3)
        #expect(progress.hasShown)
        // Not stored yet: nothing of it goes back to Gemini.
        #expect(progress.ended().parts == nil)
        let id = AttachmentID.make()
        progress.setPicture(picture.place, id)
        #expect(
            progress.ended().parts == [
                AnswerPart(length: 5), AnswerPart(length: 0, signature: "p", attachmentID: id), AnswerPart(length: 1),
            ]
        )
    }

    @Test("12.16: an answer may be a picture and nothing else")
    func onlyAPicture() {
        var progress = AnswerProgress()
        guard case .picture(let picture)? = take([picture(Self.png)], in: &progress).first else {
            Issue.record("no picture")
            return
        }
        progress.setPicture(picture.place, .make())
        _ = progress.take(GenerateContentResponse(candidates: [Candidate(finishReason: .stop)]))
        #expect(progress.ended().status == .complete)
        #expect(progress.ended().parts?.count == 1)
    }

    @Test("12.16: drafts, sounds, pages, broken data and what is too large are left out")
    func noPictures() {
        var progress = AnswerProgress()
        #expect(take([picture(Self.png, thought: true)], in: &progress) == [])
        let wave = Data("RIFF0000WAVEfmt ".utf8)
        let heic = Data([0, 0, 0, 1]) + Data("ftypheic".utf8)
        let page = Data("<html><script>alert(1)</script>".utf8)
        let svg = Data(#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#.utf8)
        for content in [wave, heic, page, svg, Data(), Self.png + Data(count: PictureData.maximumBytes)] {
            let events = take([picture(content, type: "image/png")], in: &progress)
            guard case .dropped? = events.first else {
                Issue.record("\(content.prefix(20)) was taken")
                continue
            }
        }
        let broken = Part(inlineData: Blob(mimeType: "image/png", data: "not base64"))
        #expect(take([broken], in: &progress) == [.dropped("data that is no base64")])
        #expect(!progress.hasShown && !progress.hasContent)
    }

    @Test("12.16: JPEG, WebP and GIF are pictures, too")
    func otherPictures() {
        for head in [Data([0xFF, 0xD8, 0xFF, 0xE0]), Data("RIFF0000WEBPVP8 ".utf8), Data("GIF89a".utf8)] {
            var progress = AnswerProgress()
            guard case .picture? = take([picture(head + Data(count: 20))], in: &progress).first else {
                Issue.record("\(head) was left out")
                continue
            }
        }
    }

    @Test func noMorePicturesAreKeptThanThereShouldBe() {
        var progress = AnswerProgress()
        let events = (0...AnswerProgress.maximumPictures).flatMap { _ in take([picture(Self.png)], in: &progress) }
        #expect(events.last == .dropped("more pictures than are kept"))
        #expect(events.count == AnswerProgress.maximumPictures + 1)
    }
}
