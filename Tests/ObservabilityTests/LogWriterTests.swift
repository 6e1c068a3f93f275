import Foundation
import Logging
import Testing

@testable import Observability

@Suite("The log's writer", .timeLimit(.minutes(5)))
struct LogWriterTests {
    private let newline = UInt8(ascii: "\n")

    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Foundation.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    /// Reads until there is so much, or the end, or nothing has come for long.
    private func read(_ descriptor: Int32, until isEnough: ([UInt8]) -> Bool) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isEnough(bytes) {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, 120_000) == 1 else { break }
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Lines arrive whole and in their order, from many threads, with the ids of the work they belong to")
    func order() async throws {
        let (reading, writing) = try pipe()
        let writer = LogWriter(descriptor: writing, format: .json)
        let logger = Logger(label: "test") { _ in LineLogHandler(level: .info, writer: writer) }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<10 {
                group.addTask {
                    LogContext.$current.withValue(LogContext(requestID: "r\(task)")) {
                        for number in 0..<20 { logger.info("Line", metadata: ["number": "\(number)"]) }
                    }
                }
            }
        }
        logger.debug("Too much detail")
        let lines = read(reading) { $0.count { $0 == newline } == 200 }.split(separator: "\n")
        var last: [String: Int] = [:]
        for line in lines {
            let members = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
            let (request, number) = (try #require(members["request.id"]), try #require(Int(members["number"] ?? "")))
            #expect(number == last[request, default: -1] + 1)
            last[request] = number
        }
        #expect(last.count == 10 && last.values.allSatisfy { $0 == 19 })
    }

    /// How many a line says were dropped; `nil`: it is another one.
    private func count(in line: ArraySlice<UInt8>) -> Int? {
        guard line.first != UInt8(ascii: "x") else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        guard text.contains("Lines of the log were dropped") else { return nil }
        return text.split(separator: "count=").last.flatMap { Int($0) }
    }

    @Test(
        "Nobody reads: whoever logs goes on, what is too much is dropped and counted, and said when somebody reads again"
    )
    func full() throws {
        let (reading, writing) = try pipe()
        let dropped = Counter()
        let writer = LogWriter(descriptor: writing, format: .text) { dropped.add() }
        let line = String(repeating: "x", count: 1023) + "\n"
        // More than the pipe and the queue hold; it would never return if it waited.
        for _ in 0..<4096 { writer.write(line) }
        #expect(dropped.value > 0)
        // Told once or twice: the thread that writes may take the first lines only when some are dropped already.
        var (start, lines, told) = (0, 0, 0)
        _ = read(reading) { bytes in
            while let end = bytes[start...].firstIndex(of: newline) {
                if let count = count(in: bytes[start..<end]) { told += count } else { lines += 1 }
                start = end + 1
            }
            return start == bytes.count && lines + told >= 4096
        }
        #expect(told == Int(dropped.value))
        #expect(lines + told == 4096)
        writer.write("after\n")
        #expect(read(reading) { $0.last == newline } == "after\n")
        writer.flush()
    }

    @Test("A reader that is gone stops nobody")
    func gone() throws {
        signal(SIGPIPE, SIG_IGN)
        let (reading, writing) = try pipe()
        let writer = LogWriter(descriptor: writing, format: .text)
        close(reading)
        for _ in 0..<10 { writer.write("line\n") }
        writer.flush(within: 30)
    }
}
