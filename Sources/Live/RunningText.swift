internal import ChatDomain

/// The text of a running answer so far, and of its thoughts.
struct RunningText: Sendable {
    private let id: MessageID
    private let name: String
    private var text = Part()
    private var thoughts = Part()

    /// A text with its length, so that adding to it costs only what is added.
    private struct Part: Sendable {
        var string = ""
        /// UTF-16 code units.
        var length = 0

        /// The text from an offset on, beginning and ending at a whole code point: the client drops what overlaps.
        func piece(from offset: Int, upTo limit: Int) -> (offset: Int, text: String) {
            let offset = min(max(offset, 0), length)
            var index = string.utf16.index(string.startIndex, offsetBy: offset)
            guard index < string.endIndex else { return (length, "") }
            var start = offset
            if index.samePosition(in: string.unicodeScalars) == nil {
                index = string.utf16.index(before: index)
                start -= 1
            }
            guard length - start > limit else { return (start, String(string[index...])) }
            var end = string.utf16.index(index, offsetBy: limit)
            if end.samePosition(in: string.unicodeScalars) == nil { end = string.utf16.index(before: end) }
            return (start, String(string[index..<end]))
        }
    }

    init(id: MessageID) {
        self.id = id
        name = "\(id)"
    }

    mutating func append(_ piece: String, isThought: Bool) -> Delta {
        let part = isThought ? \RunningText.thoughts : \RunningText.text
        let offset = self[keyPath: part].length
        self[keyPath: part].string += piece
        self[keyPath: part].length += piece.utf16.count
        return Delta(messageID: id, messageName: name, offset: offset, text: piece, isThought: isThought)
    }

    /// How much a client lacks, in UTF-16 code units.
    func missing(from position: ResumeRequest.Position) -> Int {
        max(0, text.length - position.offset) + max(0, thoughts.length - position.thoughtOffset)
    }

    /// What a client lacks: always a delta of the answer, even an empty one, and one of the thoughts if there are any.
    ///
    /// - Parameter limit: UTF-16 code units of each, at least 2.
    func deltas(from position: ResumeRequest.Position, upTo limit: Int = .max) -> [Delta] {
        var deltas: [Delta] = []
        if thoughts.length > 0 {
            let rest = thoughts.piece(from: position.thoughtOffset, upTo: limit)
            deltas.append(
                Delta(messageID: id, messageName: name, offset: rest.offset, text: rest.text, isThought: true)
            )
        }
        let rest = text.piece(from: position.offset, upTo: limit)
        deltas.append(Delta(messageID: id, messageName: name, offset: rest.offset, text: rest.text, isThought: false))
        return deltas
    }
}
