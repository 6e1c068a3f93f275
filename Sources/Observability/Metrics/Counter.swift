internal import Synchronization

/// A number that only grows. Adding is one atomic operation: no lock, no wait.
package final class Counter: Sendable {
    private let number = Atomic<UInt64>(0)

    package init() {}

    package func add(_ amount: Int = 1) {
        // Statistics: nobody draws conclusions on other memory from it.
        number.wrappingAdd(UInt64(clamping: amount), ordering: .relaxed)
    }

    package var value: UInt64 { number.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let number = Atomic<Int64>(0)

    package init() {}

    package func add(_ amount: Int) {
        number.wrappingAdd(Int64(amount), ordering: .relaxed)
    }

    package var value: Int64 { number.load(ordering: .relaxed) }
}
