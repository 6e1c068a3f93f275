extension Scenario {
    /// Those that refuse every question with one of the API's errors, in its words.
    static let refusals: [Scenario] = [
        refusal("stand-in-400", "400: an invalid argument, without saying which.", .invalidArgument(plain)),
        refusal("stand-in-400-key", "400 API_KEY_INVALID: the key is not valid.", .keyInvalid),
        refusal(
            "stand-in-400-key-expired",
            "400 API_KEY_INVALID: the key has expired.",
            APIFailure(
                code: 400,
                statusWord: "INVALID_ARGUMENT",
                message: "API key expired. Please renew the API key.",
                details: APIFailure.errorInfo("API_KEY_INVALID")
            )
        ),
        refusal(
            "stand-in-400-country",
            "400 FAILED_PRECONDITION: the country is not served.",
            .failedPrecondition("User location is not supported for the API use.")
        ),
        refusal(
            "stand-in-400-billing",
            "400 FAILED_PRECONDITION: billing is not on.",
            .failedPrecondition(
                """
                Gemini API free tier is not available in your country. Please enable billing on your project in \
                Google AI Studio.
                """
            )
        ),
        refusal(
            "stand-in-400-unknown-field",
            "400: the request has a field that the API does not know.",
            .unknownField("topZ", at: "generation_config")
        ),
        refusal(
            "stand-in-400-too-long",
            "400: the prompt is longer than the model's limit.",
            .promptTooLong(tokens: 1_200_345, limit: 1_048_576)
        ),
        refusal("stand-in-400-mime", "400: an attachment's type is not taken.", .unsupportedType("application/zip")),
        refusal(
            "stand-in-400-image",
            "400: a picture cannot be read.",
            .invalidArgument("Unable to process input image. Please retry or report in the troubleshooting guide.")
        ),
        refusal(
            "stand-in-400-model-turn",
            "400: the request ends with a model turn.",
            .invalidArgument("Requests ending with a model turn are not supported.")
        ),
        refusal(
            "stand-in-400-signature-missing",
            "400: the history lost a thought signature.",
            .signatureMissing("Function call `default_api:search`, position 2,")
        ),
        refusal(
            "stand-in-400-signature-corrupted",
            "400: the history has a foreign thought signature.",
            .signatureCorrupted
        ),
        refusal(
            "stand-in-401",
            "401: credentials of the wrong kind.",
            APIFailure(
                code: 401,
                statusWord: "UNAUTHENTICATED",
                message: """
                    Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or \
                    other valid authentication credential.
                    """,
                details: APIFailure.errorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED")
            )
        ),
        refusal(
            "stand-in-403-blocked",
            "403: the key may not call this method.",
            .permissionDenied(
                """
                Requests to this API generativelanguage.googleapis.com method google.ai.generativelanguage.\
                v1beta.GenerativeService.StreamGenerateContent are blocked.
                """,
                reason: "API_KEY_SERVICE_BLOCKED"
            )
        ),
        refusal(
            "stand-in-403-leaked",
            "403: the key was found in public.",
            .permissionDenied("Your API key was reported as leaked. Please use another API key.")
        ),
        refusal(
            "stand-in-403-api-off",
            "403: the API is not on in the project.",
            .permissionDenied(
                """
                Generative Language API has not been used in project 123456789012 before or it is disabled. Enable \
                it by visiting the console, then retry.
                """,
                reason: "SERVICE_DISABLED"
            )
        ),
        refusal(
            "stand-in-403-model",
            "403: no access to this model.",
            .permissionDenied("The caller does not have permission to access this model.")
        ),
        refusal("stand-in-403-file", "403: a file is not there (any more).", .fileMissing("gone123")),
        Scenario(id: "stand-in-404", purpose: "404: the model does not exist (any more).") { call throws(APIFailure) in
            throw .modelNotFound(call.model.id, version: .v1beta, method: "generateContent")
        },
        Scenario(id: "stand-in-404-events", purpose: "404 as JSON that says it is an event stream.") { call in
            let failure = APIFailure.modelNotFound(call.model.id, version: .v1beta, method: "streamGenerateContent")
            return Reply(status: 404, contentType: .events, body: [.bytes(failure.json.lines)])
        },
        refusal(
            "stand-in-408",
            "408: the request took too long to arrive.",
            APIFailure(code: 408, statusWord: "DEADLINE_EXCEEDED", message: "Request timed out.")
        ),
        refusal(
            "stand-in-499",
            "499: cancelled.",
            APIFailure(code: 499, statusWord: "CANCELLED", message: "The operation was cancelled.")
        ),
        refusal(
            "stand-in-503-demand",
            "503 in its newer words.",
            APIFailure(
                code: 503,
                statusWord: "UNAVAILABLE",
                message: """
                    This model is currently experiencing high demand. Spikes in demand are usually temporary. Please \
                    try again later.
                    """
            )
        ),
        refusal("stand-in-504", "504: the deadline is over.", .deadlineExceeded),
        Scenario(id: "stand-in-500-array", purpose: "500 inside of a JSON array.") { _ in
            Reply(status: 500, body: [.bytes(JSON.array([APIFailure.internal.json]).lines)])
        },
        refusal(
            "stand-in-418",
            "A status and a status word that nobody knows.",
            APIFailure(code: 418, statusWord: "TEAPOT_BREWING", message: "The model is short and stout.")
        ),
    ]

    private static let plain = "Request contains an invalid argument."
}
