internal import Dispatch
internal import Foundation
internal import Logging
internal import Synchronization

/// Hands lines to a file descriptor from a thread of its own. Whoever logs never waits: when nobody takes the lines they are
/// dropped, and counted.
package final class LogWriter: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        /// Since the last line that told of them.
        var dropped = 0
        var flushers: [DispatchSemaphore] = []
        var isWriting = false
    }

    /// Bytes of lines that wait.
    package static let maximumBytes = 1 << 20

    let format: LogFormat
    private let descriptor: Int32
    private let onDrop: @Sendable () -> Void
    private let state = Mutex(State())
    private let wish = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - descriptor: stays open; writing to it may block.
    ///   - onDrop: is told of each line that is dropped.
    package init(descriptor: Int32, format: LogFormat, onDrop: @escaping @Sendable () -> Void = {}) {
        self.descriptor = descriptor
        self.format = format
        self.onDrop = onDrop
        // Lives as long as the program, like its writer.
        Thread.detachNewThread { self.run() }
    }

    /// - Parameter line: with its end.
    package func write(_ line: String) {
        let (isTaken, wakes) = state.withLock { state in
            guard state.waiting.count + line.utf8.count <= Self.maximumBytes else {
                state.dropped += 1
                return (false, false)
            }
            state.waiting.append(contentsOf: line.utf8)
            defer { state.isWriting = true }
            return (true, !state.isWriting)
        }
        if !isTaken { onDrop() }
        if wakes { wish.signal() }
    }

    /// Returns when all that was written before is handed over, or the time is up. Blocks.
    package func flush(within limit: Double = 1) {
        let done = DispatchSemaphore(value: 0)
        let isIdle = state.withLock { state in
            guard state.isWriting else { return true }
            state.flushers.append(done)
            return false
        }
        if !isIdle { _ = done.wait(timeout: .now() + limit) }
    }

    private func run() {
        while true {
            wish.wait()
            while let bytes = next() { handOver(bytes) }
        }
    }

    private func next() -> [UInt8]? {
        let (bytes, flushers) = state.withLock { state -> ([UInt8]?, [DispatchSemaphore]) in
            if state.dropped > 0 {
                let note = format.line(
                    time: Date().timeIntervalSince1970,
                    level: .warning,
                    message: "Lines of the log were dropped: nobody took them",
                    metadata: ["count": "\(state.dropped)"]
                )
                state.waiting += Array(note.utf8)
                state.dropped = 0
            }
            guard state.waiting.isEmpty else {
                defer { state.waiting = [] }
                return (state.waiting, [])
            }
            state.isWriting = false
            defer { state.flushers = [] }
            return (nil, state.flushers)
        }
        for flusher in flushers { flusher.signal() }
        return bytes
    }

    private func handOver(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = Foundation.write(
                    descriptor,
                    UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    // Somebody has made the terminal one that does not block.
                    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = Foundation.poll(&poll, 1, 1000)
                } else if errno != EINTR {
                    // Nobody is there to read it: there is no other place to say so.
                    return
                }
            }
        }
    }
}
