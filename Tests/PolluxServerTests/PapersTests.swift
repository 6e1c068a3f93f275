import ChatDomain
import Foundation
import Testing

@Suite("The papers", .timeLimit(.minutes(30)))
struct PapersTests {
    private func read(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test("12.25: operators and users are told what Google does with what is sent, where, and from which age")
    func notices() throws {
        let guide = try read("docs/gemini.md")
        for words in ["unpaid key", "improve products", "European Economic Area", "18 or over", "30 days"] {
            #expect(guide.contains(words), "\(words)")
        }
        #expect(try read("web/words.js").contains("On an unpaid plan Google may use it"))
    }

    @Test("Every test file that the table of ASVS names is there")
    func asvs() throws {
        let table = try read("docs/asvs.md")
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
            .compactMap { ($0 as? URL)?.lastPathComponent } ?? []
        let named = Set(table.matches(of: /`([A-Za-z_0-9]+\.(?:swift|py))`/).map { String($0.1) })
        #expect(named.count > 40)
        #expect(named.subtracting(files) == [])
        #expect(table.matches(of: /(?m)^\| \d+\.\d+\.\d+ \|/).count == 253)
    }

    @Test("Every code of an error or a failure stands in the protocol and in OpenAPI")
    func codes() throws {
        let protocolPaper = try read("docs/protocol.md")
        let openAPI = try read("web/openapi.json")
        for code in Set(AnswerFailure.codes + ChatError.Code.all.map(\.word)) {
            #expect(protocolPaper.contains("| `\(code)` |"), "\(code)")
        }
        for code in Set(AnswerFailure.codes) { #expect(openAPI.contains("\"\(code)\""), "\(code)") }
    }
}
