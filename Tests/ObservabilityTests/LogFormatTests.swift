import Foundation
import Logging
import Testing

@testable import Observability

@Suite("Lines of the log")
struct LogFormatTests {
    private func line(_ format: LogFormat, _ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        format.line(time: 1_795_714_504.1239, level: .warning, message: message, metadata: metadata)
    }

    @Test("Text: time, level, message, and the metadata by name")
    func text() {
        let line = line(
            .text,
            "Hello there",
            ["b": "two words", "a": "1", "c": "", "d": ["x": "1", "y": ["z", "q"]]]
        )
        #expect(line == "2026-11-26T17:35:04.123Z warning Hello there a=1 b=\"two words\" c=\"\" d.x=1 d.y=\"z, q\"\n")
    }

    @Test("JSON: one flat object; names of our own are nobody else's")
    func json() throws {
        let line = line(.json, "Hello", ["time": "x", "a": ["b": "c"], "hb.request.id": "7"])
        #expect(
            line
                == #"{"time":"2026-11-26T17:35:04.123Z","level":"warning","message":"Hello","a.b":"c","request.id":"7","metadata.time":"x"}"#
                + "\n"
        )
    }

    @Test("An id that two have given stands in a line once")
    func once() {
        let line = line(.text, "Hello", ["hb.request.id": "7", "request.id": "7"])
        #expect(line.components(separatedBy: "request.id=7").count == 2)
        #expect(!line.contains("hb."))
    }

    private static let texts = [
        "a\nb", "a\r\nb", "\u{1B}[31mred", "a\u{0}b", "\u{85}\u{2028}\u{2029}", "\u{202E}txt.exe", "\"quoted\" \\ = x",
        "\u{9B}31m", "\u{7F}\u{8}\u{8}", "\u{FEFF}", "{\"level\":\"error\"}", "👩‍👩‍👧 ñ",
        String(repeating: "a\u{301}", count: 9000),
    ]

    @Test("Whatever is logged stays one line, of printable characters, and JSON gives it back", arguments: texts)
    func hostile(_ value: String) throws {
        for format in LogFormat.allCases {
            let line = line(format, value, ["value": "\(value)", "list": [.string(value)], value: "name"])
            #expect(line.hasSuffix("\n"))
            for scalar in line.dropLast().unicodeScalars {
                #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value), "\(scalar.value)")
                #expect(scalar != "\u{2028}" && scalar != "\u{202E}" && scalar != "\u{FEFF}")
            }
            #expect(line.utf8.count < 4 * 7 * LogFormat.longestValue)
        }
        let object = try JSONSerialization.jsonObject(with: Data(line(.json, value, ["value": "\(value)"]).utf8))
        let members = try #require(object as? [String: String])
        if value.utf8.count <= LogFormat.longestValue {
            #expect(Array((members["value"] ?? "").utf8) == Array(value.utf8))
            #expect(Array((members["message"] ?? "").utf8) == Array(value.utf8))
        }
    }

    @Test(
        "Times are those of the calendar",
        arguments: [0, 951_782_399.999, 951_868_800, 4_102_444_799.5, -1, 1_709_164_800]
    )
    func times(_ seconds: Double) {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        #expect(LogFormat.rfc3339(seconds) == formatter.string(from: Date(timeIntervalSince1970: seconds)))
    }
}
