internal import Backups
internal import Configuration
internal import Foundation
internal import PolluxServer
internal import UnixSignals

/// The data folder that a command is about: the flag's, or what the server's configuration says.
func dataFolder(_ flag: String?) async throws -> String {
    if let flag { return flag }
    return Settings.dataFolder(reader: try await .pollux(flags: [:]))
}

/// Runs work that blocks, and tells it when SIGINT or SIGTERM comes. A second one ends the program at once.
func interruptibly<Value: Sendable>(
    _ body: @escaping @Sendable (Interruption) throws -> Value
) async throws -> Value {
    let interruption = Interruption()
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                if interruption.isRaised { _exit(130) }
                interruption.raise()
            }
            return nil
        }
        group.addTask { try await runBlocking { try body(interruption) } }
        while let result = try await group.next() {
            guard let result else { continue }
            group.cancelAll()
            return result
        }
        throw CancellationError()
    }
}

/// Shows on a terminal how much is done; elsewhere nothing.
struct ProgressLine: Sendable {
    let words: String
    private let isShown = isatty(STDERR_FILENO) == 1

    init(_ words: String) {
        self.words = words
    }

    /// - Parameter share: from 0 to 1. Written when the number changes.
    func show(_ share: Double, last: inout Int) {
        let percent = Int(share * 100)
        guard isShown, percent != last else { return }
        last = percent
        writeError("\r\(words) … \(percent) %")
    }

    func end() {
        if isShown { writeError("\r\u{1B}[K") }
    }
}

func writeError(_ text: String) {
    // Nobody is there to be told that nobody is there.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}

/// Such as `1 user` or `2 users`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// Such as `1.2 GB`.
func bytesInWords(_ bytes: Int64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return String(format: unit == 0 ? "%.0f %@" : "%.1f %@", value, units[unit])
}

/// Such as `0.4 s`.
func secondsInWords(_ duration: Duration) -> String {
    String(format: "%.1f s", Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
}
