/// Why an answer ended otherwise than it should: a stable word for programs, one sentence for people.
package struct AnswerFailure: Hashable, Sendable, Codable {
    package var code: String
    package var message: String
    /// Asking again without changing anything may help.
    package var retryable: Bool

    /// As an export of Pollux's tells it; `nil` when it tells none of ours.
    package init?(exported code: String, message: String, retryable: Bool) {
        guard Self.codes.contains(code) else { return nil }
        self.init(code, String(String.UnicodeScalarView(message.unicodeScalars.prefix(1000))), retryable: retryable)
    }

    private init(_ code: String, _ message: String, retryable: Bool) {
        self.code = code
        self.message = message
        self.retryable = retryable
    }
}

// The table. Sentences are for the person in front of Pollux; causes go to the operator's log.
extension AnswerFailure {
    package static let invalidKey = Self(
        "invalid_key",
        "Gemini does not accept this server's API key. Please tell the administrator.",
        retryable: false
    )
    package static let operatorProblem = Self(
        "operator_problem",
        "Gemini refuses to work for this server. Please tell the administrator.",
        retryable: false
    )
    package static let tooLong = Self(
        "too_long",
        "This is too long for the model. Please shorten it, let fewer exchanges go along, or choose another model.",
        retryable: false
    )
    package static let fileRefused = Self(
        "file_refused",
        "Gemini does not take one of the files with this model. Please remove it or choose another model.",
        retryable: false
    )
    package static let noPicture = Self(
        "no_image",
        "No picture was made. Please try again, or describe it differently.",
        retryable: true
    )
    package static let requestRefused = Self(
        "request_refused",
        "Gemini did not accept this question.",
        retryable: false
    )
    package static let rateLimited = Self(
        "rate_limited",
        "Gemini's limit of requests is reached. Please try again in a minute.",
        retryable: true
    )
    package static let quotaExhausted = Self(
        "quota_exhausted",
        "Gemini's daily limit for this server is used up.",
        retryable: false
    )
    package static let modelOverloaded = Self(
        "model_overloaded",
        "This model is overloaded at the moment. Please try again, or choose another model.",
        retryable: true
    )
    package static let upstreamError = Self(
        "upstream_error",
        "Gemini had an internal error. Please try again.",
        retryable: true
    )
    package static let timedOut = Self(
        "timed_out",
        "Gemini took too long. Please try again.",
        retryable: true
    )
    package static let unreachable = Self(
        "unreachable",
        "Gemini cannot be reached from this server at the moment. Please try again.",
        retryable: true
    )
    package static let cutOff = Self(
        "cut_off",
        "The connection to Gemini broke before the answer was complete.",
        retryable: true
    )
    package static let emptyAnswer = Self(
        "empty_answer",
        "Gemini returned an empty answer. Please try again.",
        retryable: true
    )
    package static let lengthLimit = Self(
        "length_limit",
        "The answer was cut at Gemini's length limit. Write “Continue.” to get more.",
        retryable: false
    )
    package static let thinkingAteTheLimit = Self(
        "length_limit",
        "Gemini used its whole length limit for thinking and wrote no answer. Please try again.",
        retryable: true
    )
    package static let stoppedEarly = Self(
        "stopped",
        "Stopped before Gemini began to answer.",
        retryable: true
    )
    package static let serverRestarted = Self(
        "server_restarted",
        "Pollux was restarted while Gemini was answering.",
        retryable: true
    )
    package static let storageFailed = Self(
        "storage_failed",
        "The server's disk took no more of this answer. What had come by then is here.",
        retryable: true
    )
    package static let internalError = Self(
        "internal_error",
        "Something went wrong in Pollux. Please try again.",
        retryable: true
    )

    package static let usageLimit = Self(
        "usage_limit",
        "What is left of today's tokens is too little for this question with what goes along.",
        retryable: false
    )
    /// Besides `quotaExhausted`: the plan has nothing of the model at all.
    package static let modelNotInPlan = Self(
        "quota_exhausted",
        "Gemini's plan of this server does not include this model. Please choose another one.",
        retryable: false
    )
    /// Besides `lengthLimit`: not Gemini's limit but ours.
    package static let longerThanKept = Self(
        "length_limit",
        "The answer was cut: it is longer than Pollux keeps. Write “Continue.” to get more.",
        retryable: false
    )
    package static let pictureLost = Self(
        "picture_lost",
        "A picture of this answer could not be read and was left out.",
        retryable: true
    )

    /// - Parameter model: as it was asked for.
    package static func modelNotFound(_ model: String) -> Self {
        let name = String(String.UnicodeScalarView(model.unicodeScalars.prefix(100)))
        return Self(
            "model_not_found",
            "Gemini does not offer “\(name)” (any more). Please choose another model.",
            retryable: false
        )
    }

    /// The question was refused before an answer began; `reason` is Gemini's own word, such as `SAFETY`.
    package static func promptBlocked(reason: String) -> Self {
        Self("prompt_blocked", "Gemini refused this question (\(plain(reason))).", retryable: false)
    }

    /// The answer was ended for `reason`, Gemini's own word.
    package static func stoppedByGemini(reason: String) -> Self {
        switch reason {
        case "SAFETY":
            Self("safety", "Gemini's safety filter stopped the answer.", retryable: false)
        case "RECITATION":
            Self(
                "recitation",
                "Gemini stopped because the answer would quote a protected text. Please rephrase the question.",
                retryable: false
            )
        case "LANGUAGE":
            Self("language", "Gemini does not support this language.", retryable: false)
        case "BLOCKLIST", "PROHIBITED_CONTENT", "SPII":
            Self("blocked", "Gemini blocked the answer (\(plain(reason))).", retryable: false)
        case "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION":
            Self(
                "image_refused",
                "Gemini refused to make this picture (\(plain(reason))). Please describe it differently.",
                retryable: false
            )
        case "IMAGE_OTHER", "NO_IMAGE":
            noPicture
        case "PUP_LIMITED_DISABLED":
            operatorProblem
        case "MISSING_THOUGHT_SIGNATURE":
            Self(
                "context_refused",
                "Gemini cannot go on from the earlier answers. Please ask in a new chat, or with fewer exchanges.",
                retryable: false
            )
        case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS":
            Self("tool_call_failed", "Gemini failed to use one of its tools. Please try again.", retryable: true)
        default:
            Self("stopped_by_gemini", "Gemini stopped the answer (\(plain(reason))).", retryable: true)
        }
    }

    /// Every code that an answer can carry.
    package static let codes: [String] =
        [
            invalidKey, operatorProblem, modelNotFound(""), requestRefused, tooLong, fileRefused, pictureLost,
            usageLimit,
            rateLimited,
            quotaExhausted, modelOverloaded,
            upstreamError, timedOut, unreachable, cutOff, emptyAnswer, lengthLimit, stoppedEarly, serverRestarted,
            storageFailed,
            internalError, promptBlocked(reason: ""),
        ].map(\.code)
        + [
            "SAFETY", "RECITATION", "LANGUAGE", "SPII", "MISSING_THOUGHT_SIGNATURE", "MALFORMED_FUNCTION_CALL",
            "IMAGE_SAFETY", "NO_IMAGE", "OTHER",
        ]
        .map { stoppedByGemini(reason: $0).code }

    /// A word from outside, made safe to stand in a sentence.
    private static func plain(_ word: String) -> String {
        let kept = word.unicodeScalars.prefix(40).filter { $0.isASCII && ($0 == "_" || $0.properties.isAlphabetic) }
        return kept.isEmpty ? "no reason given" : String(String.UnicodeScalarView(kept))
    }
}
