import Foundation
import NIOCore
import Synchronization

/// What everybody saw, in microseconds.
final class Recorder: Sendable {
    private struct Seen {
        var first: [Int64] = []
        var delays: [Int64] = []
        var ends: [Int64] = []
        var whole: [Int64] = []
        var answers = 0
        var frames = 0
        var bytes = 0
        var problems: [String: Int] = [:]
    }

    private let seen = Mutex(Seen())

    /// Of the system's monotonic clock, which all processes of a machine share.
    static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1000) }

    func addFirst(_ microseconds: Int64) { seen.withLock { $0.first.append(microseconds) } }

    func addFrame(bytes: Int, delays: [Int64]) {
        seen.withLock { seen in
            seen.frames += 1
            seen.bytes += bytes
            seen.delays += delays
        }
    }

    func addAnswer(end: Int64?, whole: Int64) {
        seen.withLock { seen in
            seen.answers += 1
            seen.whole.append(whole)
            if let end { seen.ends.append(end) }
        }
    }

    func addProblem(_ what: String) { seen.withLock { $0.problems[what, default: 0] += 1 } }

    /// One line: counts, and of each measure its percentiles in milliseconds.
    func report(seconds: Double) throws -> String {
        let seen = seen.withLock { $0 }
        let report = Report(
            seconds: seconds,
            answers: seen.answers,
            frames: seen.frames,
            deltas: seen.delays.count,
            bytes: seen.bytes,
            firstDelta: Percentiles(seen.first),
            deltaDelay: Percentiles(seen.delays),
            endDelay: Percentiles(seen.ends),
            whole: Percentiles(seen.whole),
            problems: seen.problems
        )
        return try JSON.line(report)
    }

    private struct Report: Encodable {
        var seconds: Double
        var answers: Int
        var frames: Int
        var deltas: Int
        var bytes: Int
        /// From the question's sending to the first text.
        var firstDelta: Percentiles?
        /// From the sending by Gemini to the arrival, of every delta.
        var deltaDelay: Percentiles?
        /// From the sending of the last delta by Gemini to "complete".
        var endDelay: Percentiles?
        /// From the question to the end of the answer.
        var whole: Percentiles?
        var problems: [String: Int]
    }
}

/// The times at which Gemini sent the pieces of a text: the stand-in's `stand-in-clock-…` models write `@microseconds@`.
enum Stamps {
    static func all(in bytes: ByteBufferView) -> [Int64] {
        var stamps: [Int64] = []
        bytes.withUnsafeBytes { bytes in
            var index = 0
            while index < bytes.count {
                guard bytes[index] == UInt8(ascii: "@") else {
                    index += 1
                    continue
                }
                var (number, digit) = (Int64(0), index + 1)
                while digit < bytes.count, (0x30...0x39).contains(bytes[digit]), digit - index < 18 {
                    number = number * 10 + Int64(bytes[digit] - 0x30)
                    digit += 1
                }
                if digit < bytes.count, bytes[digit] == UInt8(ascii: "@"), digit > index + 1 {
                    stamps.append(number)
                    digit += 1
                }
                index = digit
            }
        }
        return stamps
    }
}

enum JSON {
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
