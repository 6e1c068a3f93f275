extension Scenario {
    /// Those that say on what they rest: sources, pages, code.
    static let grounded: [Scenario] = [
        Scenario(
            id: "stand-in-grounded",
            purpose: "An answer with sources, some of whose places in the text are wrong."
        ) { call in
            call.grounded(Place.supports, entry: Grounding.suggestions(["brücken in zürich", "älteste brücke"]))
        },
        Scenario(
            id: "stand-in-grounded-hostile",
            purpose: "Sources and search suggestions that hold scripts and other addresses."
        ) { call in
            call.grounded(Place.supports, entry: hostileEntry, sources: hostileSources)
        },
        Scenario(id: "stand-in-grounded-only", purpose: "Sources, and places in no text at all.") { call in
            let metadata = JSON.Member(name: "groundingMetadata", value: .members(["groundingChunks": Place.sources]))
            return call.reply(parts: [], candidate: [metadata])
        },
        Scenario(id: "stand-in-urls", purpose: "An answer that has read pages, with varying luck.") { call in
            let addresses = [
                "https://example.org/", "https://example.org/paywall", "https://example.org/unsafe",
                "https://example.org/error",
            ]
            var answer = Answer(text: Story.text)
            answer.firstCandidate = URLContext(in: addresses.joined(separator: " ")).members
            return call.reply(answer)
        },
        Scenario(id: "stand-in-code", purpose: "Runs code, which fails, plots, and prints.") { call in
            call.reply(parts: call.codeParts)
        },
        Scenario(id: "stand-in-tools", purpose: "Shows the calls of Google's own tools and what they gave.") { call in
            let ask = JSON.members([
                "toolCall": .members([
                    "id": "t1", "toolType": "GOOGLE_SEARCH_WEB", "args": .members(["queries": ["tides"]]),
                ]), "thoughtSignature": "AAAA",
            ])
            let found = JSON.members([
                "toolResponse": .members([
                    "id": "t1", "toolType": "GOOGLE_SEARCH_WEB", "response": .members(["results": 3]),
                ])
            ])
            return call.reply(parts: [ask, found, .text(Story.text)])
        },
    ]

    private static let hostileEntry = """
        <style>body { background: url(https://example.org/beacon) }</style><script>parent.postMessage("hostile", "*")\
        </script><img src=x onerror="parent.document.title='hostile'"><form action="https://example.org/"><button>Go\
        </button></form><a href="javascript:alert(1)">search</a><a target="_top" href="https://example.org/">top</a>
        """

    private static let hostileSources: JSON = [
        Grounding.source("javascript:alert(document.domain)", "<img src=x onerror=alert(1)>"),
        Grounding.source("data:text/html,<script>alert(1)</script>", "data"),
        Grounding.source("HTTPS://example.org/\"><script>alert(1)</script>", "quote\"<b>bold</b>"),
        Grounding.source("//example.org/no-scheme", String(repeating: "long ", count: 2000)),
        Grounding.source(nil, nil), .object([]),
    ]
}

/// A text with umlauts and a bridge of four bytes, and places in it.
private enum Place {
    static let texts = [
        "Zürich hat über 440 000 Einwohner. ", "🌉 Die Münsterbrücke wurde 1838 eröffnet. ",
        "Die Rathausbrücke ist älter. ", "Über die Quaibrücke fährt die Straßenbahn. ", "Mehr weiß ich nicht. 🤷‍♀️",
    ]

    static let sources: JSON = [
        Grounding.source("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZ1", "zuerich.example"),
        Grounding.source("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZ2", "brücken.example"),
        Grounding.source("https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZ3", nil),
        .members([
            "maps": .members([
                "uri": "https://maps.google.com/?cid=1", "title": "Münsterbrücke", "placeId": "places/1",
            ])
        ]),
        Grounding.source("https://example.org/never-cited", "example.org"),
    ]

