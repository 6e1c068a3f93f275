import ChatDomain
import Foundation
import Gemini
import Testing

@testable import Answering

struct GroundingTests {
    private func candidate(_ json: String) throws -> Candidate {
        try JSONDecoder().decode(Candidate.self, from: Data(json.utf8))
    }

    private func sources(_ text: String, _ candidates: String...) throws -> [Source] {
        var grounding = Grounding()
        for json in candidates { grounding.take(try candidate(json)) }
        return grounding.sources(in: text)
    }

    private func metadata(_ segment: String, chunks: [String] = ["https://a.example/1"]) -> String {
        let list = chunks.map { #"{"web":{"uri":"\#($0)","title":"t"}}"# }.joined(separator: ",")
        return """
            {"groundingMetadata":{"groundingChunks":[\(list)],
             "groundingSupports":[{"segment":\(segment),"groundingChunkIndices":[0]}]}}
            """
    }

    /// The stretches that a source backs, as text.
    private func backed(_ text: String, _ sources: [Source]) -> [String] {
        let units = Array(text.utf16)
        return sources.flatMap(\.segments).map { String(decoding: units[$0.start..<$0.end], as: UTF16.self) }
    }

    @Test("12.15: offsets are UTF-8 bytes, and come out as UTF-16")
    func bytes() throws {
        let text = "Grüße 👋 aus Köln. Es regnet."
        let start = text.utf8.count - "Es regnet.".utf8.count
        let found = try sources(
            text,
            metadata(#"{"startIndex":\#(start),"endIndex":\#(text.utf8.count),"text":"Es regnet."}"#)
        )
        #expect(backed(text, found) == ["Es regnet."])
        #expect(found[0].segments[0].end == text.utf16.count)
    }

    @Test(
        "12.15: an offset that is off is mended by the segment's text",
        arguments: [-3, -1, 1, 2, 700, -9000, 90_000]
    )
    func off(by distance: Int) throws {
        let text = "ü. The river is long. Ende."
        let start = "ü. ".utf8.count + distance
        let found = try sources(text, metadata(#"{"startIndex":\#(start),"endIndex":4,"text":"The river is long."}"#))
        #expect(backed(text, found) == ["The river is long."])
    }

    @Test("12.15: of two equal stretches the nearer one is meant; far away from both, none")
    func ambiguous() throws {
        let filler = String(repeating: "x", count: 2000)
        let text = "same " + filler + " same"
        let near = try sources(text, metadata(#"{"startIndex":2004,"text":"same"}"#))
        #expect(near[0].segments == [.init(start: 2006, end: 2010)])
        #expect(try sources(text, metadata(#"{"startIndex":1000,"text":"same"}"#))[0].segments == [])
    }

    @Test(
        "12.15: what is nowhere, splits a code point or points outside is dropped, its source is not",
        arguments: [
            #"{"startIndex":0,"endIndex":5,"text":"nowhere"}"#, #"{"startIndex":1,"endIndex":3}"#,
            #"{"startIndex":0,"endIndex":999}"#, #"{"startIndex":-1,"endIndex":2}"#, #"{"startIndex":4,"endIndex":2}"#,
            "{}",
        ]
    )
    func dropped(segment: String) throws {
        let found = try sources("üü text", metadata(segment))
        #expect(found == [Source(title: "t", uri: "https://a.example/1", segments: [])])
    }

    @Test("Only addresses of the web are sources")
    func addresses() throws {
        let bad = ["javascript:alert(1)", "data:text/html,x", "ftp://a", "//a.example", "https://", "", "https://a b"]
        let found = try sources("text", metadata("{}", chunks: bad + ["HTTPS://Ok.example/x"]))
        #expect(found.map(\.uri) == ["HTTPS://Ok.example/x"])
    }

    @Test("12.15: later chunks add to earlier ones, whether or not they repeat them")
    func accumulates() throws {
        let first = #"{"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example"}}]}}"#
        let more = #"{"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://b.example"}}]}}"#
        let both = """
            {"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example"}},{"web":{"uri":"https://b.example"}}],
             "groundingSupports":[{"segment":{"text":"text"},"groundingChunkIndices":[1,7]}]}}
            """
        for later in [[first, more], [first, both], [both, first], [first, first, both, both]] {
            var grounding = Grounding()
            for json in later { grounding.take(try candidate(json)) }
            #expect(grounding.sources(in: "text").map(\.uri) == ["https://a.example", "https://b.example"])
        }
        #expect(backed("text", try sources("text", first, both)) == ["text"])
    }

    @Test("Pages that were read and texts that are quoted are sources, too")
    func others() throws {
        let json = """
            {"urlContextMetadata":{"urlMetadata":[
               {"retrievedUrl":"https://page.example/x","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_SUCCESS"},
               {"retrievedUrl":"https://closed.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_PAYWALL"}]},
             "citationMetadata":{"citationSources":[{"startIndex":0,"endIndex":4,"uri":"https://book.example"}]}}
            """
        let found = try sources("text and more", json)
        #expect(found.map(\.uri) == ["https://book.example", "https://page.example/x"])
        #expect(found.map(\.title) == ["book.example", "page.example"])
        #expect(backed("text and more", found) == ["text"])
    }

    @Test("12.26: search suggestions are kept as they came, up to a size")
    func suggestions() throws {
        func entry(_ html: String) throws -> Candidate {
            try candidate(#"{"groundingMetadata":{"searchEntryPoint":{"renderedContent":"\#(html)"}}}"#)
        }
        var grounding = Grounding()
        grounding.take(try entry("<b>more</b>"))
        grounding.take(try entry(String(repeating: "x", count: Grounding.maximumSuggestionBytes + 1)))
        #expect(grounding.suggestions == "<b>more</b>")
    }
}
