internal import ChatActions
internal import ChatDomain
internal import Gemini

// What becomes of an answer, however it ends.
extension AnswerProgress {
    /// The stream came to its end.
    func ended() -> AnswerOutcome {
        if let blockReason, !hasContent {
            return outcome(.failed, .promptBlocked(reason: blockReason.rawValue))
        }
        switch finishReason {
        case nil:
            return hasContent ? outcome(.interrupted, .cutOff) : outcome(.failed, .emptyAnswer)
        case .stop?:
            guard !hasLostPicture else { return outcome(hasContent ? .complete : .failed, .pictureLost) }
            return hasContent ? outcome(.complete, nil) : outcome(.failed, .emptyAnswer)
        case .maxTokens?, .continuation?:
            return hasContent ? outcome(.complete, .lengthLimit) : outcome(.failed, .thinkingAteTheLimit)
        case let reason?:
            return outcome(.failed, .stoppedByGemini(reason: reason.rawValue))
        }
    }

    /// What the end of a stream that gave nothing to see is for the retries; `nil` when it is no case for them.
    var emptyEnd: Retries.Failure? {
        if !hasBegun { return .emptyBody }
        return finishReason == .malformedFunctionCall && !hasShown ? .brokenToolCall : nil
    }

    /// The answer is longer than Pollux keeps.
    func cut() -> AnswerOutcome {
        outcome(.interrupted, .longerThanKept)
    }

    /// The user or the server ended it.
    func ended(by reason: AnswerEnd.Reason) -> AnswerOutcome {
        switch reason {
        case .stopped: outcome(.stopped, hasContent ? nil : .stoppedEarly)
        case .interrupted: outcome(.interrupted, .serverRestarted)
        case .notStored: outcome(.interrupted, .storageFailed)
        }
    }

    /// Gemini, or the way to it, failed.
    func failed(_ error: GeminiError, model: String) -> AnswerOutcome {
        switch error.kind {
        // Everything was said; only the end of the connection was not as it should be.
        case .connectionLost where hasContent && hasLastWord, .timedOut where hasContent && hasLastWord: ended()
        case .connectionLost where hasContent: outcome(.interrupted, .cutOff)
        case .timedOut where hasContent: outcome(.interrupted, .timedOut)
        default: outcome(.failed, AnswerFailure(error, model: model))
        }
    }

    func failedInside() -> AnswerOutcome {
        outcome(hasContent ? .interrupted : .failed, .internalError)
    }
}

extension AnswerFailure {
    /// What to tell the user of an error; the cause itself is for the log.
    ///
    /// - Parameter model: as it was asked for.
    init(_ error: GeminiError, model: String) {
        switch error.blames {
        case .promptLength?: self = .tooLong
        case .media?, .file?: self = .fileRefused
        case .thoughtSignature?: self = .stoppedByGemini(reason: FinishReason.missingThoughtSignature.rawValue)
        default: self.init(error.kind, error, model: model)
        }
    }

    private init(_ kind: GeminiError.Kind, _ error: GeminiError, model: String) {
        switch kind {
        case .invalidKey: self = .invalidKey
        case .permissionDenied, .failedPrecondition: self = .operatorProblem
        case .notFound: self = .modelNotFound(model)
        case .rateLimited where error.isRetryable: self = .rateLimited
        case .rateLimited where error.quota == .spend: self = .operatorProblem
        case .rateLimited where error.quota == .limitZero: self = .modelNotInPlan
        case .rateLimited: self = .quotaExhausted
        case .overloaded: self = .modelOverloaded
        case .deadlineExceeded, .timedOut: self = .timedOut
        case .connectionFailed: self = .unreachable
        case .connectionLost: self = .cutOff
        case .invalidArgument: self = .requestRefused
        // Gemini said so of the question; else it is the reply that is too large.
        case .tooLarge where error.httpStatus == 400 || error.httpStatus == 413: self = .tooLong
        case .fileFailed: self = .fileRefused
        case .unreadableSource: self = .internalError
        default: self = .upstreamError
        }
    }
}
