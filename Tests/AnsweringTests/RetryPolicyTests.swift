import Gemini
import Testing

@testable import Answering

struct RetryPolicyTests {
    private let policy = RetryPolicy()

    private func pause(
        _ kind: GeminiError.Kind,
        quota: GeminiError.Quota? = nil,
        delay: Duration? = nil,
        calls: Int = 1,
        chance: Double = 1
    ) -> Duration? {
        let error = GeminiError(kind, message: "", quota: quota, retryDelay: delay)
        return policy.pause(after: .failed(error), calls: calls, chance: chance)
    }

    @Test(
        "12.19: what may pass is asked again, at most twice",
        arguments: [GeminiError.Kind.overloaded, .internalError, .connectionFailed, .connectionLost, .rateLimited]
    )
    func passing(kind: GeminiError.Kind) {
        #expect(pause(kind) == .seconds(1))
        #expect(pause(kind, calls: 2) == .seconds(2))
        #expect(pause(kind, calls: 3) == nil)
    }

    @Test(
        "12.20: what no other try would help is final",
        arguments: [
            GeminiError.Kind.invalidKey, .permissionDenied, .failedPrecondition, .notFound, .invalidArgument,
            .cancelled,
            .malformedResponse, .tooLarge, .unexpectedStatus, .timedOut,
        ]
    )
    func final(kind: GeminiError.Kind) {
        #expect(pause(kind) == nil)
    }

    @Test("12.19: a day's limit and a limit of zero are final, a minute's is not")
    func quotas() {
        #expect(pause(.rateLimited, quota: .perDay) == nil)
        #expect(pause(.rateLimited, quota: .limitZero) == nil)
        #expect(pause(.rateLimited, quota: .perMinute) != nil)
        #expect(pause(.rateLimited, quota: .unknown) != nil)
    }

    @Test("12.19: the delay that Gemini asks for is kept, up to 30 seconds")
    func delays() {
        #expect(pause(.rateLimited, delay: .seconds(20), chance: 0) == .seconds(20))
        #expect(pause(.rateLimited, delay: .seconds(20), chance: 1) == .seconds(21))
        #expect(pause(.rateLimited, delay: .milliseconds(40), chance: 1) == .milliseconds(50))
        #expect(pause(.overloaded, delay: .seconds(30), chance: 0) == .seconds(30))
        #expect(pause(.overloaded, delay: .milliseconds(30_001)) == nil)
    }

    @Test("12.19: the pause is anything from nothing to its longest, which doubles up to a ceiling")
    func jitter() {
        #expect(pause(.overloaded, chance: 0) == .zero)
        #expect(pause(.overloaded, chance: 0.25) == .milliseconds(250))
        let patient = RetryPolicy(maximumCalls: 100, base: .seconds(1), ceiling: .seconds(16))
        let error = GeminiError(.overloaded, message: "")
        let pauses = [1, 4, 5, 6, 99].map { patient.pause(after: .failed(error), calls: $0, chance: 1) }
        #expect(pauses == [.seconds(1), .seconds(8), .seconds(16), .seconds(16), .seconds(16)])
    }

    @Test("A time-out of Google's, an empty reply and a spoilt call are tried once more")
    func once() {
        #expect(pause(.deadlineExceeded) != nil)
        #expect(pause(.deadlineExceeded, calls: 2) == nil)
        for cause in [RetryPolicy.Cause.empty, .malformedCall] {
            #expect(policy.pause(after: cause, calls: 1, chance: 1) != nil)
            #expect(policy.pause(after: cause, calls: 2, chance: 1) == nil)
        }
    }

    @Test("With one call allowed nothing is asked again")
    func never() {
        let policy = RetryPolicy(maximumCalls: 1)
        #expect(policy.pause(after: .empty, calls: 1, chance: 1) == nil)
    }
}

struct BreakerTests {
    private let start = ContinuousClock.now

    private func opened(_ breaker: inout Breaker, at second: Double = 0) -> Duration? {
        (0..<Breaker.threshold).map { _ in breaker.refused("m", at: start + .seconds(second)) }.last ?? nil
    }

    @Test("After five refusals in a row a model is spared, the others are not")
    func opens() {
        var breaker = Breaker()
        for _ in 1..<Breaker.threshold {
            #expect(breaker.refused("m", at: start) == nil)
            #expect(breaker.admit("m", at: start) == .call)
        }
        #expect(breaker.refused("m", at: start) == Breaker.shortest)
        #expect(breaker.admit("m", at: start + .seconds(29)) == .refuse)
        #expect(breaker.admit("other", at: start) == .call)
    }

    @Test("An answer in between, or a long time, begins the row anew")
    func rows() {
        var breaker = Breaker()
        for _ in 1..<Breaker.threshold { _ = breaker.refused("m", at: start) }
        #expect(breaker.succeeded("m") == false)
        #expect(breaker.refused("m", at: start) == nil)
        for _ in 2..<Breaker.threshold { _ = breaker.refused("m", at: start) }
        #expect(breaker.refused("m", at: start + .seconds(61)) == nil)
        #expect(breaker.admit("m", at: start + .seconds(61)) == .call)
    }

    @Test("One call finds out whether the model is back")
    func probes() {
        var breaker = Breaker()
        #expect(opened(&breaker) == .seconds(30))
        let later = start + .seconds(31)
        #expect(breaker.admit("m", at: later) == .probe)
        #expect(breaker.admit("m", at: later) == .refuse)
        #expect(breaker.succeeded("m") == true)
        #expect(breaker.admit("m", at: later) == .call)
    }

    @Test("A probe that is refused spares the model for twice as long, up to five minutes")
    func doubles() {
        var breaker = Breaker()
        var now = start
        var spared = opened(&breaker)
        var all: [Duration] = []
        for _ in 0..<6 {
            let pause = spared ?? .zero
            all.append(pause)
            now += pause
            #expect(breaker.admit("m", at: now) == .probe)
            spared = breaker.refused("m", at: now)
        }
        #expect(all == [30, 60, 120, 240, 300, 300].map { .seconds($0) })
    }

    @Test("A probe that a person stopped tells nothing, and the next one may try")
    func stopped() {
        var breaker = Breaker()
        _ = opened(&breaker)
        let later = start + .seconds(31)
        #expect(breaker.admit("m", at: later) == .probe)
        breaker.ended("m")
        #expect(breaker.admit("m", at: later) == .probe)
    }

    @Test("Calls that were under way when a model began to be spared do not spare it longer")
    func late() {
        var breaker = Breaker()
        _ = opened(&breaker)
        #expect(breaker.refused("m", at: start + .seconds(5)) == nil)
        #expect(breaker.admit("m", at: start + .seconds(30)) == .probe)
    }
}
