import NIOCore
import Synchronization
import Testing

@testable import WebAPI

private final class Count: Sendable {
    let value = Mutex(0)
}

struct HandoverTests {
    private func buffer(_ number: Int) -> ByteBuffer { ByteBuffer(string: "\(number)") }

    @Test func everythingArrivesOnceAndInOrderAndNoFasterThanItIsTaken() async throws {
        let handover = Handover()
        let sent = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<1000 {
                    try await handover.send(buffer(number))
                    sent.value.withLock { $0 = number + 1 }
                }
                handover.finish()
            }
            var taken = 0
            while let next = await handover.next() {
                #expect(String(buffer: next) == "\(taken)")
                // What is in the receiver's hands is not sent yet.
                #expect(sent.value.withLock { $0 } <= taken)
                taken += 1
            }
            #expect(taken == 1000)
            try await group.waitForAll()
        }
        #expect(await handover.next() == nil)
    }

    @Test func afterTheEndNothingIsSentAndNobodyWaits() async throws {
        let handover = Handover()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: Handover.Over.self) { try await handover.send(buffer(1)) }
            }
            #expect(await handover.next() == buffer(1))
            handover.finish()
            try await group.waitForAll()
        }
        await #expect(throws: Handover.Over.self) { try await handover.send(buffer(2)) }
        #expect(await handover.next() == nil)
    }

    @Test func aSenderThatIsCancelledEndsIt() async throws {
        let handover = Handover()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: Handover.Over.self) { try await handover.send(buffer(1)) }
            }
            #expect(await handover.next() == buffer(1))
            group.cancelAll()
            #expect(await handover.next() == nil)
        }
    }
}
