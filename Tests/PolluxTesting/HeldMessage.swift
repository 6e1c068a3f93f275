/// A message in a client's hands, whose text grows by deltas.
struct HeldMessage: Sendable {
    /// A text that grows, and its length in UTF-16 code units.
    struct Growing: Sendable {
        private(set) var string: String
        private(set) var length: Int

        init(_ string: String) {
            self.string = string
            length = string.utf16.count
        }

        /// Takes what is new of a piece; `false` when it begins beyond the end.
        mutating func take(_ piece: String, at offset: Int) -> Bool {
            guard offset <= length else { return false }
            let rest = Array(piece.utf16.dropFirst(length - offset))
            string += String(decoding: rest, as: UTF16.self)
            length += rest.count
            return true
        }
    }

    private(set) var item: JSON
    private(set) var text: Growing
    private(set) var thoughts: Growing

    init(_ item: JSON) {
        self.item = item
        text = Growing(item.text.asString)
        thoughts = Growing(item.thoughts.asString)
    }

    var isRunning: Bool { Self.isRunning(item) }

    var json: JSON {
        guard isRunning else { return item }
        let json = item.with("text", .string(text.string))
        return thoughts.length > 0 ? json.with("thoughts", .string(thoughts.string)) : json
    }

    /// The item with the higher revision counts; while it is running, texts are prefixes and the longer one stays.
    mutating func take(_ newer: JSON, noting violations: inout [String]) {
        guard newer.revision.asInt >= item.revision.asInt else { return }
        if isRunning {
            let shown = text.string.utf8
            let stored = newer.text.asString.utf8
            let isPrefix = stored.starts(with: shown) || Self.isRunning(newer) && shown.starts(with: stored)
            if !isPrefix { violations.append("the text of \(newer.id) is another one now") }
            if Self.isRunning(newer), text.length > newer.text.asString.utf16.count {
                item = newer
                return
            }
        }
        self = HeldMessage(newer)
    }

    /// `false` when the delta begins beyond what is held.
    mutating func take(_ delta: JSON) -> Bool {
        let piece = delta.text.asString
        return delta.thought == true
            ? thoughts.take(piece, at: delta.offset.asInt) : text.take(piece, at: delta.offset.asInt)
    }

    private static func isRunning(_ item: JSON) -> Bool {
        item.status == "queued" || item.status == "streaming"
    }
}
