@testable import GeminiStandIn
import NIOCore
import Testing

/// The small parts by themselves.
@Suite struct PartsTests {
    @Test(arguments: [
        "null", "true", "0", "-1.50e+10", #""a\"\\\n""#, "[]", "{}", #"[1,"two",{"three":[null]}]"#, #"{"a":1,"a":2}"#,
        #""\u003cb\u003e \u0026""#,
        "\"\u{2028} 😀\"",
    ])
    func jsonIsWrittenAsItWasRead(text: String) throws {
        #expect(try JSONReader.read(Array(text.utf8)).encoded() == text)
    }

    @Test(arguments: [
        "", " ", "nul", "01", "1.", ".5", "+1", "1e", "\"", "\"\u{1}\"", #""\x""#, #""\u12g4""#, #""\ud800""#,
        #""\udc00""#, #""\ud800\u0041""#,
        "[1,]", "[1 2]", "{a:1}", #"{"a"}"#, #"{"a":1,}"#, "[", "{", "1 1", "\u{FEFF}1", "NaN", "'a'", "// x\n1",
    ])
    func whatIsNoJSONIsNotRead(text: String) {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func surrogatePairsAreOneCodePoint() throws {
        #expect(try JSONReader.read(Array(#""\ud83d\ude00""#.utf8)) == "😀")
    }

    @Test func nestingHasALimit() {
        let deep = String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
        #expect(throws: Never.self) { try JSONReader.read(Array(deep.utf8)) }
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array("[[\(deep)]]".utf8)) }
    }

    @Test func membersAreFoundInBothSpellings() throws {
        let json = try JSONReader.read(Array(#"{"include_thoughts":true,"maxOutputTokens":"7"}"#.utf8))
        #expect(json["includeThoughts"]?.isTrue == true)
        #expect(json["maxOutputTokens"]?.int32 == 7)
        #expect(json["other"] == nil)
    }

    @Test func markersAreReadAndTakenOut() {
        let markers = Markers("[hold]a[hold=3][chunks=7]b [delay=20][echo][canary:x y][canary:z] [not] [chunks=0] [] ]")
        #expect(markers.holdAfter == 3)
        #expect(markers.pieces == 7)
        #expect(markers.delay == .milliseconds(20))
        #expect(markers.echoes)
        #expect(markers.canaries == ["x y", "z"])
        #expect(markers.text == "ab  [not] [chunks=0] [] ]")
        #expect(Markers("nothing [here").text == "nothing [here")
    }

    @Test(arguments: ["", "a", "😀", "e\u{301}", "äöü你好😀", String(repeating: "a😀你", count: 500)])
    func piecesJoinedAreTheText(text: String) {
        var random = SeededRandom([text])
        let uneven = TextPieces.uneven(text, using: &random)
        #expect(uneven.joined() == text)
        #expect(uneven.count > 1 || text.unicodeScalars.count < 2)
        for count in [1, 2, 3, 100] {
            let even = TextPieces.even(text, count: count)
            #expect(even.joined() == text)
            #expect(even.count == max(1, min(count, text.unicodeScalars.count)))
        }
    }

    @Test func aPaceIsWithinItsLimits() {
        #expect(Pace.scaled(.nan) == .realistic)
        #expect(Pace.scaled(-1) == .none)
        #expect(Pace.scaled(.infinity).factor == 1000)
    }

    @Test func theLogForgetsTheOldest() {
        var log = RequestLog()
        for _ in 0..<25_000 {
            log.append { RecordedRequest(number: $0, method: "GET", path: "/", headers: [:], body: []) }
        }
        #expect(log.total == 25_000)
        #expect(log.requests.count == 10_000)
        #expect(log.requests.first?.number == 15_001)
        #expect(log.requests.last?.number == 25_000)
    }

    @Test func scenariosHaveTheirOwnNames() {
        let ids = Scenario.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.hasPrefix("stand-in-") && Scenario.named($0)?.id == $0 })
        #expect(Scenario.named("stand-in-deltas-7-30")?.id == "stand-in-deltas-7-30")
    }
}
