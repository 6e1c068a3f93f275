internal import ChatDomain
internal import Foundation
internal import Gemini

/// Gathers what an answer rests on, and finds the stretches of its text that do. Pure.
///
/// Gemini counts UTF-8 bytes, at times one off, and counts them without the code blocks and pictures that stand in our text; so an
/// offset only counts when the segment's own text is found there, or else somewhere near. Source: Gemini API, `GroundingMetadata`.
struct Grounding {
    private var chunks: [GroundingChunk] = []
    private var supports: [GroundingSupport] = []
    private var citations: [CitationMetadata.Source] = []
    private var pages: [String] = []
    private(set) var suggestions: String?

    /// More is noise, or an attack on the page.
    static let maximumSources = 100
    static let maximumSegments = 500
    static let maximumSuggestionBytes = 256 * 1024
    private static let maximumNameScalars = 300

    mutating func take(_ candidate: Candidate) {
        if let metadata = candidate.groundingMetadata {
            chunks = Self.joined(chunks, metadata.groundingChunks ?? [])
            supports = Self.joined(supports, metadata.groundingSupports ?? [])
            if let html = metadata.searchEntryPoint?.renderedContent, !html.isEmpty,
                html.utf8.count <= Self.maximumSuggestionBytes
            {
                suggestions = html
            }
        }
        citations = Self.joined(citations, candidate.citationMetadata?.citationSources ?? [])
        for page in candidate.urlContextMetadata?.urlMetadata ?? [] {
            guard page.urlRetrievalStatus == "URL_RETRIEVAL_STATUS_SUCCESS", let url = page.retrievedUrl,
                !pages.contains(url), pages.count < Self.maximumSources
            else { continue }
            pages.append(url)
        }
    }

    /// Later chunks of a stream bring more entries, or all of them again.
    private static func joined<Entry: Hashable>(_ earlier: [Entry], _ later: [Entry]) -> [Entry] {
        if later.starts(with: earlier) { return later }
        return earlier.starts(with: later) ? earlier : earlier + later
    }

    /// The sources of an answer with this text, in Gemini's order; those without an address that a browser may open are left out.
    func sources(in text: String) -> [Source] {
        guard !chunks.isEmpty || !citations.isEmpty || !pages.isEmpty else { return [] }
        let finder = SegmentFinder(text)
        var sources: [Source] = []
        var places: [Int: Int] = [:]
        for (index, chunk) in chunks.enumerated() {
            guard let source = Self.source(chunk) else { continue }
            places[index] = Self.add(source, to: &sources)
        }
        var count = 0
        for support in supports {
            guard count < Self.maximumSegments, let segment = support.segment, let found = finder.find(segment) else {
                continue
            }
            for index in support.groundingChunkIndices ?? [] {
                guard let place = places[index], !sources[place].segments.contains(found) else { continue }
                sources[place].segments.append(found)
                count += 1
            }
        }
        for citation in citations {
            guard let uri = Self.address(citation.uri) else { continue }
            let place = Self.add(Source(title: Self.host(uri), uri: uri, segments: []), to: &sources)
            guard let place, let found = finder.find(start: citation.startIndex, end: citation.endIndex),
                !sources[place].segments.contains(found)
            else { continue }
            sources[place].segments.append(found)
        }
        for page in pages {
            guard let uri = Self.address(page) else { continue }
            _ = Self.add(Source(title: Self.host(uri), uri: uri, segments: []), to: &sources)
        }
        return sources
    }

    /// The place of a source with this address, made if there is none.
    private static func add(_ source: Source, to sources: inout [Source]) -> Int? {
        if let place = sources.firstIndex(where: { $0.uri.utf8.elementsEqual(source.uri.utf8) }) { return place }
        guard sources.count < maximumSources else { return nil }
        sources.append(source)
        return sources.count - 1
    }

    private static func source(_ chunk: GroundingChunk) -> Source? {
        let other = (chunk.maps ?? chunk.image ?? chunk.retrievedContext)?.object
        let uri = chunk.web?.uri ?? other?["uri"]?.string ?? other?["sourceUri"]?.string
        guard let uri = address(uri) else { return nil }
        let title = chunk.web?.title ?? other?["title"]?.string ?? ""
        let line = String(String.UnicodeScalarView(title.unicodeScalars.prefix(maximumNameScalars)))
        return Source(title: line.isEmpty ? host(uri) : line, uri: uri, segments: [])
    }

    /// An address of the web, as it came; `nil` for any other scheme.
    private static func address(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 4096, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let url = URL(string: text), let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            url.host()?.isEmpty == false
        else { return nil }
        return text
    }

    private static func host(_ uri: String) -> String { URL(string: uri)?.host() ?? uri }
}

/// Finds stretches of a text that are given in UTF-8 bytes, and gives them in UTF-16 code units.
struct SegmentFinder {
    private let text: String
    private let bytes: [UInt8]

    /// Bytes on either side of where a segment should be that are looked through before the whole text is.
    private static let near = 512

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    func find(_ segment: GroundingSupport.Segment) -> Source.Segment? {
        let start = segment.startIndex ?? 0
        guard let wanted = segment.text, !wanted.isEmpty else { return find(start: start, end: segment.endIndex) }
        let pattern = Array(wanted.utf8)
        guard pattern.count <= bytes.count else { return nil }
        guard let place = place(of: pattern, near: start) else { return nil }
        return converted(place, place + pattern.count)
    }

    /// Offsets that nothing proves: they count when they lie between characters.
    func find(start: Int?, end: Int?) -> Source.Segment? {
        guard let end, end <= bytes.count, case let start = start ?? 0, start >= 0, start < end else { return nil }
        return converted(start, end)
    }

    private func place(of pattern: [UInt8], near start: Int) -> Int? {
        let last = bytes.count - pattern.count
        if (0...last).contains(start), matches(pattern, at: start) { return start }
        let start = min(max(start, 0), last)
        for distance in 1...Self.near {
            if start - distance >= 0, matches(pattern, at: start - distance) { return start - distance }
            if start + distance <= last, matches(pattern, at: start + distance) { return start + distance }
        }
        // Too far off to say which of several is meant.
        guard let first = bytes.firstRange(of: pattern) else { return nil }
        return bytes[(first.lowerBound + 1)...].firstRange(of: pattern) == nil ? first.lowerBound : nil
    }

    private func matches(_ pattern: [UInt8], at place: Int) -> Bool {
        bytes[place] == pattern[0] && bytes[place..<place + pattern.count].elementsEqual(pattern)
    }

    /// `nil` when an end lies inside a code point.
    private func converted(_ start: Int, _ end: Int) -> Source.Segment? {
        let (first, last) = (index(start), index(end))
        guard let first, let last else { return nil }
        let offset = text.utf16.distance(from: text.startIndex, to: first)
        return Source.Segment(start: offset, end: offset + text.utf16.distance(from: first, to: last))
    }

    private func index(_ byte: Int) -> String.Index? {
        guard byte == bytes.count || bytes[byte] & 0xC0 != 0x80 else { return nil }
        return text.utf8.index(text.startIndex, offsetBy: byte)
    }
}
