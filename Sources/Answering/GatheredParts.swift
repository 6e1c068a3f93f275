internal import ChatDomain
internal import Gemini

/// The parts of an answer in Gemini's order, as far as its text cannot give them back. Pure.
///
/// Neighbours of plain text are joined; whatever carries a signature stays as it came.
struct GatheredParts {
    /// Bytes of signatures and of other fields that are kept. Those of picture models have megabytes.
    static let maximumExtraBytes = 16 * 1024 * 1024

    private var list: [AnswerPart] = []
    /// Pictures by their place in the list, until they are stored.
    private var unstored: Set<Int> = []
    private var extraBytes = 0

    /// Takes a part that is no picture.
    ///
    /// - Parameter length: UTF-8 bytes of text or thoughts that show it.
    mutating func add(_ part: Part, length: Int) {
        var entry = AnswerPart(length: length, isThought: part.thought == true)
        (entry.signature, entry.json) = extras(of: part)
        guard length > 0 || !entry.isPlain else { return }
        if entry.isPlain, let last = list.last, last.isPlain, last.isThought == entry.isThought,
            !unstored.contains(list.count - 1)
        {
            list[list.count - 1].length += length
        } else {
            list.append(entry)
        }
    }

    /// Takes a picture; gives its place.
    mutating func addPicture(_ part: Part) -> Int {
        var entry = AnswerPart(length: 0)
        (entry.signature, entry.json) = extras(of: part)
        list.append(entry)
        unstored.insert(list.count - 1)
        return list.count - 1
    }

    mutating func setPicture(_ place: Int, _ id: AttachmentID) {
        guard unstored.remove(place) != nil else { return }
        list[place].attachmentID = id
    }

    var hasPicture: Bool { list.contains { $0.attachmentID != nil } }

    /// `nil` when there is nothing to know but the text. A picture that was not stored is left out, its signature with it.
    var parts: [AnswerPart]? {
        let kept = list.enumerated().filter { !unstored.contains($0.offset) }.map(\.element)
        return kept.allSatisfy(\.isPlain) ? nil : kept
    }

    private mutating func extras(of part: Part) -> (signature: String?, json: String?) {
        let signature = part.thoughtSignature.flatMap { $0.isEmpty ? nil : $0 }
        let json = part.restJSON
        let bytes = (signature?.utf8.count ?? 0) + (json?.utf8.count ?? 0)
        guard bytes <= Self.maximumExtraBytes - extraBytes else { return (nil, nil) }
        extraBytes += bytes
        return (signature, json)
    }
}

extension AnswerPart {
    /// Text and nothing else.
    fileprivate var isPlain: Bool { signature == nil && json == nil && attachmentID == nil }
}
