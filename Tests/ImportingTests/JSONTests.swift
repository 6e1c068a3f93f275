import Foundation
import Testing

@testable import Importing

struct JSONItemsTests {
    /// All items of a text that comes in pieces of so many bytes; what broke it stands last.
    private func items(_ text: String, pieces: Int = 7, maximumBytes: Int = 100) -> [String] {
        var rest = Array(text.utf8)[...]
        var items = JSONItems(maximumBytes: maximumBytes) { buffer in
            let piece = rest.prefix(pieces)
            buffer.copyBytes(from: piece)
            rest = rest.dropFirst(pieces)
            return piece.count
        }
        var found: [String] = []
        do {
            while let item = try items.next() {
                switch item {
                case .member(let name, let bytes): found.append("\(name)=\(String(decoding: bytes, as: UTF8.self))")
                case .element(let list, let bytes): found.append("\(list):\(String(decoding: bytes, as: UTF8.self))")
                case .refused(let list): found.append("\(list):refused")
                }
            }
        } catch {
            found.append("! \(error)")
        }
        return found
    }

    @Test(arguments: [1, 2, 3, 64])
    func elementsComeOneByOneHoweverTheFileIsCut(pieces: Int) {
        let text = "\u{FEFF} [ {\"a\":\"]}\\\"[\"} ,[1,[2]],\"x,]\", 12 ,true,null ] \n"
        #expect(
            items(text, pieces: max(pieces, 3)) == [
                ":{\"a\":\"]}\\\"[\"}", ":[1,[2]]", ":\"x,]\"", ":12", ":true", ":null",
            ]
        )
        let object = "{\"f\": \"x\", \"n\":1,\"l\":[{},{\"a\":[]}],\"e\":[],\"o\":{\"l\":[1]}}"
        #expect(items(object, pieces: pieces) == ["f=\"x\"", "n=1", "l:{}", "l:{\"a\":[]}", "o={\"l\":[1]}"])
        #expect(items("[]", pieces: pieces) == [] && items("{}", pieces: pieces) == [])
    }

    @Test(arguments: [
        ("", ["! the file ends in the middle"]), ("hello", ["! the file is no JSON"]),
        ("[1,2", [":1", "! the file ends in the middle"]), ("[1 2]", [":1", "! the JSON is broken"]),
        ("[1,]", [":1", ":]", "! the file ends in the middle"]), ("[1]x", [":1", "! the JSON is broken"]),
        ("{\"a\":1,}", ["a=1", "! the JSON is broken"]), ("{\"a\" 1}", ["! the JSON is broken"]),
        ("{a:1}", ["! the JSON is broken"]), ("[{\"a\":\"", ["! the file ends in the middle"]),
        ("[1][2]", [":1", "! the JSON is broken"]),
        ("{\"\(String(repeating: "n", count: 65))\":1}", ["! the JSON is broken"]),
    ])
    func whatComesBeforeABrokenPlaceIsGood(text: String, found: [String]) {
        #expect(items(text) == found)
        #expect(items(text, pieces: 1) == found)
    }

    @Test func whatIsTooLargeOrTooDeepIsPassedOver() {
        let long = "[{\"a\":\"\(String(repeating: "x", count: 200))\"},2]"
        #expect(items(long) == [":refused", ":2"])
        let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        #expect(items("[\(deep),2]", maximumBytes: 1000) == [":refused", ":2"])
        // Nothing of it is kept, however long it goes on.
        #expect(items("[" + String(repeating: "[", count: 100_000), pieces: 4096) == ["! the file ends in the middle"])
    }
}

struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONTree { try JSONParser.parse(Array(text.utf8)) }

    @Test func valuesAreWhatTheyAre() throws {
        let tree = try parse(#" {"a":[1,-2.5e1,true,false,null,"\u00e9\n\ud83d\ude00\/"],"b":{"c":""},"a":2} "#)
        #expect(tree["a"]?.array == [.number(1), .number(-25), .bool(true), .bool(false), .null, .string("é\n😀/")])
        #expect(tree["b"]?["c"]?.string == "" && tree["z"] == nil && tree["b"]?["c"]?["d"] == nil)
    }

    @Test func textThatIsNoneIsMended() throws {
        #expect(try parse(#""a\u0000b\ud800c\udc00\ud800\u0041""#).string == "a\u{FFFD}b\u{FFFD}c\u{FFFD}\u{FFFD}A")
        #expect(try JSONParser.parse([0x22, 0x61, 0xFF, 0x22]).string == "a\u{FFFD}")
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "tru", "\"", "\"\\x\"", "\"\\u12g4\"", "1 2", "-", "+1", ".5", "NaN",
        "\"\n\"",
        "[}", "{]",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: ImportFailure.self) { () throws -> Void in _ = try parse(text) }
    }

    @Test func itsStackAndItsMemoryAreBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ImportFailure.self) { () throws -> Void in _ = try parse(deep) }
        let many = "[" + String(repeating: "0,", count: 1_000_001) + "0]"
        #expect(throws: ImportFailure.self) { () throws -> Void in _ = try parse(many) }
    }
}
