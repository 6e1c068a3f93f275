internal import ChatActions
internal import ChatDomain
internal import Gemini

/// An answer as it grows: takes what Gemini sends, and says in the end what became of it. Pure.
struct AnswerProgress {
    /// Text to be shown and stored.
    struct Piece: Equatable {
        var text: String
        var isThought: Bool
    }

    /// Bytes of text and thoughts together after which an answer is cut.
    static let maximumBytes = 4 * 1024 * 1024

    private(set) var text = ""
    private(set) var thoughts = ""
    private var usage = UsageMetadata()
    private var hasUsage = false
    private var modelVersion: String?
    private var responseId: String?
    private var finishReason: FinishReason?
    private var blockReason: BlockReason?

    var isTooLong: Bool { text.utf8.count + thoughts.utf8.count > Self.maximumBytes }

    /// Takes one chunk; gives what is new in it, in order.
    mutating func take(_ response: GenerateContentResponse) -> [Piece] {
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
        let pieces = (candidate.content?.parts ?? []).compactMap(Self.piece)
        for piece in pieces {
            if piece.isThought { thoughts += piece.text } else { text += piece.text }
        }
        return pieces
    }

    private static func piece(_ part: Part) -> Piece? {
        var text = part.text ?? ""
        if let code = part.executableCode?.code {
            text = "\n\n" + fenced(code, language: part.executableCode?.language?.lowercased() ?? "") + "\n\n"
        } else if let output = part.codeExecutionResult?.output, !output.isEmpty {
            text = "\n\n" + fenced(output, language: "text") + "\n\n"
        }
        guard !text.isEmpty else { return nil }
        if text.utf8.contains(0) {
            // Scalar by scalar: comparing characters takes long for hostile ones.
            text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
        }
        return Piece(text: text, isThought: part.thought == true)
    }

    /// A code block whose fence is longer than any run of backticks in the code.
    private static func fenced(_ code: String, language: String) -> String {
        let longest = code.utf8.split(whereSeparator: { $0 != UInt8(ascii: "`") }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        let language = language.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return "\(fence)\(language)\n\(code)\(code.utf8.last == UInt8(ascii: "\n") ? "" : "\n")\(fence)"
    }

    // MARK: The end

    /// The stream came to its end.
    func ended() -> AnswerOutcome {
        if let blockReason, !hasText {
            return outcome(.failed, .promptBlocked(reason: blockReason.rawValue))
        }
        switch finishReason {
        case nil:
            return hasText ? outcome(.interrupted, .cutOff) : outcome(.failed, .emptyAnswer)
        case .stop?:
            return hasText ? outcome(.complete, nil) : outcome(.failed, .emptyAnswer)
        case .maxTokens?, .continuation?:
            return hasText ? outcome(.complete, .lengthLimit) : outcome(.failed, .thinkingAteTheLimit)
        case let reason?:
            return outcome(.failed, .stoppedByGemini(reason: reason.rawValue))
        }
    }

    /// The answer is longer than Pollux keeps.
    func cut() -> AnswerOutcome {
        outcome(.interrupted, .lengthLimit)
    }

    /// The user or the server ended it.
    func ended(by reason: AnswerEnd.Reason) -> AnswerOutcome {
        switch reason {
        case .stopped: outcome(.stopped, hasText ? nil : .stoppedEarly)
        case .interrupted: outcome(.interrupted, .serverRestarted)
        }
    }

    /// Gemini, or the way to it, failed.
    func failed(_ error: GeminiError, model: String) -> AnswerOutcome {
        switch error.kind {
        case .connectionLost where hasText: outcome(.interrupted, .cutOff)
        case .timedOut where hasText: outcome(.interrupted, .timedOut)
        default: outcome(.failed, AnswerFailure(error, model: model))
        }
    }

    func failedInside() -> AnswerOutcome {
        outcome(hasText ? .interrupted : .failed, .internalError)
    }

    /// Something a person can see. Models at times send nothing but zero-width characters.
    private var hasText: Bool {
        text.unicodeScalars.contains { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .format
        }
    }

    private func outcome(_ status: Message.Status, _ failure: AnswerFailure?) -> AnswerOutcome {
        var report = AnswerReport()
        report.modelVersion = modelVersion
        report.responseId = responseId
        report.finishReason = finishReason?.rawValue
        if hasUsage {
            report.usage = AnswerReport.Usage(
                promptTokenCount: usage.promptTokenCount,
                candidatesTokenCount: usage.candidatesTokenCount,
                thoughtsTokenCount: usage.thoughtsTokenCount,
                totalTokenCount: usage.totalTokenCount
            )
        }
        return AnswerOutcome(
            status: status,
            text: hasText ? text : "",
            thoughts: thoughts.isEmpty ? nil : thoughts,
            report: report,
            failure: failure
        )
    }
}

extension AnswerFailure {
    /// What to tell the user of an error; the cause itself is for the log.
    ///
    /// - Parameter model: as it was asked for.
    init(_ error: GeminiError, model: String) {
        switch error.kind {
        case .invalidKey: self = .invalidKey
        case .permissionDenied, .failedPrecondition: self = .operatorProblem
        case .notFound: self = .modelNotFound(model)
        case .rateLimited where error.isRetryable: self = .rateLimited
        case .rateLimited: self = .quotaExhausted
        case .overloaded: self = .modelOverloaded
        case .internalError, .malformedResponse, .unexpectedStatus, .cancelled: self = .upstreamError
        case .deadlineExceeded, .timedOut: self = .timedOut
        case .connectionFailed: self = .unreachable
        case .connectionLost: self = .cutOff
        case .invalidArgument, .tooLarge: self = .requestRefused
        default: self = .upstreamError
        }
    }
}
