internal import ChatActions
internal import ChatDomain
internal import Gemini

/// Leaves out the oldest exchanges of a context that does not fit the model.
enum ContextFit {
    /// What goes to Gemini, and how much of the context does not.
    struct Result {
        var job: AnswerJob
        var leftOut: Int
    }

    /// Instructions of Gemini's own, marks around turns.
    private static let overhead = 1_000

    /// Bytes of text that one request may hold: more than any model takes, and little enough to be encoded for many at once.
    static let maximumTextBytes = 8 << 20
    /// No token of Gemini's has more bytes of text than this.
    private static let longestToken = 16

    /// Bytes of all texts of a prompt, those of text files among them.
    static func textBytes(_ job: AnswerJob) -> Int {
        let others = (job.instructions?.utf8.count ?? 0) + quoteBytes(job)
        return job.exchanges.reduce(others + textBytes(job.question)) { sum, exchange in
            sum + textBytes(exchange.question) + textBytes(exchange.answer)
        }
    }

    private static func quoteBytes(_ job: AnswerJob) -> Int {
        job.questions.reduce(0) { $0 + (job.quote(of: $1)?.utf8.count ?? 0) }
    }

    private static func textBytes(_ message: Message) -> Int {
        message.attachments.reduce(message.text.utf8.count) { sum, attachment in
            sum + (MediaType.isText(attachment.mediaType) ? Int(min(attachment.bytes, 1 << 40)) : 0)
        }
    }

    /// Whether a prompt is not too long already by the sheer number of its bytes.
    private static func mayFit(_ job: AnswerJob, _ limit: Int?) -> Bool {
        let bytes = textBytes(job)
        return bytes <= maximumTextBytes && limit.map { bytes / longestToken <= $0 } ?? true
    }

    /// More tokens than the prompt can have: none has less than a byte, and files have at most twice what is expected.
    static func upperBound(_ job: AnswerJob) -> Int {
        let messages = job.exchanges.flatMap { [$0.question, $0.answer] } + [job.question]
        var bound = overhead + (job.instructions?.utf8.count ?? 0) + quoteBytes(job)
        for message in messages {
            bound += message.text.utf8.count + 20
            for attachment in message.attachments {
                // No file is that large; a wrong number in the database must not trap.
                let bytes = min(attachment.bytes, 1 << 40)
                let expected = MediaType.estimatedTokens(attachment.mediaType, bytes: bytes)
                bound += MediaType.isText(attachment.mediaType) ? Int(bytes) : 2 * expected
            }
        }
        return bound
    }

    /// - Parameters:
    ///   - limit: tokens that the model takes; `nil`: not known, then nothing is left out.
    ///   - count: how many tokens a prompt has. Called only when it may be too many.
    /// - Returns: `nil` when the question alone is too long.
    static func fit(
        _ job: AnswerJob,
        limit: Int?,
        count: (AnswerJob) async throws -> Int
    ) async throws -> Result? {
        var high = job.exchanges.count
        while !mayFit(job.keeping(high), limit) {
            guard high > 0 else { return nil }
            high -= 1
        }
        let longest = job.keeping(high)
        let leftOut = job.exchanges.count - high
        guard let limit, upperBound(longest) > limit else { return Result(job: longest, leftOut: leftOut) }
        guard try await count(longest) > limit else { return Result(job: longest, leftOut: leftOut) }
        // Fits with the last `low` exchanges, does not with the last `high`.
        var low = 0
        let alone = job.keeping(0)
        if upperBound(alone) > limit {
            guard high > 0, try await count(alone) <= limit else { return nil }
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            let shorter = job.keeping(middle)
            var fits = upperBound(shorter) <= limit
            if !fits { fits = try await count(shorter) <= limit }
            if fits { low = middle } else { high = middle }
        }
        return Result(job: job.keeping(low), leftOut: job.exchanges.count - low)
    }
}

extension AnswerJob {
    /// With the last exchanges of the context only.
    func keeping(_ count: Int) -> AnswerJob {
        var job = self
        job.exchanges = Array(exchanges.suffix(count))
        return job
    }
}
