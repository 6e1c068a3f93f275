#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The time for which the calling thread computes in `body`, of the quickest of three tries: what else the machine does counts
/// little then.
package func processorTime(_ body: () throws -> Void) rethrows -> Duration {
    var quickest: Duration?
    for _ in 0..<3 {
        let start = used()
        try body()
        let taken = used() - start
        quickest = min(quickest ?? taken, taken)
    }
    return quickest ?? .zero
}

private func used() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
}
