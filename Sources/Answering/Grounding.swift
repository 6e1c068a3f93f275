internal import ChatDomain
internal import Gemini

/// What an answer rests on: gathered over its chunks, placed in its text at the end. Pure.
///
/// Gemini places by UTF-8 bytes of the text as it sent it, and is at times off by a few. So each place is held against the
/// words that it should have. Source: gemini-api, section 4.4.
struct Grounding {
    /// A stretch that may be wrong, and the words that it should have.
    struct Claim: Hashable {
        var start: Int
        var end: Int
        var words: String?
        /// Into the list of sources.
        var sources: [Int]
    }

    private static let maximumSources = 200
    private static let maximumClaims = 500
    private static let maximumSuggestions = 256 * 1024

    private var chunks: [GroundingChunk] = []
    private var claims: [Claim] = []
    private var pages: [URLContextMetadata.Page] = []
    private var citations: [CitationMetadata.Source] = []
    /// Google's HTML.
    private(set) var searchSuggestions: String?

    /// Takes what a chunk of the answer brings. Lists go on where those of earlier chunks ended.
    mutating func take(_ candidate: Candidate) {
        if let grounding = candidate.groundingMetadata {
            take(grounding.groundingChunks ?? [])
            let supports = (grounding.groundingSupports ?? []).prefix(Self.maximumClaims)
            for claim in supports.compactMap(Claim.init) where claims.count < Self.maximumClaims {
                if !claims.contains(claim) { claims.append(claim) }
            }
            if let html = grounding.searchEntryPoint?.renderedContent, !html.isEmpty,
                html.utf8.count <= Self.maximumSuggestions
            {
                searchSuggestions = html
            }
        }
        pages += (candidate.urlContextMetadata?.urlMetadata ?? []).prefix(Self.maximumSources - pages.count)
        let sources = candidate.citationMetadata?.citationSources ?? []
        citations += sources.prefix(Self.maximumSources - citations.count)
    }

    /// Later lists go on where earlier ones ended; some servers send them from the beginning each time.
    private mutating func take(_ later: [GroundingChunk]) {
        if chunks.starts(with: later) { return }
        let added = later.starts(with: chunks) ? later[chunks.count...] : later[...]
        chunks += added.prefix(Self.maximumSources - chunks.count)
    }

    /// The sources in the order of their numbers: those of the search, pages that were read, texts that are quoted.
    func sources(in text: String) -> [Source] {
        var list = SourceList()
        let numbers = chunks.map { chunk in Self.link(chunk).flatMap { list.add($0.uri, title: $0.title) } }
        for page in pages where page.urlRetrievalStatus == "URL_RETRIEVAL_STATUS_SUCCESS" {
            _ = page.retrievedUrl.flatMap { list.add($0, title: nil) }
        }
        var claims = self.claims.map { claim in
            var claim = claim
            claim.sources = claim.sources.compactMap { numbers.indices.contains($0) ? numbers[$0] : nil }
            return claim
        }
        for citation in citations {
            guard let number = citation.uri.flatMap({ list.add($0, title: nil) }), let end = citation.endIndex else {
                continue
            }
            claims.append(Claim(start: citation.startIndex ?? 0, end: end, words: nil, sources: [number]))
        }
        let bytes = GroundedText(text)
        let places = bytes.places(of: claims)
        for (claim, place) in zip(claims, places) {
            guard let place else { continue }
            for number in claim.sources { list.cite(number, at: place) }
        }
        return list.sources
    }

    private static func link(_ chunk: GroundingChunk) -> (uri: String, title: String?)? {
        if let web = chunk.web { return web.uri.map { ($0, web.title) } }
        for other in [chunk.maps, chunk.retrievedContext, chunk.image].compactMap({ $0?.object }) {
            guard let uri = (other["uri"] ?? other["sourceUri"])?.string else { continue }
            return (uri, other["title"]?.string)
        }
        return nil
    }
}

extension Grounding.Claim {
    fileprivate init?(_ support: GroundingSupport) {
        guard let segment = support.segment, let sources = support.groundingChunkIndices, !sources.isEmpty else {
            return nil
        }
        // Without words or an end there is nothing to go by.
        guard let end = segment.endIndex ?? segment.text.map({ (segment.startIndex ?? 0) &+ $0.utf8.count }) else {
            return nil
        }
        self.init(start: segment.startIndex ?? 0, end: end, words: segment.text, sources: sources)
    }
}
