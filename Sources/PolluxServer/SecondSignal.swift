internal import Dispatch
internal import Synchronization
internal import UnixSignals

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Ends the process at once when a second signal comes, whatever the first one's shutdown is waiting for. What was committed
/// is on disk, and nothing else was promised: the next start finds it as after a crash.
///
/// A queue of its own, so that it is there when all other threads are busy. A handler by `signal` would not do: libdispatch,
/// which tells the services of the first one, blocks the signal in every thread.
struct SecondSignal {
    private let sources: [any DispatchSourceSignal]

    init(_ signals: [UnixSignal]) {
        let queue = DispatchQueue(label: "pollux.second-signal")
        let seen = SharedCount()
        sources = signals.map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal.rawValue, queue: queue)
            source.setEventHandler {
                if seen.add() > 1 { _exit(128 + signal.rawValue) }
            }
            source.resume()
            return source
        }
    }

    private final class SharedCount: Sendable {
        private let count = Atomic<Int>(0)

        func add() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }
}
