import NIOCore
import Testing

@testable import Gemini

/// When a call is given up, with a clock that the test moves.
@Suite struct CallProgressTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private func progress(total: Duration = .seconds(1000)) -> CallProgress {
        let timeouts = GeminiConfiguration.Timeouts(
            connect: .seconds(10),
            responseHead: .seconds(100),
            silence: .seconds(50),
            total: total
        )
        return CallProgress(limits: CallLimits(timeouts, headLimit: timeouts.responseHead), start: start)
    }

    /// Seconds after the start at which the call fails if nothing happens.
    private func due(_ progress: CallProgress, at seconds: Int64 = 0) -> Int64? {
        progress.due(at: start + .seconds(seconds)).map { ($0.deadline - start).nanoseconds / 1_000_000_000 }
    }

    @Test func everyPhaseHasItsLimit() {
        var progress = progress()
        #expect(due(progress) == 10)
        #expect(progress.due(at: start)?.error.kind == .connectionFailed)
        progress.requestSent()
        #expect(due(progress) == 100)
        #expect(progress.due(at: start)?.error.kind == .timedOut)
        progress.headReceived(at: start + .seconds(99))
        #expect(due(progress) == 149)
        progress.end()
        #expect(due(progress) == nil)
        progress.headReceived(at: start)
        #expect(due(progress) == nil)
    }

    @Test func everyPieceMovesTheEndOfTheSilence() {
        var progress = progress()
        progress.headReceived(at: start)
        for second in stride(from: 10, through: 900, by: 40) as StrideThrough<Int64> {
            progress.pieceReceived(at: start + .seconds(second))
            #expect(due(progress) == second + 50)
        }
    }

    @Test func aSlowReaderIsNotSilence() {
        var progress = progress()
        progress.headReceived(at: start)
        progress.readerFellBehind()
        #expect(due(progress, at: 500) == 550)
        progress.readerCaughtUp(at: start + .seconds(600))
        #expect(due(progress, at: 640) == 650)
    }

    @Test func theWholeCallHasALimitInEveryPhase() {
        var progress = progress(total: .seconds(7))
        #expect(due(progress) == 7)
        progress.requestSent()
        #expect(due(progress) == 7)
        progress.headReceived(at: start + .seconds(6))
        progress.readerFellBehind()
        #expect(due(progress, at: 6) == 7)
        #expect(progress.due(at: start)?.error.message == "the call took longer than it may in all")
    }
}