    static var supports: [JSON] {
        func place(_ text: String) -> (start: Int, end: Int) {
            let whole = texts.joined()
            guard let range = whole.firstRange(of: text) else { return (0, 0) }
            let start = whole.utf8.distance(from: whole.startIndex, to: range.lowerBound)
            return (start, start + text.utf8.count)
        }
        let first = "Zürich hat über 440 000 Einwohner."
        let bridge = "🌉 Die Münsterbrücke wurde 1838 eröffnet."
        let older = "Die Rathausbrücke ist älter."
        let tram = "Über die Quaibrücke fährt die Straßenbahn."
        return [
            Grounding.support(0, place(first).end, first, part: 0, sources: [0]),
            Grounding.support(place(bridge).start, place(bridge).end, bridge, sources: [0, 1]),
            // One byte too far, and one too early, in the middle of a letter.
            Grounding.support(place(older).start + 1, place(older).end + 1, older, sources: [2]),
            Grounding.support(place(tram).start + 1, place(tram).end - 1, tram, part: 3, sources: [3]),
            Grounding.support(place(tram).start + 1, place(tram).start + 5, nil, sources: [1]),
            Grounding.support(3, 40, "Dieser Satz steht nirgends.", sources: [0]),
            Grounding.support(0, 100_000, nil, sources: [1]),
            Grounding.support(60, 20, nil, sources: [1]),
            Grounding.support(place(bridge).start, place(bridge).end, bridge, sources: [99, -1, 1]),
            Grounding.support(place(older).start, place(older).end, older, sources: []),
            .members(["groundingChunkIndices": [0]]),
        ]
    }
}

extension Call {
    /// The text in five chunks. The sources come with the last two, the places with the last one but for two of them.
    fileprivate func grounded(_ supports: [JSON], entry: String, sources: JSON = Place.sources) -> Reply {
        func metadata(_ members: KeyValuePairs<String, JSON?>) -> [JSON.Member] {
            [JSON.Member(name: "groundingMetadata", value: .members(members))]
        }
        let early = metadata([
            "webSearchQueries": ["brücken in zürich"], "groundingChunks": .array(Array(sources.items?.prefix(2) ?? [])),
            "groundingSupports": .array(Array(supports.prefix(2))),
        ])
        let late = metadata([
            "searchEntryPoint": .members(["renderedContent": .string(entry)]), "webSearchQueries": ["älteste brücke"],
            "groundingChunks": .array(Array(sources.items?.dropFirst(2) ?? [])),
            "groundingSupports": .array(Array(supports.dropFirst(2))),
        ])
        guard framing != .whole else {
            let all = metadata([
                "searchEntryPoint": .members(["renderedContent": .string(entry)]), "groundingChunks": sources,
                "webSearchQueries": ["brücken in zürich", "älteste brücke"], "groundingSupports": .array(supports),
            ])
            return reply(parts: [.text(Place.texts.joined())], candidate: all)
        }
        let last = Place.texts.count - 1
        return reply(
            Place.texts.enumerated().map { index, text in
                response(text: text, finish: index == last ? "STOP" : nil, tokens: 12 * (index + 1))
                    .addingToCandidate(index == last ? late : index == last - 1 ? early : [])
            }
        )
    }

    fileprivate var codeParts: [JSON] {
        func part(_ member: JSON.Member) -> JSON { Signature.sign(.object([member]), model: model.id) }
        return [
            .text("Let me compute the first tides.\n\n"),
            part(CodeRun.code("print(tide(1)\n")),
            part(CodeRun.result("SyntaxError: '(' was never closed\n", outcome: "OUTCOME_FAILED")),
            part(CodeRun.code("import matplotlib.pyplot as plt\nprint(`12` + ```7```)\nplt.plot([1, 3, 2])\n")),
            part(CodeRun.result("19\n")), Picture(width: 64, height: 48, hue: 90).part,
            part(CodeRun.code("while True: pass\n")), part(CodeRun.result("", outcome: "OUTCOME_DEADLINE_EXCEEDED")),
            .text("\n\nThat makes **19**."),
        ]
    }
}
