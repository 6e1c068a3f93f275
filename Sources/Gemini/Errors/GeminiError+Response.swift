extension GeminiError {
    /// What a reply that is no answer means.
    ///
    /// - Parameters:
    ///   - httpStatus: the reply's status; 200 for an error object inside a stream, whose own code is then taken.
    ///   - body: the error object, nil when the body was something else.
    ///   - fallback: what to say in place of the message of an absent body.
    ///   - retryAfter: the value of the header `Retry-After`.
    init(httpStatus: Int, body: ErrorBody?, fallback: String, retryAfter: String? = nil) {
        let code = httpStatus == 200 ? (body?.code ?? Self.code(of: body?.status)) : httpStatus
        let message = body?.message ?? fallback
        let kind = Self.kind(code: code, body: body, message: message)
        self.init(
            kind,
            message: message,
            httpStatus: code,
            status: body?.status,
            quota: kind == .rateLimited ? Self.quota(body: body, message: message) : nil,
            blames: Refusal.blame(code: code, body: body, message: message),
            retryDelay: RetryDelay.find(body: body, message: message, retryAfter: retryAfter)
        )
    }

    private static func kind(code: Int?, body: ErrorBody?, message: String) -> Kind {
        switch code {
        case 400: badRequest(body: body, message: message)
        case 401: .invalidKey
        case 403: .permissionDenied
        case 404: .notFound
        case 408: .timedOut
        case 413: .tooLarge
        case 429: body?.reason == "MODEL_CAPACITY_EXHAUSTED" ? .overloaded : .rateLimited
        case 499: .cancelled
        case 503: .overloaded
        case 504: .deadlineExceeded
        case .some(500...599): .internalError
        default: .unexpectedStatus
        }
    }

    private static func badRequest(body: ErrorBody?, message: String) -> Kind {
        if body?.reason == "API_KEY_INVALID" { return .invalidKey }
        if Refusal.saysBodyIsTooLarge(message) { return .tooLarge }
        if body?.status == "FAILED_PRECONDITION" {
            return Refusal.saysFileIsNotReady(message) ? .invalidArgument : .failedPrecondition
        }
        // Proxies are seen to drop the details.
        let words = message.lowercased()
        let isKey = words.contains("api key not valid") || words.contains("api key expired")
        return isKey ? .invalidKey : .invalidArgument
    }

    /// The limit that takes longest to be free again wins when several were exceeded.
    private static func quota(body: ErrorBody?, message: String) -> Quota {
        if saysLimitZero(message) { return .limitZero }
        let ids = body?.quotaIDs ?? []
        if saysMoneyIsUsedUp(message) || ids.contains(where: { $0.contains("Spend") }) { return .spend }
        if ids.contains(where: { $0.contains("PerDay") }) { return .perDay }
        if ids.contains(where: { $0.contains("PerMinute") }) { return .perMinute }
        return .unknown
    }

    /// `Your project has exceeded its monthly spending cap.`, `Your prepayment credits are depleted.` and their kin.
    private static func saysMoneyIsUsedUp(_ message: String) -> Bool {
        let words = message.lowercased()
        return ["spending cap", "spend cap", "spend limit", "spend-based", "credits are depleted"].contains {
            words.contains($0)
        }
    }

    /// `limit: 0`, but not `limit: 0.5` or `limit: 05`.
    private static func saysLimitZero(_ message: String) -> Bool {
        guard let match = message.firstRange(of: "limit: 0") else { return false }
        let rest = message[match.upperBound...]
        guard let next = rest.first else { return true }
        if next.isNumber { return false }
        return !(next == "." && rest.dropFirst().first?.isNumber == true)
    }

    /// For error objects that name a status and no code. Source: google.rpc.Code.
    private static func code(of status: String?) -> Int? {
        switch status {
        case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE": 400
        case "UNAUTHENTICATED": 401
        case "PERMISSION_DENIED": 403
        case "NOT_FOUND": 404
        case "RESOURCE_EXHAUSTED": 429
        case "CANCELLED": 499
        case "INTERNAL", "UNKNOWN", "DATA_LOSS": 500
        case "UNAVAILABLE": 503
        case "DEADLINE_EXCEEDED": 504
        default: nil
        }
    }
}
