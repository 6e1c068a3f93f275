import Synchronization
import Testing

@testable import WebAPI

@Suite("Readiness")
struct ReadinessTests {
    /// A store as the test wants it, and a clock that stands still.
    private final class Scene: Sendable {
        let found = Mutex<Readiness.Reason?>(nil)
        let looks = Mutex(0)
        let time = Mutex(ContinuousClock.now)

        var readiness: Readiness {
            Readiness(now: { self.time.withLock { $0 } }) {
                self.looks.withLock { $0 += 1 }
                return self.found.withLock { $0 }
            }
        }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }
    }

    @Test("It is not ready before it has started, and the store is not asked")
    func starting() async {
        let scene = Scene()
        let readiness = scene.readiness
        #expect(await readiness.reason() == .starting)
        readiness.setStarted()
        #expect(await readiness.reason() == nil)
        #expect(scene.looks.withLock { $0 } == 1)
    }

    @Test("A full disk is told within a second, and so is that there is room again; more often nothing is looked up")
    func recovers() async {
        let scene = Scene()
        let readiness = scene.readiness
        readiness.setStarted()
        #expect(await readiness.reason() == nil)
        for reason in [Readiness.Reason.diskFull, .storageFailed, .unreadable, nil] {
            let before = await readiness.reason()
            scene.found.withLock { $0 = reason }
            scene.pass(.milliseconds(999))
            for _ in 0..<10 { #expect(await readiness.reason() == before) }
            scene.pass(.milliseconds(1))
            for _ in 0..<10 { #expect(await readiness.reason() == reason) }
            #expect(readiness.lastReason == reason)
        }
        #expect(scene.looks.withLock { $0 } == 5)
    }

    @Test("Going down counts for more than all else, at once and for good")
    func draining() async {
        let scene = Scene()
        let readiness = scene.readiness
        #expect(!readiness.isDraining)
        readiness.setDraining()
        readiness.setStarted()
        #expect(await readiness.reason() == .draining)
        #expect(readiness.isDraining && readiness.lastReason == .draining)
        #expect(scene.looks.withLock { $0 } == 0)
    }
}
