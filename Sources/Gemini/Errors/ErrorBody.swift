/// An error as Google writes it: `{"error": {"code": 429, "message": "…", "status": "…", "details": [{"@type": "…", …}]}}`.
///
/// Everything may be missing or of another shape; what cannot be read is nil. Source: google.rpc.Status.
struct ErrorBody: Decodable {
    let code: Int?
    let message: String?
    let status: String?
    let details: [JSONValue]

    private enum CodingKeys: CodingKey { case error }
    private enum ErrorKeys: CodingKey { case code, message, status, details }

    /// Fails only when there is no field `error`, or a null.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if try container.decodeNil(forKey: .error) {
            throw DecodingError.valueNotFound(
                ErrorBody.self,
                .init(codingPath: container.codingPath, debugDescription: "error is null")
            )
        }
        guard let error = try? container.nestedContainer(keyedBy: ErrorKeys.self, forKey: .error) else {
            // Proxies are seen to write `{"error": "some words"}`.
            (code, status, details) = (nil, nil, [])
            message = container.lenient(.error)
            return
        }
        code = error.lenientInteger(.code)
        message = error.lenient(.message)
        status = error.lenient(.status)
        details = error.lenient(.details) ?? []
    }

    /// The first detail whose `@type` ends in `name`, such as `RetryInfo`.
    func detail(_ name: String) -> [String: JSONValue]? {
        details.lazy.compactMap(\.object).first { $0["@type"]?.string?.hasSuffix("." + name) == true }
    }

    /// `ErrorInfo.reason`, such as `API_KEY_INVALID`.
    var reason: String? { detail("ErrorInfo")?["reason"]?.string }

    /// The quotas that were exceeded, by their ids.
    var quotaIDs: [String] {
        let failures = details.compactMap(\.object).filter { $0["@type"]?.string?.hasSuffix(".QuotaFailure") == true }
        return failures.flatMap { $0["violations"]?.array ?? [] }.compactMap { $0.object?["quotaId"]?.string }
    }

    /// The fields that a `BadRequest` blames, as paths such as `generation_config.thinking_config`.
    var violatedFields: [String] {
        let violations = detail("BadRequest")?["fieldViolations"]?.array ?? []
        return violations.compactMap { $0.object?["field"]?.string }
    }
}
