/// Why a command was refused. Every refusal that reaches a client is one of `ChatError.Code.all`.
package struct ChatError: Error, Hashable, Sendable {
    /// A stable word for programs, with the HTTP status it travels under and a title for people.
    package struct Code: Hashable, Sendable {
        package let word: String
        package let status: Int
        package let title: String

        private init(_ word: String, _ status: Int, _ title: String) {
            self.word = word
            self.status = status
            self.title = title
        }
    }

    package var code: Code
    /// One sentence for people. Never holds what was sent, a secret or a path.
    package var detail: String
    /// The member of the body or the query that is to blame.
    package var field: String?
    package var retryAfterSeconds: Int?

    package init(_ code: Code, _ detail: String, field: String? = nil, retryAfterSeconds: Int? = nil) {
        self.code = code
        self.detail = detail
        self.field = field
        self.retryAfterSeconds = retryAfterSeconds
    }

    package static func badRequest(_ detail: String, field: String? = nil) -> ChatError {
        ChatError(.badRequest, detail, field: field)
    }

    /// What does not exist and what belongs to somebody else: one and the same answer.
    package static let notFound = ChatError(.notFound, "There is nothing here for you.")

    /// The server takes no new work: it is about to end. The next one is there in a moment.
    package static let goingDown = ChatError(
        .unavailable,
        "Pollux is going down. Please try again in a moment.",
        retryAfterSeconds: 5
    )
}

// The table. A code, once published, keeps its word and its status.
extension ChatError.Code {
    package static let badRequest = Self("bad_request", 400, "The request cannot be understood")
    package static let signedOut = Self("signed_out", 401, "Not signed in")
    package static let wrongCredentials = Self("wrong_credentials", 401, "Wrong name or password")
    package static let totpRequired = Self("totp_required", 401, "The second factor is needed")
    package static let wrongTOTP = Self("wrong_totp", 401, "Wrong code")
    package static let blocked = Self("blocked", 403, "The account is blocked")
    package static let sessionRequired = Self("session_required", 403, "Not for access tokens")
    package static let adminOnly = Self("admin_only", 403, "For administrators only")
    package static let invalidLink = Self("invalid_link", 403, "The link is used up, too old or wrong")
    package static let crossOrigin = Self("cross_origin", 403, "The request came from another site")
    package static let registrationClosed = Self("registration_closed", 403, "Registration is closed")
    package static let guestsClosed = Self("guests_closed", 403, "Guests are not admitted")
    package static let notFound = Self("not_found", 404, "Not found")
    package static let methodNotAllowed = Self("method_not_allowed", 405, "No such method is known here")
    package static let conflict = Self("conflict", 409, "The id is taken by something else")
    package static let nameTaken = Self("name_taken", 409, "The name is taken")
    package static let lastAdmin = Self("last_admin", 409, "Somebody has to be the administrator")
    package static let tooMany = Self("too_many", 409, "There are too many of them already")
    package static let gone = Self("gone", 410, "Deleted")
    package static let tooLarge = Self("too_large", 413, "The body is too large")
    package static let unsupportedMediaType = Self("unsupported_media_type", 415, "The body has the wrong media type")
    package static let rangeNotSatisfiable = Self("range_not_satisfiable", 416, "The file has no such bytes")
    package static let unknownHost = Self("unknown_host", 421, "The server has another name")
    package static let upgradeRequired = Self("upgrade_required", 426, "A WebSocket handshake is needed")
    package static let rateLimited = Self("rate_limited", 429, "Too many requests")
    package static let usageLimit = Self("usage_limit", 429, "The day's limit is reached")
    package static let internalError = Self("internal_error", 500, "Something went wrong in Pollux")
    package static let upstreamUnavailable = Self("upstream_unavailable", 502, "Gemini cannot be reached")
    package static let unavailable = Self("unavailable", 503, "Pollux is busy")
    package static let storageFailed = Self("storage_failed", 503, "Pollux cannot write to its disk")

    /// Every code that can reach a client, in the order of their statuses.
    package static let all: [Self] = [
        badRequest, signedOut, wrongCredentials, totpRequired, wrongTOTP, blocked, sessionRequired, adminOnly,
        invalidLink, crossOrigin, registrationClosed, guestsClosed, notFound,
        methodNotAllowed, conflict, nameTaken, lastAdmin, tooMany,
        gone, tooLarge, unsupportedMediaType, rangeNotSatisfiable, unknownHost, upgradeRequired, rateLimited,
        usageLimit,
        internalError, upstreamUnavailable, unavailable, storageFailed,
    ]
}
