import Testing

@testable import PolluxServer

@Suite("The pace of closing sockets")
struct FarewellTests {
    @Test("They go evenly over the time that there is, and none is left", arguments: [0, 1, 3, 50, 2000, 10_000])
    func even(_ count: Int) {
        let start = ContinuousClock.now
        let end = start + .seconds(4)
        var (left, now, most) = (count, start, 0)
        var halfWay: Int?
        while now < end {
            let due = Farewell.due(of: left, until: end, now: now)
            most = max(most, due)
            left -= due
            now += .milliseconds(20)
            if now >= start + .seconds(2), halfWay == nil { halfWay = left }
        }
        #expect(left == 0)
        #expect(most <= count / 200 + 1)
        if count >= 2000 { #expect(abs((halfWay ?? 0) - count / 2) <= count / 50) }
        // When the time is over, all that are left go at once.
        #expect(Farewell.due(of: count, until: start, now: end) == count)
    }

    @Test("Without answers there is nothing to wait for but each other")
    func spread() {
        #expect(Farewell.spread(sockets: 0) == .zero)
        #expect(Farewell.spread(sockets: 5) == .milliseconds(10))
        #expect(Farewell.spread(sockets: 500) == .seconds(1))
        #expect(Farewell.spread(sockets: 2000) == .seconds(4))
        #expect(Farewell.spread(sockets: 1_000_000) == .seconds(5))
    }

    @Test("Nearly full is a matter of the disk's size")
    func disk() {
        #expect(!DiskSpace(free: 64 << 20, all: 1 << 40).isShort)
        #expect(DiskSpace(free: 64 << 20 - 1, all: 1 << 40).isShort)
        #expect(!DiskSpace(free: 1 << 20, all: 8 << 20).isShort)
        #expect(DiskSpace(free: 200_000, all: 8 << 20).isShort)
        #expect(DiskSpace(free: 0, all: 8 << 20).isShort)
    }
}
