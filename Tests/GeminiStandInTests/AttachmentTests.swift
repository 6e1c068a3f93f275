@testable import GeminiStandIn
import Foundation
import Testing

/// What comes along with a question: which types are taken, what they cost, and what the answer says of them.
@Suite(.timeLimit(.minutes(3)))
struct AttachmentTests {
    private func body(_ files: [(type: String, bytes: [UInt8])], _ text: String = "What is it?") -> String {
        let parts = files.map { file in
            #"{"inlineData":{"mimeType":"\#(file.type)","data":"\#(Data(file.bytes).base64EncodedString())"}}"#
        }
        return
            #"{"contents":[{"role":"user","parts":[\#((parts + [#"{"text":"\#(text)"}"#]).joined(separator: ","))]}]}"#
    }

    private static let png = Picture(width: 640, height: 480, hue: 1).png
    private static let gif = Array("GIF89a".utf8) + [0x40, 0x01, 0xF0, 0x00, 0, 0, 0]
    private static let jpeg: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC2, 0, 11, 8, 0x00, 0xF0, 0x01, 0x40, 1, 1, 0x11, 0,
    ]
    private static let webp = Array("RIFF____WEBPVP8X____".utf8) + [0, 0, 0, 0, 0x3F, 1, 0, 0xEF, 0, 0]
    private static let pdf = Array("%PDF-1.7 /Type /Pages /Type /Page /Type/Page /Type /Page".utf8)
    private static let wav =
        Array("RIFF____WAVEfmt ____".utf8) + [1, 0, 1, 0, 0x10, 0x27, 0, 0, 0x10, 0x27, 0, 0]
        + Array(repeating: 0, count: 30_012)

    static let kinds: [(type: String, bytes: [UInt8], words: String, tokens: (modality: String, count: Int))] = [
        ("image/png", png, "a PNG picture of 640 × 480 (922.", ("IMAGE", 258)),
        ("image/gif", gif, "a GIF picture of 320 × 240 (13 B)", ("IMAGE", 258)),
        ("image/jpeg", jpeg, "a JPEG picture of 320 × 240 (21 B)", ("IMAGE", 258)),
        ("image/webp", webp, "a WEBP picture of 320 × 240 (30 B)", ("IMAGE", 258)),
        ("application/pdf", pdf, "a PDF document of 3 pages", ("DOCUMENT", 774)),
        ("audio/wav", wav, "a WAV recording (30.0 kB)", ("AUDIO", 96)),
        ("video/mp4", Array(repeating: 7, count: 500_000), "a MP4 video (500.0 kB)", ("VIDEO", 526)),
        ("text/x-python", Array("print(1)".utf8), "a PYTHON text file (8 B)", ("TEXT", 3)),
        ("application/json; charset=utf-8", Array("{}".utf8), "a JSON file (2 B)", ("TEXT", 1)),
    ]

    @Test func eachKindIsAcknowledgedAndCounted() async throws {
        try await withStandIn { _, client in
            for kind in Self.kinds {
                let body = body([(kind.type, kind.bytes)])
                let answer = await client.call("gemini-3.8-flash", body)
                #expect(answer.events.answer.contains(kind.words), "\(answer.events.answer.prefix(200))")
                let count = try await client.post("/v1beta/models/gemini-3.8-flash:countTokens", body).json
                for (name, json) in [("", count), ("usageMetadata.", answer.events.last)] {
                    let details = json?.value(name + "promptTokensDetails") as? [[String: Any]] ?? []
                    let found =
                        details.first { $0["modality"] as? String == kind.tokens.modality }?["tokenCount"] as? Int
                    let expected = kind.tokens.count + (kind.tokens.modality == "TEXT" ? 3 : 0)
                    #expect(found == expected, "\(kind.type) \(name)")
                }
                #expect(count.int("totalTokens") == answer.events.last?.int("usageMetadata.promptTokenCount"))
            }
        }
    }

    @Test func severalAreListedInTheLanguageOfTheQuestion() async throws {
        try await withStandIn { _, client in
            let files = [("image/gif", Self.gif), ("application/pdf", Array("%PDF".utf8))]
            let german = await client.call("gemini-3.8-flash", body(files, "Was ist das?")).events.answer
            #expect(
                german.hasPrefix(
                    "Du hast ein GIF-Bild mit 320 × 240 Punkten (13 B) und ein PDF-Dokument (4 B) geschickt."
                )
            )
            let spanish = await client.call("gemini-3.8-flash", body(files, "¿Qué es esto?")).events.answer
            #expect(spanish.hasPrefix("Has enviado una imagen GIF de 320 × 240 (13 B) y un documento PDF (4 B)."))
        }
    }

    @Test func theEchoShowsWhatArrived() async throws {
        try await withStandIn { _, client in
            let echo = await client.call("stand-in-echo", body([("image/png", Array("abc".utf8))])).events.answer
            let file = Object(Array(echo.utf8))
            #expect(file.value("contents.0.attachments") as? [String] == ["image/png"])
            #expect(file.int("contents.0.files.0.bytes") == 3)
            let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            #expect(file.string("contents.0.files.0.sha256") == hash)
        }
    }

    @Test func typesThatGoogleDoesNotTakeAreRefused() async throws {
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        try await withStandIn { _, client in
            for type in ["application/zip", "image/svg+xml", "image/tiff", "text", "", "audio/midi", docx] {
                let refused = await client.call("gemini-3.8-flash", body([(type, [1])]))
                #expect(refused.status == 400, "\(type)")
                #expect(refused.json.string("error.message") == "Unsupported MIME type: \(type)")
            }
            #expect(await client.call("gemini-4-carbon", body([(docx, [1])])).status == 200)
        }
    }
}
