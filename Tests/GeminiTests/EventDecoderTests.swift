import Foundation
import NIOCore
import Testing
import TimeTesting

@testable import Gemini

/// The cutting of a stream into events, without a network.
@Suite struct EventDecoderTests {
    /// Feeds the pieces one after the other and gives the text of every event.
    private func events(_ pieces: [[UInt8]], limit: Int = 1_000_000) throws(GeminiError) -> [String] {
        var decoder = EventDecoder(maximumEventBytes: limit)
        var events: [String] = []
        for piece in pieces {
            decoder.append(ByteBuffer(bytes: piece))
            while let event = try decoder.next() { events.append(String(buffer: event.bytes)) }
        }
        decoder.finish()
        while let event = try decoder.next() { events.append(String(buffer: event.bytes)) }
        return events
    }

    private func events(_ text: String) throws(GeminiError) -> [String] {
        try events([Array(text.utf8)])
    }

    /// Code points of two to four bytes, the line ends that are none, a comment, other fields, several data lines.
    private static let sample = [
        ": hello",
        #"data: {"text": "é – 😀\#u{2028}\#u{2029}\#u{0085}\#u{000B}end"}"#,
        "",
        "event: message",
        "id: 7",
        "retry: 10",
        #"data:{"a":"#,
        "data: 1}",
        "",
        "",
        #"data: {"last": true}"#,
        "",
    ]
    private static let expected = [
        #"{"text": "é – 😀\#u{2028}\#u{2029}\#u{0085}\#u{000B}end"}"#, "{\"a\":\n1}", #"{"last": true}"#,
    ]

    @Test(
        "12.8: events are split at CR, LF and CRLF only, whatever way the bytes were cut",
        arguments: ["\r\n", "\n", "\r"]
    )
    func anyCutOfTheBytesIsFine(lineEnd: String) throws {
        let bytes = Array((Self.sample.joined(separator: lineEnd) + lineEnd).utf8)
        #expect(try events([bytes]) == Self.expected)
        #expect(try events(bytes.map { [$0] }) == Self.expected)
        for cut in bytes.indices {
            #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == Self.expected, "cut at \(cut)")
        }
    }

    @Test func anEventEndsAtItsBlankLineAndNotBefore() throws {
        var decoder = EventDecoder(maximumEventBytes: 1000)
        decoder.append(ByteBuffer(string: "data: {}\r\n"))
        #expect(try decoder.next() == nil)
        decoder.append(ByteBuffer(string: "\r"))
        #expect(try decoder.next() == EventDecoder.Event(bytes: ByteBuffer(string: "{}"), isWhole: true))
        decoder.append(ByteBuffer(string: "\ndata: [1]\r"))
        #expect(try decoder.next() == nil)
        decoder.append(ByteBuffer(string: "\n\n"))
        #expect(try decoder.next() == EventDecoder.Event(bytes: ByteBuffer(string: "[1]"), isWhole: true))
    }

    @Test func whatTheEndOfTheBodyCutsIsMarked() throws {
        for rest in ["data: {\"a\"", "data: {}\r\n", "{\n  \"error\": {"] {
            var decoder = EventDecoder(maximumEventBytes: 1000)
            decoder.append(ByteBuffer(string: rest))
            #expect(try decoder.next() == nil)
            decoder.finish()
            let event = try decoder.next()
            #expect(event?.isWhole == false, "\(rest)")
            #expect(try decoder.next() == nil)
        }
    }

    @Test func emptyBodiesAndEmptyEventsGiveNothing() throws {
        #expect(try events("") == [])
        #expect(try events("\r\n\r\n\n\r\r") == [])
        #expect(try events(": only\n: comments\n\n") == [])
        #expect(try events("\u{FEFF}data: 1\n\n") == ["1"])
    }

