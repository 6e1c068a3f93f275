extension Model {
    /// Whether it takes `temperature`, `topP` and `topK`: its record then shows what they are by default.
    public var takesSampling: Bool { temperature != nil }

    /// The words that `thinkingLevel` may have, the least first; empty when it has no level, or none that is known.
    ///
    /// The API has no field for this. It comes from the id, for the models that ``ModelHints`` knows.
    public var thinkingLevels: [String] { thinking == true ? ModelHints(id: id).thinkingLevels : [] }

    /// Whether its answers hold pictures, which takes `responseModalities` of `TEXT` and `IMAGE`. From the id, too.
    public var makesPictures: Bool { ModelHints(id: id).makesPictures }
}

/// What is known of a model by its id alone. Hints: Google changes models under their names and brings new ones every
/// week. Nothing is known of an id that is not in this table.
///
/// Source: Google's pages on thinking and on making pictures, and users' reports, as of 2026-11-23. The levels of
/// 3.6-flash and 3.1-flash-lite are assumed to be those of their neighbours.
struct ModelHints: Equatable {
    var thinkingLevels: [String] = []
    var makesPictures = false

    init(id: String) {
        guard let family = Self.families.first(where: { Self.isOf(id, $0.names) }) else { return }
        (thinkingLevels, makesPictures) = (family.levels, family.makesPictures)
    }

    private struct Family {
        let names: [String]
        let levels: [String]
        var makesPictures = false
    }

    // The 2.5 family of text takes a budget and refuses a level, so it is not here.
    private static let families = [
        Family(
            names: [
                "gemini-3-flash", "gemini-3.5-flash", "gemini-3.5-flash-lite", "gemini-3.6-flash",
                "gemini-3.1-flash-lite",
            ],
            levels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"]
        ),
        Family(
            names: ["gemini-3.1-pro", "gemini-3.7-flash", "gemini-3.8-flash", "gemini-4-argon", "gemini-4-carbon"],
            levels: ["LOW", "MEDIUM", "HIGH"]
        ),
        Family(names: ["gemini-4-hydrogen"], levels: ["LOW", "MEDIUM", "HIGH", "XHIGH"]),
        Family(
            names: [
                "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-3-pro-image", "nano-banana-pro",
                "gemini-nano-banana-2.1",
            ],
            levels: ["MINIMAL", "HIGH"],
            makesPictures: true
        ),
        Family(names: ["gemini-2.5-flash-image"], levels: [], makesPictures: true),
    ]

    /// The name itself, or the name with words behind it that mark a stage or a date and not another model.
    private static func isOf(_ id: String, _ names: [String]) -> Bool {
        names.contains { name in
            guard id != name else { return true }
            guard id.hasPrefix(name + "-") else { return false }
            return id.dropFirst(name.count + 1).split(separator: "-", omittingEmptySubsequences: false).allSatisfy {
                ["preview", "exp", "latest", "customtools"].contains($0)
                    || (!$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) })
            }
        }
    }
}
