import Foundation
import Logging
import Testing

@testable import Observability

@Suite("The log's writer", .timeLimit(.minutes(1)))
struct LogWriterTests {
    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Foundation.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    /// Reads until there is so much, or the end.
    private func read(_ descriptor: Int32, until isEnough: (String) -> Bool) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isEnough(String(decoding: bytes, as: UTF8.self)) {
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
        let lines = read(reading) { $0.count { $0 == "\n" } == 200 }.split(separator: "\n")
        var last: [String: Int] = [:]
        for line in lines {
            let members = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
            let (request, number) = (try #require(members["request.id"]), try #require(Int(members["number"] ?? "")))
            #expect(number == last[request, default: -1] + 1)
            last[request] = number
        }
        #expect(last.count == 10 && last.values.allSatisfy { $0 == 19 })
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
        let text = read(reading) { $0.contains("Lines of the log were dropped") && $0.hasSuffix("\n") }
        let written = text.count { $0 == "\n" } - 1
        #expect(text.contains("count=\(dropped.value)\n"))
        #expect(written + Int(dropped.value) == 4096)
        writer.write("after\n")
        #expect(read(reading) { $0.contains("after\n") } == "after\n")
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
