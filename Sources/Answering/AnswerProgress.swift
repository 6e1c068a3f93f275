internal import ChatActions
internal import ChatDomain
internal import Foundation
internal import Gemini

/// An answer as it grows: takes what Gemini sends, and says in the end what became of it. Pure.
struct AnswerProgress {
    /// Text to be shown and stored.
    struct Piece: Equatable {
        var text: String
        var isThought: Bool
    }

    /// A picture to be stored and shown.
    struct Picture: Equatable {
        /// Among the answer's parts.
        var place: Int
        /// Where in the text it stands, in UTF-16 code units.
        var offset: Int
        var mediaType: String
        var content: Data
    }

    enum Event: Equatable {
        case piece(Piece)
        case picture(Picture)
        /// Data that is no picture, or one that is too large; a reason for the log.
        case dropped(String)
    }

    /// Bytes of text and thoughts together after which an answer is cut.
    static let maximumBytes = 4 * 1024 * 1024
    /// Pictures that are kept of one answer, and their bytes together.
    static let maximumPictures = 100
    static let maximumPictureBytes = 128 * 1024 * 1024

    private(set) var text = ""
    private(set) var thoughts = ""
    private(set) var finishReason: FinishReason?
    private(set) var blockReason: BlockReason?
    /// Something came, if only totals.
    private(set) var hasBegun = false
    /// A picture came that is none, is too large, or could not be stored.
    private(set) var hasLostPicture = false
    /// Something was handed out to be shown.
    private(set) var hasShown = false
    private(set) var parts = GatheredParts()
    private var grounding = Grounding()
    private var usage = UsageMetadata()
    private var hasUsage = false
    private var modelVersion: String?
    private var responseId: String?
    private var finishMessage: String?
    private var pictures = 0
    private var pictureBytes = 0
    /// Text that nobody can see, until something follows it: an answer of nothing else is none.
    private var heldBack = ""
    private var hasVisibleText = false
    private var finishedChunks = 0
    private var isLastFinished = false
    private var utf16Count = 0

    var isTooLong: Bool { text.utf8.count + thoughts.utf8.count > Self.maximumBytes }

    /// Takes one chunk; gives what is new in it, in order.
    mutating func take(_ response: GenerateContentResponse) -> [Event] {
        hasBegun = true
        if let later = response.usageMetadata {
            usage.merge(later)
            hasUsage = true
        }
        modelVersion = response.modelVersion ?? modelVersion
        responseId = response.responseId ?? responseId
        blockReason = response.promptFeedback?.blockReason ?? blockReason
        guard let candidate = response.candidates?.first else { return [] }
        // Some servers put STOP on every chunk: the end of the stream is the end, and the last reason counts.
        finishReason = candidate.finishReason ?? finishReason
        finishedChunks += candidate.finishReason == nil ? 0 : 1
        isLastFinished = candidate.finishReason != nil
        finishMessage = candidate.finishMessage ?? finishMessage
        grounding.take(candidate)
        let events = (candidate.content?.parts ?? []).compactMap { take($0) }
        hasShown = hasShown || events.contains { if case .dropped = $0 { false } else { true } }
        return events
    }

    private mutating func take(_ part: Part) -> Event? {
        if let blob = part.inlineData { return takeData(blob, of: part) }
        let text = ShownText.of(part)
        parts.add(part, length: text.utf8.count)
        guard !text.isEmpty else { return nil }
        guard part.thought != true else {
            thoughts += text
            return .piece(Piece(text: text, isThought: true))
        }
        self.text += text
        utf16Count += text.utf16.count
        hasVisibleText = hasVisibleText || Self.isVisible(text)
        heldBack += text
        guard hasVisibleText else { return nil }
        defer { heldBack = "" }
        return .piece(Piece(text: heldBack, isThought: false))
    }

    /// A person can see something of it. Models at times send nothing but zero-width characters.
    private static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .format
        }
    }

    private mutating func takeData(_ blob: Blob, of part: Part) -> Event? {
        // A draft that the model made while thinking.
        guard part.thought != true else { return nil }
        guard pictures < Self.maximumPictures else {
            hasLostPicture = true
            return .dropped("more pictures than are kept")
        }
        do throws(PictureData.Refusal) {
            let picture = try PictureData(blob)
            guard picture.content.count <= Self.maximumPictureBytes - pictureBytes else {
                throw PictureData.Refusal(reason: "more pictures than are kept")
            }
            pictures += 1
            pictureBytes += picture.content.count
            return .picture(
                Picture(
                    place: parts.addPicture(part),
                    offset: utf16Count,
                    mediaType: picture.mediaType,
                    content: picture.content
                )
            )
        } catch {
            hasLostPicture = true
            return .dropped(error.reason)
        }
    }

    /// A picture has been stored.
    mutating func setPicture(_ place: Int, _ id: AttachmentID) {
        parts.setPicture(place, id)
    }

    /// The last chunk, and it alone, had a finish reason: not one of the servers that put one on every chunk.
    var hasLastWord: Bool { isLastFinished && finishedChunks == 1 }

    /// A picture could not be stored.
    mutating func losePicture() {
        hasLostPicture = true
    }

    /// Something a person can see: text, or a picture.
    var hasContent: Bool { hasVisibleText || parts.hasPicture }

    func outcome(_ status: Message.Status, _ failure: AnswerFailure?) -> AnswerOutcome {
        let hasContent = hasContent
        return AnswerOutcome(
            status: status,
            // What nobody can see must not go to Gemini again as an answer.
            text: hasContent ? text : "",
            thoughts: thoughts.isEmpty ? nil : thoughts,
            report: report,
            failure: failure,
            parts: hasContent ? parts.parts : nil,
            sources: hasContent ? grounding.sources(in: text) : [],
            searchSuggestions: hasContent ? grounding.searchSuggestions : nil
        )
    }

    private var report: AnswerReport {
        var report = AnswerReport()
        report.modelVersion = Self.short(modelVersion)
        report.responseId = Self.short(responseId)
        report.finishReason = Self.short(finishReason?.rawValue)
        report.finishMessage = finishMessage.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(1000))) }
        guard hasUsage else { return report }
        report.usage = AnswerReport.Usage(
            promptTokenCount: Self.plausible(usage.promptTokenCount),
            candidatesTokenCount: Self.plausible(usage.candidatesTokenCount),
            thoughtsTokenCount: Self.plausible(usage.thoughtsTokenCount),
            totalTokenCount: Self.plausible(usage.totalTokenCount),
            toolUsePromptTokenCount: Self.plausible(usage.toolUsePromptTokenCount)
        )
        return report
    }

    /// Numbers from outside are added up later, in sums that must not overflow.
    private static func plausible(_ count: Int?) -> Int? {
        count.map { min(max($0, 0), 1 << 40) }
    }

    /// A word from outside, which is kept with the answer.
    private static func short(_ word: String?) -> String? {
        word.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(200))) }
    }
}