    @Test func jsonWithoutAFieldNameIsCollectedToItsLastBracket() throws {
        let error = "{\n  \"error\": {\n\n    \"message\": \"} ] \\\" {\"\n  }\n}"
        let collapsed = "{\n  \"error\": {\n\n    \"message\": \"} ] \\\" {\"\n  }\n}\n"
        #expect(try events(error) == [collapsed])
        #expect(try events("data: 1\n\n" + error + "\n") == ["1", collapsed])
        // Without the blank line between them.
        #expect(try events("data: 1\n" + error + "\ndata: 2\n\n") == ["1", collapsed, "2"])
        #expect(try events("data: 1\n[{}]\ndata: 2\n\n") == ["1", "[{}]\n", "2"])
        let bytes = Array(("data: 1\r\n\r\n" + error.replacing("\n", with: "\r\n") + "\r\n").utf8)
        for cut in bytes.indices {
            #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == ["1", collapsed], "cut at \(cut)")
        }
    }

    @Test(arguments: ["<html>\n<body>", "Internal Server Error\n", "Error: overloaded\n", "\"text\"\n", "}\n"])
    func whatIsNoStreamIsRefused(text: String) {
        #expect(throws: GeminiError.self) { try events(text) }
        #expect(throws: GeminiError.self) { try events("data: {}\n\n" + text) }
    }

    @Test func anEventAboveTheLimitIsRefusedBeforeItsEnd() throws {
        let long = "data: " + String(repeating: "x", count: 200)
        let inLine = #expect(throws: GeminiError.self) { try events([Array(long.utf8)], limit: 100) }
        #expect(inLine?.kind == .tooLarge)
        let lines = Array(String(repeating: "data: 0123456789\n", count: 20).utf8)
        let overLines = #expect(throws: GeminiError.self) { try events([lines], limit: 100) }
        #expect(overLines?.kind == .tooLarge)
        let bare = Array(("{\n" + String(repeating: "  \"0123456789\",\n", count: 20)).utf8)
        let overBareLines = #expect(throws: GeminiError.self) { try events([bare], limit: 100) }
        #expect(overBareLines?.kind == .tooLarge)
        #expect(try events([Array("data: 0123456789\n\n".utf8)], limit: 100) == ["0123456789"])
    }

    /// With a scan from the start for each piece the longer line would take 80 GB.
    @Test("12.8: a line of 5 or 100 MB is looked at once", arguments: [5, 100])
    func aLongLineIsLookedAtOnce(megabytes: Int) throws {
        var decoder = EventDecoder(maximumEventBytes: 128 * 1024 * 1024)
        let piece = ByteBuffer(repeating: UInt8(ascii: "a"), count: 64 * 1024)
        decoder.append(ByteBuffer(string: "data: "))
        for _ in 0..<megabytes * 16 {
            decoder.append(piece)
            #expect(try decoder.next() == nil)
        }
        decoder.append(ByteBuffer(string: "\r\n\r\n"))
        let length = megabytes * 1024 * 1024
        #expect(try decoder.next()?.bytes.readableBytes == length)
        #expect(decoder.work <= length + 10)
    }

    /// Line by line, an event that is copied for each of its lines costs the square of their number: 64 times as much for
    /// eight times as many. By the thread's own time, so that a busy machine does not matter.
    @Test("12.8: an event of many lines costs linear time", arguments: ["data: 0123456789\n", "\"0123456789\",\n"])
    func manyLinesCostLinearTime(line: String) throws {
        func time(lines: Int) throws -> Duration {
            let text = ByteBuffer(string: (line.hasPrefix("data") ? "" : "[\n") + String(repeating: line, count: lines))
            return try processorTime { () throws in
                var decoder = EventDecoder(maximumEventBytes: 128 * 1024 * 1024)
                decoder.append(text)
                #expect(try decoder.next() == nil)
            }
        }
        let short = try time(lines: 2_000)
        let long = try time(lines: 16_000)
        #expect(long < short * 24, "\(long / short) times as long")
    }
}
