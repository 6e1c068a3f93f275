extension APIFailure {
    static func permissionDenied(_ message: String, reason: String? = nil) -> APIFailure {
        APIFailure(code: 403, statusWord: "PERMISSION_DENIED", message: message, details: errorInfo(reason))
    }

    static func failedPrecondition(_ message: String) -> APIFailure {
        APIFailure(code: 400, statusWord: "FAILED_PRECONDITION", message: message)
    }

    static func promptTooLong(tokens: Int, limit: Int) -> APIFailure {
        .invalidArgument(
            "The input token count (\(tokens)) exceeds the maximum number of tokens allowed (\(limit))."
        )
    }

    static func unsupportedType(_ type: String) -> APIFailure {
        .invalidArgument("Unsupported MIME type: \(type.prefix(200))")
    }

    static let signatureCorrupted = APIFailure.invalidArgument("Corrupted thought signature.")

    static func signatureMissing(_ place: String) -> APIFailure {
        .invalidArgument(
            """
            \(place) is missing a thought_signature. This is required for the model to work correctly. Learn more: \
            https://ai.google.dev/gemini-api/docs/thought-signatures
            """
        )
    }

    static func unknownField(_ name: String, at place: String) -> APIFailure {
        .invalidPayload([
            (place, "Invalid JSON payload received. Unknown name \"\(name)\" at '\(place)': Cannot find field.")
        ])
    }

    static func fileMissing(_ id: String) -> APIFailure {
        .permissionDenied("You do not have permission to access the File \(id.prefix(100)) or it may not exist.")
    }

    static let deadlineExceeded = APIFailure(
        code: 504,
        statusWord: "DEADLINE_EXCEEDED",
        message: "Deadline expired before operation could complete."
    )

    static func errorInfo(_ reason: String?) -> [JSON] {
        guard let reason else { return [] }
        let metadata = JSON.members(["service": "generativelanguage.googleapis.com"])
        return [
            detail(
                "ErrorInfo",
                ["reason": .string(reason), "domain": "googleapis.com", "metadata": metadata]
            )
        ]
    }
}

// MARK: - Limits

extension APIFailure {
    /// A limit that the API names, in its words.
    ///
    /// - Parameters:
    ///   - id: such as `GenerateRequestsPerDayPerProjectPerModel-FreeTier`.
    ///   - delay: such as `34.07s`; nil says nothing of when to try again.
    static func quota(id: String, limit: String, model: String, delay: String? = nil) -> APIFailure {
        let metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
        let violation = JSON.members([
            "quotaMetric": .string(metric),
            "quotaId": .string(id),
            "quotaDimensions": .members(["location": "global", "model": .string(model)]),
            "quotaValue": limit == "0" ? nil : .string(limit),
        ])
        let help = JSON.members([
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
        ])
        var details = [detail("QuotaFailure", ["violations": [violation]]), detail("Help", ["links": [help]])]
        if let delay { details.append(detail("RetryInfo", ["retryDelay": .string(delay)])) }
        return APIFailure(
            code: 429,
            statusWord: "RESOURCE_EXHAUSTED",
            message: """
                You exceeded your current quota, please check your plan and billing details. For more information on \
                this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.
                * Quota exceeded for metric: \(metric), limit: \(limit), model: \(model)
                """ + (delay.map { "\nPlease retry in \($0)." } ?? ""),
            details: details
        )
    }

    /// The form without any detail.
    static let exhausted = APIFailure(
        code: 429,
        statusWord: "RESOURCE_EXHAUSTED",
        message: "Resource has been exhausted (e.g. check quota)."
    )
}
