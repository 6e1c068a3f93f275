/// One part of an answer as Gemini sent it, as far as the message's text cannot give it back.
///
/// An answer keeps its parts only when there is more to know than its text: a signature, a picture, executed code. They go back to
/// the same model with the next question, in their order, each with its own signature. Source: Gemini API, `Part`.
package struct AnswerPart: Hashable, Sendable, Codable {
    /// UTF-8 bytes of the message's text, or of its thoughts, that show this part.
    package var length: Int
    package var isThought: Bool
    /// `thoughtSignature`, the very string that came on this part.
    package var signature: String?
    /// The part's other fields as a JSON object, such as `executableCode`. Not `inlineData`, which is an attachment.
    package var json: String?
    /// `inlineData`: the picture.
    package var attachmentID: AttachmentID?

    package init(
        length: Int,
        isThought: Bool = false,
        signature: String? = nil,
        json: String? = nil,
        attachmentID: AttachmentID? = nil
    ) {
        self.length = length
        self.isThought = isThought
        self.signature = signature
        self.json = json
        self.attachmentID = attachmentID
    }

    // Short names: a store keeps one such object for each part.
    private enum CodingKeys: String, CodingKey {
        case length = "n"
        case isThought = "t"
        case signature = "s"
        case json = "j"
        case attachmentID = "a"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        length = try container.decode(Int.self, forKey: .length)
        isThought = try container.decodeIfPresent(Bool.self, forKey: .isThought) ?? false
        signature = try container.decodeIfPresent(String.self, forKey: .signature)
        json = try container.decodeIfPresent(String.self, forKey: .json)
        attachmentID = try container.decodeIfPresent(String.self, forKey: .attachmentID).flatMap { AttachmentID($0) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(length, forKey: .length)
        if isThought { try container.encode(true, forKey: .isThought) }
        try container.encodeIfPresent(signature, forKey: .signature)
        try container.encodeIfPresent(json, forKey: .json)
        try container.encodeIfPresent(attachmentID.map { "\($0)" }, forKey: .attachmentID)
    }
}

/// What a stretch of an answer rests on.
package struct Source: Hashable, Sendable, Codable {
    /// Commonly just the domain.
    package var title: String
    /// `http` or `https`.
    package var uri: String
    /// Where in the text it is cited; empty for a page that was only read.
    package var segments: [Segment]

    /// From `start` up to `end`, in UTF-16 code units.
    package struct Segment: Hashable, Sendable, Codable {
        package var start: Int
        package var end: Int

        package init(start: Int, end: Int) {
            self.start = start
            self.end = end
        }
    }

    package init(title: String, uri: String, segments: [Segment]) {
        self.title = title
        self.uri = uri
        self.segments = segments
    }
}
