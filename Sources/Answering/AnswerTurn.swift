internal import ChatDomain
internal import Gemini

/// An earlier answer as it goes back to Gemini: to the model that gave it as it came, to another as plain text.
struct AnswerTurn {
    /// Never empty.
    let parts: [Part]
    /// Pictures that cannot stand in a turn of this model's. They go along with the user's next turn.
    let pictures: [Part]

    /// - Parameter isOwn: the model that is asked gave this answer.
    init(_ answer: Message, isOwn: Bool, files: [AttachmentID: Part]) {
        if isOwn, let own = Self.own(answer, files), !own.isEmpty {
            parts = own
            pictures = []
        } else {
            parts = [Part(text: answer.text.isEmpty ? Self.wordless : answer.text)]
            pictures = answer.attachments.compactMap { files[$0.id] }
        }
    }

    /// Says that there was an answer without words.
    static let wordless = "[picture]"

    /// The parts as they came; `nil` when there are none, or the text is not the one that they belong to.
    private static func own(_ answer: Message, _ files: [AttachmentID: Part]) -> [Part]? {
        guard let stored = answer.parts else { return nil }
        var text = Slices(answer.text)
        var thoughts = Slices(answer.thoughts ?? "")
        var parts: [Part] = []
        for entry in stored {
            guard let slice = entry.isThought ? thoughts.next(entry.length) : text.next(entry.length),
                let part = part(entry, slice, files)
            else { return nil }
            if !part.isLeftOut { parts.append(part.value) }
        }
        return text.isAtEnd ? parts : nil
    }

    private static func part(
        _ entry: AnswerPart,
        _ text: String,
        _ files: [AttachmentID: Part]
    ) -> (value: Part, isLeftOut: Bool)? {
        var part = Part()
        if let json = entry.json {
            // Stored by us, so that it can be read; if not, the plain text has to do.
            guard let rest = try? Part(restJSON: json) else { return nil }
            part = rest
        }
        if let id = entry.attachmentID {
            guard let file = files[id] else { return nil }
            (part.inlineData, part.fileData) = (file.inlineData, file.fileData)
        } else if !part.hasData {
            // A signature may come alone; an empty text without one is refused.
            part.text = text
        }
        part.thoughtSignature = entry.signature
        if entry.isThought { part.thought = true }
        let isEmpty = part.text?.isEmpty == true && entry.signature == nil
        return (part, isEmpty || entry.isThought && entry.signature == nil)
    }
}

/// Takes a text apart by lengths in UTF-8 bytes.
private struct Slices {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// `nil` when there is not so much, or the cut goes through a character.
    mutating func next(_ length: Int) -> String? {
        guard length >= 0, length <= rest.count else { return nil }
        let slice = rest.prefix(length)
        rest = rest.dropFirst(length)
        return String(slice)
    }
}

extension Part {
    /// It has a field that a part has instead of text. Source: gemini-api, section 3.1.
    fileprivate var hasData: Bool {
        functionCall != nil || functionResponse != nil || executableCode != nil || codeExecutionResult != nil
            || fileData != nil || other["toolCall"] != nil || other["toolResponse"] != nil
    }
}
