/// How answers are asked for.
package struct AnswerOptions: Sendable {
    package var retry: RetryPolicy
    /// Bytes of base64 that one request may hold; what is more goes by way of the Files API.
    package var inlineLimit: Int

    package init(retry: RetryPolicy = RetryPolicy(), inlineLimit: Int = 8 << 20) {
        self.retry = retry
        self.inlineLimit = inlineLimit
    }
}
