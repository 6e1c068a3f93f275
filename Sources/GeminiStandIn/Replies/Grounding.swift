/// `groundingMetadata` for an ordinary answer: up to three of its lines, with the offsets that Google gives (bytes of UTF-8,
/// the end exclusive, a start of 0 left out).
struct Grounding: Sendable {
    private static let mostSupports = 3
    private let text: String

    init(of text: String) { self.text = text }

    var json: JSON {
        let supports = lines.enumerated().map { index, line in
            Self.support(line.start, line.end, line.text, sources: [index % 2, 2].prefix(index + 1).map { $0 })
        }
        return .members([
            "searchEntryPoint": .members(["renderedContent": .string(Self.suggestions(["what it is about"]))]),
            "groundingChunks": .array([
                Self.source("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ1", "example.org"),
                Self.source("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ2", "example.com"),
                Self.source("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZIYQ3", "example.net"),
            ]),
            "groundingSupports": supports.isEmpty ? nil : .array(supports),
            "webSearchQueries": ["what it is about"],
        ])
    }

    /// Lines that are sentences rather than marks of Markdown.
    private var lines: [(start: Int, end: Int, text: String)] {
        var lines: [(Int, Int, String)] = []
        var start = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let end = start + line.count
            if line.count >= 20, line.first.map({ $0 > 0x40 }) == true, lines.count < Self.mostSupports {
                lines.append((start, end, String(decoding: line, as: UTF8.self)))
            }
            start = end + 1
        }
        return lines
    }

    static func source(_ uri: String?, _ title: String?) -> JSON {
        .members(["web": .members(["uri": uri.map(JSON.string), "title": title.map(JSON.string)])])
    }

    static func support(_ start: Int, _ end: Int, _ text: String?, part: Int? = nil, sources: [Int]) -> JSON {
        .members([
            "segment": .members([
                "partIndex": part.map { JSON($0) },
                "startIndex": start == 0 ? nil : JSON(start),
                "endIndex": JSON(end),
                "text": text.map(JSON.string),
            ]),
            "groundingChunkIndices": .array(sources.map { JSON($0) }),
            "confidenceScores": .array(sources.map { _ in .number("0.875") }),
        ])
    }

    /// Google's search suggestions: a style and links, no script.
    static func suggestions(_ queries: [String]) -> String {
        let links = queries.map { query in
            let words = query.split(separator: " ").joined(separator: "+")
            return #"<a class="chip" href="https://www.google.com/search?q=\#(words)">\#(query)</a>"#
        }
        return """
            <style>
            .container { align-items: center; border-radius: 8px; display: flex; font-family: Google Sans, sans-serif; }
            .chip { border: 1px solid; border-radius: 16px; display: inline-block; margin: 0 4px; padding: 5px 16px; }
            @media (prefers-color-scheme: dark) { .container { background-color: #1f1f1f; } .chip { color: #fff; } }
            </style>
            <div class="container"><div class="carousel">\(links.joined())</div></div>

            """
    }
}
