import Gemini
import Testing

@testable import Answering

/// Models that are overloaded, and what they are spared.
struct BreakerTests {
    private let start = ContinuousClock.now

    private func second(_ second: Double) -> ContinuousClock.Instant { start + .seconds(second) }

    /// Reports so many overloaded calls, a second apart from the given one on.
    private func overload(_ breaker: inout Breaker, _ count: Int, from first: Double = 0) -> Breaker.Change? {
        var last: Breaker.Change?
        for number in 0..<count {
            let now = second(first + Double(number))
            last = breaker.report(.overloaded, of: breaker.ask(at: now), at: now)
        }
        return last
    }

    @Test("12.22: five overloaded calls in a row open it for half a minute")
    func opens() {
        var breaker = Breaker()
        #expect(overload(&breaker, 4) == nil)
        #expect(breaker.ask(at: second(4)) == .granted)
        #expect(overload(&breaker, 1, from: 4) == .opened(for: .seconds(30)))
        #expect(breaker.ask(at: second(5)) == .refused)
        #expect(breaker.ask(at: second(33.9)) == .refused)
        #expect(!breaker.isPristine)
    }

    @Test func anAnswerBetweenThemBeginsTheRowAnew() {
        var breaker = Breaker()
        _ = overload(&breaker, 4)
        #expect(breaker.report(.answered, of: .granted, at: second(4)) == nil)
        #expect(breaker.isPristine)
        #expect(overload(&breaker, 4, from: 5) == nil)
        // What tells nothing of the model leaves the row as it is.
        #expect(breaker.report(.unknown, of: .granted, at: second(9)) == nil)
        #expect(overload(&breaker, 1, from: 10) != nil)
    }

    @Test func aRowOfMoreThanAMinuteIsNone() {
        var breaker = Breaker()
        for number in 0..<20 {
            #expect(breaker.report(.overloaded, of: .granted, at: second(Double(number) * 16)) == nil)
        }
    }

    @Test("12.22: then one call may try, and closes it when it is answered")
    func probeCloses() {
        var breaker = Breaker()
        _ = overload(&breaker, 5)
        #expect(breaker.ask(at: second(34)) == .probe)
        #expect(breaker.ask(at: second(34)) == .refused)
        #expect(breaker.report(.answered, of: .probe, at: second(40)) == .closed)
        #expect(breaker.ask(at: second(40)) == .granted)
        #expect(breaker.isPristine)
    }

    @Test("12.22: each try that fails doubles the pause, up to five minutes")
    func pausesDouble() {
        var breaker = Breaker()
        _ = overload(&breaker, 5)
        var now = second(34)
        for seconds in [60, 120, 240, 300, 300] {
            #expect(breaker.ask(at: now) == .probe)
            #expect(breaker.report(.overloaded, of: .probe, at: now) == .opened(for: .seconds(seconds)))
            #expect(breaker.ask(at: now + .seconds(seconds) - .milliseconds(1)) == .refused)
            now += .seconds(seconds)
        }
        // A new row begins with the short pause again.
        #expect(breaker.ask(at: now) == .probe)
        #expect(breaker.report(.answered, of: .probe, at: now) == .closed)
        #expect(overload(&breaker, 5, from: 5000) == .opened(for: .seconds(30)))
    }

    @Test func aTryThatWasStoppedLeavesItToTheNext() {
        var breaker = Breaker()
        _ = overload(&breaker, 5)
        #expect(breaker.ask(at: second(40)) == .probe)
        #expect(breaker.report(.unknown, of: .probe, at: second(41)) == nil)
        #expect(breaker.ask(at: second(41)) == .probe)
    }

    @Test func callsThatWereUnderWayChangeNothing() {
        var breaker = Breaker()
        _ = overload(&breaker, 5)
        #expect(breaker.report(.overloaded, of: .granted, at: second(6)) == nil)
        #expect(breaker.report(.answered, of: .granted, at: second(7)) == nil)
        #expect(breaker.report(.overloaded, of: .refused, at: second(7)) == nil)
        #expect(breaker.ask(at: second(8)) == .refused)
        #expect(breaker.ask(at: second(34)) == .probe)
    }

    @Test(arguments: [
        (GeminiError(.overloaded, message: ""), Breaker.Result.overloaded),
        (GeminiError(.deadlineExceeded, message: ""), .overloaded),
        (GeminiError(.rateLimited, message: "", quota: .unknown), .overloaded),
        (GeminiError(.rateLimited, message: "", quota: .unknown, retryDelay: .seconds(3)), .answered),
        (GeminiError(.rateLimited, message: "", quota: .perMinute), .answered),
        (GeminiError(.invalidArgument, message: ""), .answered), (GeminiError(.internalError, message: ""), .answered),
        (GeminiError(.connectionFailed, message: ""), .unknown), (GeminiError(.timedOut, message: ""), .unknown),
        (GeminiError(.cancelled, message: ""), .unknown),
    ])
    func whatAnErrorTellsOfTheModel(error: GeminiError, result: Breaker.Result) {
        #expect(Breaker.Result(error) == result)
    }

    @Test("12.7: what a model refused is remembered for an hour")
    func refusedFields() {
        let fields = RefusedFields()
        fields.note(.thinking, of: "a", at: start)
        fields.note(.sampling, of: "a", at: second(1800))
        #expect(fields.of("a", at: second(3599)) == [.thinking, .sampling])
        #expect(fields.of("a", at: second(3601)) == [.sampling])
        #expect(fields.of("b", at: start) == [])
    }

    @Test func namesWithoutEndAreNotRemembered() {
        let fields = RefusedFields()
        for number in 0..<RefusedFields.maximumModels { fields.note(.thinking, of: "\(number)", at: start) }
        fields.note(.thinking, of: "one too many", at: second(10))
        #expect(fields.of("one too many", at: second(10)) == [])
        fields.note(.thinking, of: "later", at: second(4000))
        #expect(fields.of("later", at: second(4000)) == [.thinking])
    }
}
