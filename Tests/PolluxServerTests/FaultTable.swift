import PolluxTesting
import Testing

/// What becomes of an answer whose model behaves in one way: a row for each scenario of the stand-in.
struct Fault: Sendable, CustomTestStringConvertible {
    /// Without `stand-in-`.
    let id: String
    let status: String
    /// `nil`: nothing to explain.
    let code: String?
    let has: Content
    /// Calls for the answer, as many as are right.
    let calls: ClosedRange<Int>

    enum Content: Sendable {
        case nothing, text, picture, textAndPicture
    }

    var testDescription: String { id }

    /// So many megabytes, or so many chunks, that others at the same time would have to wait for them.
    var isLarge: Bool { ["large-", "endless", "many-", "picture-huge"].contains { id.hasPrefix($0) } }

    private static func rows(
        _ status: String,
        _ code: String?,
        _ has: Content,
        calls: ClosedRange<Int> = 1...1,
        _ ids: String
    ) -> [Fault] {
        ids.split(whereSeparator: \.isWhitespace).map {
            Fault(id: String($0), status: status, code: code, has: has, calls: calls)
        }
    }

    static let all: [Fault] = [
        right, refused, overloaded, limited, cut, ended, misread,
    ].flatMap(\.self)

    private static let right = [
        rows(
            "complete",
            nil,
            .text,
            """
            echo think long deltas-200 400-thinking-level 400-thinking-level-unknown 400-thinking-budget 400-temperature
            400-top-p small type-html type-json type-octets type-none slow-head slow-chunk slow-end trickle keep-alive
            split-data split-json split-code-point split-crlf split-blank-line frame-lf frame-cr frame-mixed frame-bytes
            frame-at-once frame-separators frame-comments frame-bom frame-done frame-unended frame-unended-line
            frame-no-space frame-lines frame-array frame-lines-bare frame-blank-lines duplicate-chunks empty-chunks
            empty-text no-parts empty-content stop-everywhere usage-only finish-alone text-after-finish unknown-parts
            unknown-fields strings-for-numbers nulls totals-come-and-go other-model invalid-utf8 lone-surrogates
            split-pair nul nul-raw duplicate-names large-field large-array large-comment many-chunks finish-stop
            signatures signatures-strict grounded grounded-hostile urls tools abort-finish reset-finish stall-finish
            """
        ),
        // A field that the model blames is left out, once.
        rows("complete", nil, .text, calls: 2...2, "400-thoughts"),
        rows("complete", nil, .text, calls: 3...3, "429-2 500-2 503-2 drop-2"),
        rows(
            "complete",
            nil,
            .textAndPicture,
            "code picture picture-strict picture-truncated picture-many picture-huge"
        ),
        rows("complete", nil, .picture, "picture-only"),
        rows("complete", "picture_lost", .text, "picture-lies picture-bad-base64"),
        rows("complete", "length_limit", .text, "maxtokens candidates finish-max-tokens finish-continuation"),
    ].flatMap(\.self)

    private static let refused = [
        rows("failed", "invalid_key", .nothing, "400-key 400-key-expired 401"),
        rows(
            "failed",
            "operator_problem",
            .nothing,
            "400-country 400-billing 403-blocked 403-leaked 403-api-off 403-model 429-spend finish-pup-limited-disabled-empty"
        ),
        rows("failed", "operator_problem", .text, "finish-pup-limited-disabled"),
        rows("failed", "model_not_found", .nothing, "404 404-events"),
        rows("failed", "request_refused", .nothing, "400 400-unknown-field 400-model-turn"),
        rows("failed", "request_refused", .nothing, calls: 2...2, "400-thinking-always"),
        rows("failed", "too_long", .nothing, "400-too-long 413"),
        rows("failed", "file_refused", .nothing, "400-mime 400-image"),
        rows("failed", "file_refused", .nothing, calls: 2...2, "403-file"),
        rows("failed", "context_refused", .nothing, calls: 2...2, "400-signature-missing 400-signature-corrupted"),
        rows(
            "failed",
            "prompt_blocked",
            .nothing,
            """
            blocked block-safety block-other block-blocklist block-prohibited-content block-image-safety block-model-armor
            block-jailbreak block-block-reason-unspecified block-new-reason
            """
        ),
    ].flatMap(\.self)

    private static let overloaded = [
        rows(
            "failed",
            "model_overloaded",
            .nothing,
            calls: 3...3,
            "503 503-demand 503-page error-503-plain-first error-503-data-first error-503-array-first"
        ),
        rows("failed", "model_overloaded", .text, "error-503-plain error-503-data error-503-array"),
        rows(
            "failed",
            "upstream_error",
            .nothing,
            calls: 3...3,
            """
            500 500-array 502 500-text 500-empty error-500-plain-first error-500-data-first error-500-array-first
            large-error
            """
        ),
        rows("failed", "upstream_error", .text, "midstream error-500-plain error-500-data error-500-array"),
        rows("failed", "upstream_error", .nothing, "499 418 page 301 302 307 gzip"),
        rows("failed", "timed_out", .nothing, calls: 2...2, "504 504-page 504-2"),
        rows("failed", "timed_out", .nothing, "408"),
    ].flatMap(\.self)

