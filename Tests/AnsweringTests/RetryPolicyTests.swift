import Gemini
import Testing

@testable import Answering

/// When a call that gave nothing is made again.
struct RetryPolicyTests {
    /// The waits after this failure again and again, with the longest of the waits by chance.
    private func pauses(
        _ failure: Retries.Failure,
        policy: RetryPolicy = RetryPolicy(),
        chance: Double = 1
    ) -> [Duration] {
        var policy = policy
        policy.chance = { chance }
        var retries = Retries(policy)
        var pauses: [Duration] = []
        while let pause = retries.pause(after: failure), pauses.count < 50 { pauses.append(pause) }
        return pauses
    }

    private func error(
        _ kind: GeminiError.Kind,
        quota: GeminiError.Quota? = nil,
        delay: Duration? = nil,
        hasBegun: Bool = false
    ) -> Retries.Failure {
        .error(GeminiError(kind, message: "", quota: quota, retryDelay: delay), hasBegun: hasBegun)
    }

    @Test(
        "12.19: what may pass is tried twice more, with waits that double",
        arguments: [
            GeminiError.Kind.overloaded, .internalError, .connectionFailed, .connectionLost, .rateLimited,
        ]
    )
    func passing(kind: GeminiError.Kind) {
        #expect(pauses(error(kind, quota: .perMinute)) == [.seconds(1), .seconds(2)])
    }

    @Test("12.19: the jitter is full, and waits have a ceiling")
    func jitter() {
        #expect(pauses(error(.overloaded), chance: 0) == [.zero, .zero])
        #expect(pauses(error(.overloaded), chance: 0.5) == [.milliseconds(500), .seconds(1)])
        #expect(pauses(error(.overloaded), chance: 7) == [.seconds(1), .seconds(2)])
        let patient = pauses(error(.overloaded), policy: RetryPolicy(tries: 40))
        #expect(patient.count == 39 && patient.max() == .seconds(16) && patient[4] == .seconds(16))
    }

    @Test(
        "12.19: a day's limit, limit 0 and money are final, a minute's is not",
        arguments: [
            (GeminiError.Quota.perDay, 0), (.limitZero, 0), (.spend, 0), (.perMinute, 2), (.unknown, 2),
        ]
    )
    func quotas(quota: GeminiError.Quota, count: Int) {
        #expect(pauses(error(.rateLimited, quota: quota, delay: .seconds(1))).count == count)
    }

    @Test("12.19: the delay that Gemini asks for is kept up to 30 seconds, a longer one is final")
    func delays() {
        #expect(
            pauses(error(.rateLimited, quota: .perMinute, delay: .seconds(30)), chance: 0) == [
                .seconds(30), .seconds(30),
            ]
        )
        #expect(pauses(error(.overloaded, delay: .seconds(7)), chance: 0.5).first == .milliseconds(7500))
        #expect(pauses(error(.rateLimited, quota: .perMinute, delay: .milliseconds(30_001))) == [])
    }

    @Test("12.19: a 504, an empty reply and a broken tool call are tried once more")
    func once() {
        #expect(pauses(error(.deadlineExceeded)).count == 1)
        #expect(pauses(.emptyBody).count == 1)
        #expect(pauses(.brokenToolCall).count == 1)
        var retries = Retries(RetryPolicy())
        #expect(retries.pause(after: .emptyBody) != nil)
        #expect(retries.pause(after: .brokenToolCall) == nil)
    }

    @Test(
        "12.19: what no other try would help is final",
        arguments: [
            GeminiError.Kind.invalidKey, .permissionDenied, .failedPrecondition, .notFound, .invalidArgument, .timedOut,
            .cancelled, .malformedResponse, .tooLarge, .unexpectedStatus, .fileFailed, .unreadableSource,
        ]
    )
    func final(kind: GeminiError.Kind) {
        #expect(pauses(error(kind)) == [])
    }

    @Test("12.19: a connection that was lost after the reply began is final")
    func begun() {
        #expect(pauses(error(.connectionLost, hasBegun: true)) == [])
    }

    @Test func callsAreCounted() {
        var retries = Retries(RetryPolicy())
        #expect(retries.call == 1)
        _ = retries.pause(after: error(.overloaded))
        #expect(retries.call == 2)
        // No further one is made: this was the last.
        #expect(retries.pause(after: error(.timedOut)) == nil)
        #expect(retries.call == 2)
        #expect(pauses(error(.overloaded), policy: RetryPolicy(tries: 1)) == [])
    }
}
