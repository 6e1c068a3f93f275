import Foundation
import NIOCore
import Testing

@testable import WebAPI

@Suite("The page's language, and how its files travel")
struct LookTests {
    @Test(
        "The language is the first by weight that there is; regions count as their language",
        arguments: [
            ("", "en"), ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr,es;q=0.5", "es"), ("fr", "en"),
            ("en;q=0.3, ar;q=0.7", "ar"), ("de;q=0, es", "es"), ("DE", "de"), ("*", "en"), (";;;,,q=", "en"),
            ("de;q=nonsense", "en"), ("es,de", "es"),
        ]
    )
    func language(accepted: String, language: String) {
        #expect(Look.language(accepted: accepted, languages: ["en", "de", "es", "ar"]) == language)
    }

    @Test("Arabic is written from right to left, the others are not")
    func direction() {
        #expect(Look(language: "ar", theme: "").direction == "rtl")
        #expect(Look(language: "de", theme: "dark").direction == "ltr")
    }

    @Test(
        "The best coding that the client takes",
        arguments: [
            ("gzip, deflate, br", ContentCoding.brotli), ("gzip", .gzip), ("br;q=0, gzip", .gzip), ("", nil),
            ("identity", nil), ("gzip;q=0", nil), ("xbr, gzipped", nil), ("GZIP", .gzip),
        ] as [(String, ContentCoding?)]
    )
    func coding(accepted: String, coding: ContentCoding?) {
        #expect(ContentCoding(accepted: accepted) == coding)
    }

    @Test("A coding is made once, and only where it pays")
    func encoding() {
        let text = WebFile(path: "a.js", Data(String(repeating: "export const a = 1;\n", count: 200).utf8))
        #expect(text.bytes(in: .brotli) != nil)
        #expect(text.bytes(in: .gzip) == text.bytes(in: .gzip))
        #expect(text.mediaType == "text/javascript; charset=utf-8")
        let noise = WebFile(path: "a.png", Data((0..<4096).map { _ in UInt8.random(in: 0...255) }))
        #expect(noise.bytes(in: .brotli) == nil)
        #expect(noise.bytes(in: .gzip) == nil)
    }

    @Test("A language's words take the place of the common ones; everything else is common")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }  // the system empties it in time
        let contents = [
            "index.html":
                "<html lang=\"{{language}}\" dir=\"{{direction}}\" data-theme=\"{{theme}}\">\n<a data-only=\"chat\">\n/v/{{build}}/{{language}}/",
            "main.js": "main", "words.js": "English", "words/ar/words.js": "Arabic",
            "service-worker.js": "\"{{files}}\" {{build}} {{language}}",
        ]
        for (path, text) in contents {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        let files = try WebFiles(folder: folder)
        let text = { (file: WebFile?) in file.map { String(buffer: $0.bytes) } }
        #expect(files.languages == ["en", "ar"])
        #expect(text(files.file("ar/words.js")) == "Arabic")
        #expect(text(files.file("en/words.js")) == "English")
        #expect(text(files.file("words.js")) == "English")
        #expect(text(files.file("ar/main.js")) == "main")
        #expect(files.file("de/main.js") == nil)
        #expect(files.file("service-worker.js") == nil)
        let page = try #require(text(files.page(Look(language: "ar", theme: "dark"), hasChat: false)))
        #expect(page.contains("lang=\"ar\" dir=\"rtl\" data-theme=\"dark\""))
        #expect(page.hasSuffix("/v/\(files.build)/ar/"))
        #expect(!page.contains("<a"))
        #expect(text(files.page(Look(language: "en", theme: ""), hasChat: true))?.contains("<a>") == true)
        let worker = try #require(text(files.program("service-worker.js", language: "ar")))
        #expect(worker == "[\"main.js\",\"style.css\",\"words.js\"] \(files.build) ar")
    }
}
