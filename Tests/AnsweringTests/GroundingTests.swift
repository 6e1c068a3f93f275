import ChatDomain
import Foundation
import Gemini
import Testing

@testable import Answering

/// Sources and where they stand.
struct GroundingTests {
    private func sources(_ text: String, _ chunks: String...) throws -> [Source] {
        try grounding(chunks).sources(in: text)
    }

    private func grounding(_ chunks: [String]) throws -> Grounding {
        var grounding = Grounding()
        for json in chunks {
            grounding.take(try JSONDecoder().decode(Candidate.self, from: Data(json.utf8)))
        }
        return grounding
    }

    private func search(_ segment: String, uris: [String] = ["https://a.example/1"], indices: String = "[0]") -> String
    {
        let chunks = uris.map { #"{"web":{"uri":"\#($0)","title":"t"}}"# }.joined(separator: ",")
        let support = #"{"segment":\#(segment),"groundingChunkIndices":\#(indices)}"#
        return #"{"groundingMetadata":{"groundingChunks":[\#(chunks)],"groundingSupports":[\#(support)]}}"#
    }

    /// The words at the places of all sources.
    private func words(_ text: String, _ sources: [Source]) -> [String] {
        let units = Array(text.utf16)
        return sources.flatMap(\.segments).map { String(decoding: units[$0.start..<$0.end], as: UTF16.self) }
    }

    private let text = "Grüße 👋 aus Köln. Es regnet. Es regnet sehr."

    @Test("12.15: places come as bytes and go as UTF-16")
    func bytesBecomeUnits() throws {
        let start = "Grüße 👋 aus Köln. ".utf8.count
        let found = try sources(
            text,
            search(#"{"startIndex":\#(start),"endIndex":\#(start + 10),"text":"Es regnet."}"#)
        )
        #expect(found == [Source(title: "t", uri: "https://a.example/1", segments: [.init(start: 19, end: 29)])])
        #expect(words(text, found) == ["Es regnet."])
    }

    @Test("12.15: a start that is left out is the beginning")
    func noStart() throws {
        #expect(words(text, try sources(text, search(#"{"endIndex":7,"text":"Grüße"}"#))) == ["Grüße"])
        #expect(words(text, try sources(text, search(#"{"endIndex":7}"#))) == ["Grüße"])
        #expect(words(text, try sources(text, search(#"{"text":"Grüße"}"#))) == ["Grüße"])
    }

    @Test("12.15: a place that is off is mended by its words", arguments: [-40, -3, -1, 1, 2, 30, 90_000])
    func mended(by distance: Int) throws {
        let start = "Grüße 👋 aus ".utf8.count + distance
        let found = try sources(text, search(#"{"startIndex":\#(start),"endIndex":3,"text":"Köln"}"#))
        #expect(words(text, found) == ["Köln"])
    }

    @Test("12.15: of two places with the same words the nearer one is meant")
    func nearest() throws {
        let last = "Grüße 👋 aus Köln. Es regnet. ".utf8.count
        for (told, start) in [(0, 19), (last - 2, 30), (last + 2, 30)] {
            let found = try sources(text, search(#"{"startIndex":\#(told),"endIndex":9,"text":"Es regnet"}"#))
            #expect(found.first?.segments == [.init(start: start, end: start + 9)], "\(told)")
        }
    }

    @Test(
        "12.15: a place that cuts a character, or whose words are nowhere, is dropped and its source is not",
        arguments: [
            #"{"startIndex":3,"endIndex":7}"#, #"{"startIndex":0,"endIndex":3}"#, #"{"startIndex":4,"endIndex":4}"#,
            #"{"startIndex":9,"endIndex":2}"#, #"{"startIndex":0,"endIndex":999}"#, #"{"startIndex":-5,"endIndex":2}"#,
            #"{"startIndex":0,"endIndex":5,"text":"nowhere"}"#, "{}",
            #"{"startIndex":9223372036854775807,"text":"x"}"#,
        ]
    )
    func dropped(segment: String) throws {
        let found = try sources(text, search(segment))
        #expect(found.map(\.segments) == [[]])
    }

    @Test("12.15: nothing goes wrong in an empty text")
    func emptyText() throws {
        #expect(try sources("", search(#"{"endIndex":1,"text":"x"}"#)).map(\.segments) == [[]])
        #expect(try sources("", search(#"{"endIndex":0}"#)).map(\.segments) == [[]])
    }

    @Test("12.15: lists go on over chunks, and some servers repeat them")
    func listsGoOn() throws {
        let (a, b) = ("https://a.example", "https://b.example")
        let second = search(#"{"text":"Köln"}"#, uris: [b], indices: "[1]")
        let both = search(#"{"text":"Köln"}"#, uris: [a, b], indices: "[1]")
        let first = search("{}", uris: [a])
        for chunks in [[first, second], [first, both], [both, first], [both, both]] {
            let found = try grounding(chunks).sources(in: text)
            #expect(found.map(\.uri) == [a, b])
            #expect(found.map(\.segments) == [[], [.init(start: 13, end: 17)]])
        }
    }

    @Test("12.15: numbers that lead nowhere are left out")
    func wildIndices() throws {
        let found = try sources(text, search(#"{"text":"Köln"}"#, indices: "[-1,7,0,99999999999]"))
        #expect(found.map(\.uri) == ["https://a.example/1"])
    }

    @Test(
        "12.26: only addresses of the web become links",
        arguments: [
            "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example",
            "https://",
            "http:///x", "", " https://a.example", "https://a.example/\\u0022onclick=x", "https://a.example/<b>",
            "https://a.example/a b", "https://a.example/\\n", "https://:80/",
        ]
    )
    func addresses(uri: String) throws {
        #expect(try sources(text, search("{}", uris: [uri])) == [])
    }

    @Test func aSourceWithoutATitleHasItsHost() throws {
        let chunk =
            #"{"groundingMetadata":{"groundingChunks":[{"web":{"uri":"HTTPS://u@Ex.org:8/p?q#f"}},{"maps":{"uri":"https://m.example","title":"A\nplace"}},{"image":{"sourceUri":"http://i.example"}},{"new":{}}]}}"#
        let found = try sources(text, chunk)
        #expect(found.map(\.title) == ["Ex.org:8", "A place", "i.example"])
    }

    @Test("12.15: pages that were read and texts that are quoted are sources, too")
    func pagesAndQuotations() throws {
        let found = try sources(
            text,
            #"""
            {"urlContextMetadata":{"urlMetadata":[
             {"retrievedUrl":"https://page.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_SUCCESS"},
             {"retrievedUrl":"https://closed.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_PAYWALL"}]}}
            """#,
            #"{"citationMetadata":{"citationSources":[{"endIndex":7,"uri":"https://book.example"},{"endIndex":2}]}}"#
        )
        #expect(found.map(\.uri) == ["https://page.example", "https://book.example"])
        #expect(words(text, found) == ["Grüße"])
    }

    @Test("12.26: search suggestions are kept as they came, up to a size")
    func suggestions() throws {
        func entry(_ html: String) -> String {
            #"{"groundingMetadata":{"searchEntryPoint":{"renderedContent":"\#(html)"}}}"#
        }
        #expect(try grounding([entry("<b>one</b>"), "{}"]).searchSuggestions == "<b>one</b>")
        #expect(try grounding([entry("a"), entry("")]).searchSuggestions == "a")
        #expect(try grounding([entry(String(repeating: "x", count: 300_000))]).searchSuggestions == nil)
    }

    @Test func aFloodOfPlacesIsBounded() throws {
        let claims = (0..<3000).map { Grounding.Claim(start: 0, end: 1, words: "nowhere \($0)", sources: [0]) }
        let text = GroundedText(String(repeating: "x", count: 4_000_000))
        let time = ContinuousClock().measure {
            #expect(text.places(of: Array(claims.prefix(20))).allSatisfy { $0 == nil })
        }
        #expect(time < .seconds(20))
        let json = search("{}", uris: (0..<500).map { "https://a.example/\($0)" })
        #expect(try sources(self.text, json).count == 200)
    }
}
