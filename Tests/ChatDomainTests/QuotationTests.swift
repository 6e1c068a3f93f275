import ChatDomain
import Foundation
import Testing

struct QuotationTests {
    private func quote(_ text: String, files: [String] = []) -> String? {
        var message = Message(
            id: .make(),
            conversationID: .make(),
            seq: 1,
            parentID: nil,
            role: .model,
            text: text,
            status: .complete,
            createdAt: .now
        )
        message.attachments = files.map {
            Attachment(id: .make(), name: $0, mediaType: "image/png", bytes: 1, sha256: Data())
        }
        return quotation(of: message)
    }

    @Test(arguments: [
        ("One line.", "> One line."), ("\n One\n\ntwo\r\nthree \n\n", "> One\n>\n> two\n> three"),
        ("> quoted before", "> > quoted before"), ("```\nlet a = 1\n```", "> ```\n> let a = 1\n> ```"),
        ("a\u{2028}b", "> a\n> b"),
    ])
    func everyLineIsQuoted(text: String, wanted: String) {
        #expect(quote(text) == wanted)
    }

    @Test func whatIsLongIsCut() throws {
        let whole = String(repeating: "x", count: quotationLength)
        #expect(quote(whole) == "> " + whole)
        #expect(quote(whole + "y") == "> " + whole + "…")
        #expect(quote(String(repeating: "\n", count: 5000) + "far away") == "> …")
        let hostile = try #require(quote("e" + String(repeating: "\u{301}", count: 1_000_000)))
        #expect(hostile.unicodeScalars.count <= quotationLength + 3)
        let lines = try #require(quote(String(repeating: "a\n", count: 100_000)))
        #expect(lines.utf8.count < 3 * quotationLength)
    }

    @Test func whatHasNoWordsIsQuotedByItsFiles() {
        #expect(quote("", files: ["a.png", "b.pdf"]) == "> [a.png]\n> [b.pdf]")
        #expect(quote("See.", files: ["a.png"]) == "> See.")
        #expect(quote("") == nil && quote(" \n") == nil)
    }
}