    private static let limited = [
        rows(
            "failed",
            "rate_limited",
            .nothing,
            calls: 3...3,
            """
            429 429-minute 429-tokens 429-plain 429-text error-429-plain-first error-429-data-first
            error-429-array-first
            """
        ),
        rows("failed", "rate_limited", .nothing, "429-later"),
        rows("failed", "rate_limited", .text, "error-429-plain error-429-data error-429-array"),
        rows("failed", "quota_exhausted", .nothing, "429-day 429-zero"),
    ].flatMap(\.self)

    private static let cut = [
        rows(
            "interrupted",
            "cut_off",
            .text,
            """
            cut abort reset abort-data reset-data cut-data abort-json reset-json cut-json abort-code-point
            reset-code-point cut-code-point abort-crlf reset-crlf cut-crlf abort-blank-line reset-blank-line
            cut-blank-line abort-text reset-text cut-text block-late
            """
        ),
        rows("interrupted", "cut_off", .textAndPicture, "picture-cut"),
        rows("failed", "cut_off", .nothing, calls: 3...3, "drop reset-head abort-start reset-start"),
        // Thoughts were shown, so there is no second call.
        rows("failed", "cut_off", .nothing, "abort-thoughts reset-thoughts"),
        rows("interrupted", "timed_out", .text, "stall stall-chunk stall-text stall-line stall-field"),
        rows("failed", "timed_out", .nothing, "silent stall-head stall-thoughts"),
    ].flatMap(\.self)

    private static let ended = [
        rows(
            "failed",
            "empty_answer",
            .nothing,
            "cut-thoughts thoughts-only zero-width spaces empty-stop finish-stop-empty block-without-reason grounded-only"
        ),
        rows("failed", "empty_answer", .nothing, calls: 2...2, "empty empty-2"),
        rows(
            "failed",
            "length_limit",
            .nothing,
            "finish-max-tokens-empty finish-continuation-empty finish-max-tokens-thoughts"
        ),
        rows("failed", "safety", .nothing, "finish-safety-empty"),
        rows("failed", "safety", .text, "safety stop-then-reason finish-safety"),
        rows("failed", "recitation", .nothing, "finish-recitation-empty"),
        rows("failed", "recitation", .text, "finish-recitation"),
        rows("failed", "language", .nothing, "finish-language-empty"),
        rows("failed", "language", .text, "finish-language"),
        rows(
            "failed",
            "blocked",
            .nothing,
            "finish-blocklist-empty finish-prohibited-content-empty finish-spii-empty"
        ),
        rows("failed", "blocked", .text, "finish-blocklist finish-prohibited-content finish-spii"),
        rows("failed", "context_refused", .nothing, "finish-missing-thought-signature-empty"),
        rows("failed", "context_refused", .text, "finish-missing-thought-signature"),
        rows(
            "failed",
            "image_refused",
            .nothing,
            "finish-image-safety-empty finish-image-prohibited-content-empty finish-image-recitation-empty"
        ),
        rows(
            "failed",
            "image_refused",
            .text,
            "finish-image-safety finish-image-prohibited-content finish-image-recitation"
        ),
        rows("failed", "no_image", .nothing, "finish-image-other-empty finish-no-image-empty"),
        rows("failed", "no_image", .text, "finish-image-other finish-no-image"),
        rows(
            "failed",
            "tool_call_failed",
            .nothing,
            "finish-unexpected-tool-call-empty finish-too-many-tool-calls-empty"
        ),
        rows(
            "failed",
            "tool_call_failed",
            .nothing,
            calls: 2...2,
            "finish-malformed-function-call-empty finish-malformed-content"
        ),
        rows(
            "failed",
            "tool_call_failed",
            .text,
            "finish-malformed-function-call finish-unexpected-tool-call finish-too-many-tool-calls"
        ),
        rows(
            "failed",
            "stopped_by_gemini",
            .nothing,
            """
            finish-other-empty finish-malformed-response-empty finish-escalation-empty
            finish-finish-reason-unspecified-empty
            """
        ),
        rows(
            "failed",
            "stopped_by_gemini",
            .text,
            "unknown-finish finish-other finish-malformed-response finish-escalation finish-finish-reason-unspecified"
        ),
    ].flatMap(\.self)

    private static let misread = [
        rows("failed", "upstream_error", .nothing, "invalid-json-first prose"),
        rows("failed", "upstream_error", .text, "invalid-json no-object wrong-types deep"),
        rows("interrupted", "length_limit", .text, "large-text endless"),
        rows("failed", "upstream_error", .nothing, "endless-line"),
    ].flatMap(\.self)
}
