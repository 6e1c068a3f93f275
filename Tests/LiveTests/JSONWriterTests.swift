import Foundation
import NIOCore
import Testing

@testable import Live

struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(buffer: writer.buffer)
    }

    @Test(arguments: [
        "", "plain", "\"quoted\" \\ / back", "line\nend\r\n\ttab", "\0\u{1}\u{1F}\u{7F}\u{80}\u{9F}",
        "\u{2028}\u{2029}",
        "e\u{301}\u{FEFF}\u{FFFD}\u{FFFF}", "😀👩‍👩‍👧‍👦🇩🇪", "\u{10FFFF}", "</script><!--", "\\u0041 \\n", "a\\", "\"",
        String(repeating: "\u{301}\u{323}", count: 5000), String(repeating: "\n\"", count: 5000),
    ])
    func everyStringComesBackFromAnotherParserByteForByte(string: String) throws {
        let written = text { json in json.array([string, string]) { $0.string($1) } }
        let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
        #expect(read?.count == 2)
        for copy in read ?? [] { #expect(Array(copy.utf8) == Array(string.utf8)) }
    }

    @Test func everyScalarBelow0x200ComesBack() throws {
        let string = String(String.UnicodeScalarView((0..<0x200).compactMap(Unicode.Scalar.init)))
        let written = text { $0.string(string) }
        let read = try JSONSerialization.jsonObject(with: Data(written.utf8), options: .fragmentsAllowed) as? String
        #expect(read.map { Array($0.utf8) } == Array(string.utf8))
        #expect(written.utf8.allSatisfy { $0 >= 0x20 })
    }

    @Test func onlyWhatMustBeIsEscaped() {
        #expect(text { $0.string("a/b\u{2028}é\u{7F}") } == "\"a/b\u{2028}é\u{7F}\"")
        #expect(text { $0.string("\"\\\n\r\t\0\u{1F}") } == #""\"\\\n\r\t\u0000\u001f""#)
    }

    @Test func commasStandBetweenValuesAndNowhereElse() {
        let written = text { json in
            json.object { json in
                json.name("empty")
                json.object { _ in }
                json.name("list")
                json.array(1...2) { $0.integer($1) }
                json.member("absent", ifPresent: String?.none)
                json.member("present", ifPresent: 3)
                json.name("nested")
                json.array([[1], []]) { json, list in json.array(list) { $0.integer($1) } }
                json.name("null")
                json.null()
                json.member("yes", true)
                json.member("no", false)
                json.member("big", Int64.max)
            }
        }
        #expect(
            written
                == #"{"empty":{},"list":[1,2],"present":3,"nested":[[1],[]],"null":null,"yes":true,"no":false,"#
                + #""big":9223372036854775807}"#
        )
    }

    @Test(arguments: [0, -0.0, 0.1, 1, 2, 1e-7, 1.5e300, -12.25, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    func numbersComeBackAsTheyWere(number: Double) throws {
        let written = text { json in json.array([number]) { $0.number($1) } }
        let read = try JSONDecoder().decode([Double].self, from: Data(written.utf8))
        #expect(read == [number])
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func whatIsNoNumberInJSONIsNull(number: Double) {
        #expect(text { $0.number(number) } == "null")
    }
}
