import Testing

@testable import ChatDomain

@Suite("A clock that is watched")
struct ClockWatchTests {
    private let start = ContinuousClock.now
    private let noon = Timestamp(milliseconds: 1_795_694_400_000)

    private func after(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: noon.milliseconds + seconds * 1000) }

    @Test("It is steady as long as both clocks go alike, within what a correction takes")
    func steady() {
        var watch = ClockWatch(wall: noon, steady: start)
        let look1 = watch.isSteady(wall: after(3600), steady: start + .seconds(3600))
        #expect(look1)
        let look2 = watch.isSteady(wall: after(90_000), steady: start + .seconds(90_043))
        #expect(look2)
    }

    @Test(
        "A jump in either direction is seen once; what comes after it is a new beginning",
        arguments: [
            3600, -3600, 86_400, -86_400, 31_536_000, -1_795_694_400, 301, -301,
        ] as [Int64]
    )
    func jump(_ seconds: Int64) {
        var watch = ClockWatch(wall: noon, steady: start)
        let look3 = watch.isSteady(wall: after(60 + seconds), steady: start + .seconds(60))
        #expect(!look3)
        let look4 = watch.isSteady(wall: after(120 + seconds), steady: start + .seconds(120))
        #expect(look4)
        // Set right again: that is a jump, too.
        let look5 = watch.isSteady(wall: after(180), steady: start + .seconds(180))
        #expect(!look5)
    }
}
