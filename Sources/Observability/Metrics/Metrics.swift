/// Everything that Pollux counts. One for each server; its parts keep what they add to.
///
/// Labels come from closed sets: never a user, a title, an address, or a name that a user gave.
package final class Metrics: Sendable {
    private static let seconds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
    ]
    private static let short: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ]

    package let http = HTTPMetrics()
    package let live = LiveMetrics()
    package let answers = AnswerMetrics()
    package let gemini = GeminiMetrics()
    package let logs = LogMetrics()

    package init() {}

    /// In the order in which they are shown. The store has its own.
    package var families: [any MetricFamily] {
        http.families + live.families + answers.families + gemini.families + logs.families
    }

    package final class HTTPMetrics: Sendable {
        package let requests = CounterFamily(
            "pollux_http_requests_total",
            "Requests by the route's template, method and class of status",
            labels: ["route", "method", "status"]
        )
        package let duration = HistogramFamily(
            "pollux_http_request_duration_seconds",
            "From a request's head to the head of its response",
            seconds: Metrics.seconds,
            labels: ["route", "method"]
        )
        package let refusals = CounterFamily(
            "pollux_refusals_total",
            "Requests that were refused, by the code of the refusal",
            labels: ["code"]
        )
        package let signIns = CounterFamily(
            "pollux_sign_ins_total",
            "Tries to sign in, by what became of them",
            labels: ["result"],
            known: [["ok"], ["wrong_credentials"], ["totp_required"], ["wrong_totp"], ["blocked"], ["rate_limited"]]
        )

        package init() {}

        var families: [any MetricFamily] { [requests, duration, refusals, signIns] }
    }

    package final class LiveMetrics: Sendable {
        private let closedByCode = CounterFamily(
            "pollux_sockets_closed_total",
            "Sockets and streams that ended, by the close code",
            labels: ["code"],
            known: ["1000", "1001", "4400", "4401", "4403", "4408", "4429", "4430", "4500"].map { [$0] }
        )
        private let framesByKind = CounterFamily(
            "pollux_frames_sent_total",
            "Frames handed to sockets and streams, by kind",
            labels: ["kind"]
        )
        private let bytesSent = CounterFamily(
            "pollux_frame_bytes_sent_total",
            "Bytes of JSON in these frames",
            labels: []
        )
        private let deltasGiven = CounterFamily(
            "pollux_deltas_total",
            "Pieces of text that running answers gave to the hub",
            labels: []
        )
        private let deltasMerged = CounterFamily(
            "pollux_deltas_merged_total",
            "Pieces that were merged into one that a socket had not taken yet",
            labels: []
        )
        /// What is open, WebSockets and streams of events apart.
        package let sockets = Gauge()
        package let streams = Gauge()
        package let deltas: Counter
        package let merged: Counter
        package let bytes: Counter
        package let changes: Counter
        package let heartbeats: Counter
        /// Deltas, `hello` and `reset`.
        package let others: Counter

        package init() {
            deltas = deltasGiven()
            merged = deltasMerged()
            bytes = bytesSent()
            changes = framesByKind("change")
            heartbeats = framesByKind("heartbeat")
            others = framesByKind("other")
        }

        package func closed(_ code: UInt16) { closedByCode("\(code)").add() }

        var families: [any MetricFamily] {
            [
                Reading("pollux_sockets_open", "WebSockets that are open") { Double(self.sockets.value) },
                Reading("pollux_streams_open", "Streams of events that are open") { Double(self.streams.value) },
                closedByCode, framesByKind, bytesSent, deltasGiven, deltasMerged,
            ]
        }
    }

    package final class AnswerMetrics: Sendable {
        private let byOutcome = CounterFamily(
            "pollux_answers_total",
            "Answers that came to their end, by how",
            labels: ["outcome"],
            known: [["complete"], ["stopped"], ["failed"], ["interrupted"]]
        )
        private let byFailure = CounterFamily(
            "pollux_answer_failures_total",
            "Answers with a failure, by its code",
            labels: ["code"]
        )
        private let durations = HistogramFamily(
            "pollux_answer_duration_seconds",
            "From an answer's turn to its end",
            seconds: Metrics.seconds
        )
        private let firstDeltas = HistogramFamily(
            "pollux_answer_first_delta_seconds",
            "From an answer's turn to its first text on the way to the sockets",
            seconds: Metrics.seconds
        )
        private let added = HistogramFamily(
            "pollux_answer_first_delta_added_seconds",
            "What Pollux added to Gemini's own time to the first text",
            seconds: Metrics.short
        )
        private let tokenCounts = CounterFamily(
            "pollux_tokens_total",
            "Tokens that Gemini counted",
            labels: ["kind"],
            known: [["prompt"], ["output"], ["thoughts"]]
        )
        package let duration: Histogram
        package let firstDelta: Histogram
        package let firstDeltaAdded: Histogram

        init() {
            duration = durations()
            firstDelta = firstDeltas()
            firstDeltaAdded = added()
        }

        /// - Parameters:
        ///   - outcome: a final status.
        ///   - failure: a code of `AnswerFailure`.
        package func ended(_ outcome: String, failure: String?) {
            byOutcome(outcome).add()
            if let failure { byFailure(failure).add() }
        }

        package func tokens(prompt: Int, output: Int, thoughts: Int) {
            tokenCounts("prompt").add(prompt)
            tokenCounts("output").add(output)
            tokenCounts("thoughts").add(thoughts)
        }

        var families: [any MetricFamily] { [byOutcome, byFailure, durations, firstDeltas, added, tokenCounts] }
    }

    package final class GeminiMetrics: Sendable {
        /// What a call asks for.
        package enum Operation: String, CaseIterable, Sendable {
            case generate
            case countTokens = "count_tokens"
            case listModels = "list_models"
        }

        private let byOutcome = CounterFamily(
            "pollux_gemini_calls_total",
            "Calls to Gemini that came to their end, by what they asked for and ok or the kind of error",
            labels: ["operation", "outcome"],
            known: Operation.allCases.map { [$0.rawValue, "ok"] }
        )
        private let firstChunks = HistogramFamily(
            "pollux_gemini_first_delta_seconds",
            "From a call to the first chunk of its answer",
            seconds: Metrics.seconds
        )
        private let allRetries = CounterFamily(
            "pollux_gemini_retries_total",
            "Calls that were made again",
            labels: []
        )
        private let allSpared = CounterFamily(
            "pollux_gemini_breaker_refusals_total",
            "Answers that failed at once because their model is overloaded",
            labels: []
        )
        package let firstChunk: Histogram
        package let retries: Counter
        package let spared: Counter
        /// Models that are not asked for a while.
        package let openBreakers = Gauge()

        package init() {
            firstChunk = firstChunks()
            retries = allRetries()
            spared = allSpared()
        }

        /// - Parameter error: the kind; `nil`: the call went well.
        package func ended(_ operation: Operation, error: String? = nil) {
            byOutcome(operation.rawValue, error ?? "ok").add()
        }

        var families: [any MetricFamily] {
            [
                byOutcome, firstChunks, allRetries, allSpared,
                Reading("pollux_gemini_breakers_open", "Models that are not asked for a while") {
                    Double(self.openBreakers.value)
                },
            ]
        }
    }

    package final class StoreMetrics: Sendable {
        private let byOutcome = CounterFamily(
            "pollux_store_commits_total",
            "Commits, each of one writer or several, by outcome",
            labels: ["outcome"]
        )
        private let batches = HistogramFamily(
            "pollux_store_commit_writers",
            "Writers that shared a commit",
            counts: [1, 2, 5, 10, 20, 50, 100, 200, 500]
        )
        private let durations = HistogramFamily(
            "pollux_store_commit_duration_seconds",
            "From the beginning of a transaction to its commit on disk",
            seconds: Metrics.short
        )
        private let checkpointDurations = HistogramFamily(
            "pollux_store_checkpoint_duration_seconds",
            "Moving the log of writes into the database",
            seconds: Metrics.short
        )
        private let commits: Counter
        private let writers: Histogram
        private let duration: Histogram
        package let failedCommits: Counter
        package let checkpointDuration: Histogram

        package init() {
            commits = byOutcome("ok")
            failedCommits = byOutcome("failed")
            writers = batches()
            duration = durations()
            checkpointDuration = checkpointDurations()
        }

        /// - Parameter start: of the transaction.
        package func committed(_ count: Int, since start: ContinuousClock.Instant) {
            commits.add()
            writers.observe(count)
            duration.observe(start.duration(to: .now))
        }

        package var families: [any MetricFamily] { [byOutcome, batches, durations, checkpointDurations] }
    }

    package final class LogMetrics: Sendable {
        private let allDropped = CounterFamily(
            "pollux_log_lines_dropped_total",
            "Lines of the log that were dropped because nobody took them",
            labels: []
        )
        package let dropped: Counter

        init() { dropped = allDropped() }

        var families: [any MetricFamily] { [allDropped] }
    }
}
