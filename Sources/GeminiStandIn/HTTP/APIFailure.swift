/// An error as the API words it: HTTP status, canonical status word, message, typed details.
///
/// Source: google.rpc.Status and google.rpc error details as seen in the API's replies.
struct APIFailure: Error, Sendable {
    let code: Int
    /// Such as `INVALID_ARGUMENT`.
    let statusWord: String
    let message: String
    var details: [JSON] = []

    var json: JSON {
        .members([
            "error": .members([
                "code": JSON(code),
                "message": .string(message),
                "status": .string(statusWord),
                "details": details.isEmpty ? nil : .array(details),
            ])
        ])
    }
}

// MARK: - The key

extension APIFailure {
    static let keyMissing = APIFailure(
        code: 403,
        statusWord: "PERMISSION_DENIED",
        message: """
            Method doesn't allow unregistered callers (callers without established identity). Please use API Key or \
            other form of API consumer identity to call this API.
            """
    )

    static let keyInvalid = APIFailure(
        code: 400,
        statusWord: "INVALID_ARGUMENT",
        message: "API key not valid. Please pass a valid API key.",
        details: [
            detail(
                "ErrorInfo",
                [
                    "reason": "API_KEY_INVALID",
                    "domain": "googleapis.com",
                    "metadata": .members(["service": "generativelanguage.googleapis.com"]),
                ]
            ),
            detail(
                "LocalizedMessage",
                ["locale": "en-US", "message": "API key not valid. Please pass a valid API key."]
            ),
        ]
    )
}

// MARK: - The request

extension APIFailure {
    static func invalidArgument(_ message: String) -> APIFailure {
        APIFailure(code: 400, statusWord: "INVALID_ARGUMENT", message: message)
    }

    /// For a body that does not fit the request's type, one violation for each fault.
    static func invalidPayload(_ violations: [(field: String, description: String)]) -> APIFailure {
        let fields = violations.map { violation -> JSON in
            .members([
                "field": violation.field.isEmpty ? nil : .string(violation.field),
                "description": .string(violation.description),
            ])
        }
        return APIFailure(
            code: 400,
            statusWord: "INVALID_ARGUMENT",
            message: violations.map(\.description).joined(separator: "\n"),
            details: [detail("BadRequest", ["fieldViolations": .array(fields)])]
        )
    }

    static func modelNotFound(_ id: String, version: APIVersion, method: String) -> APIFailure {
        APIFailure(
            code: 404,
            statusWord: "NOT_FOUND",
            message: """
                models/\(id.prefix(200)) is not found for API version \(version.rawValue), or is not supported for \
                \(method). Call ListModels to see the list of available models and their supported methods.
                """
        )
    }

    static let methodNotFound = APIFailure(code: 404, statusWord: "NOT_FOUND", message: "Method not found.")
}

// MARK: - The service

extension APIFailure {
    static let `internal` = APIFailure(
        code: 500,
        statusWord: "INTERNAL",
        message: "An internal error has occurred. Please retry."
    )

    static let unavailable = APIFailure(
        code: 503,
        statusWord: "UNAVAILABLE",
        message: "The model is overloaded. Please try again later."
    )

    /// A limit per minute, with the delay after which to try again, in whole and fractional seconds.
    static func quotaExceeded(model: String, retryAfter seconds: Double = 2.5) -> APIFailure {
        let metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
        return APIFailure(
            code: 429,
            statusWord: "RESOURCE_EXHAUSTED",
            message: """
                You exceeded your current quota, please check your plan and billing details.
                * Quota exceeded for metric: \(metric), limit: 10, model: \(model)
                Please retry in \(seconds)s.
                """,
            details: [
                detail(
                    "QuotaFailure",
                    [
                        "violations": [
                            .members([
                                "quotaMetric": .string(metric),
                                "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                                "quotaDimensions": .members(["location": "global", "model": .string(model)]),
                                "quotaValue": "10",
                            ])
                        ]
                    ]
                ),
                detail("RetryInfo", ["retryDelay": .string("\(seconds)s")]),
            ]
        )
    }

    static func detail(_ type: String, _ members: KeyValuePairs<String, JSON?>) -> JSON {
        guard case .object(let members) = JSON.members(members) else { return .null }
        let name = JSON.Member(name: "@type", value: .string("type.googleapis.com/google.rpc." + type))
        return .object([name] + members)
    }
}
