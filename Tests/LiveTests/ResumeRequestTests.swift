import ChatDomain
import Foundation
import NIOCore
import Testing

@testable import Live

struct ResumeRequestTests {
    private static let epoch = UUID()
    private static let id = "0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f5"

    private func parse(_ frame: String) -> ResumeRequest? { ResumeRequest(frame: ByteBuffer(string: frame)) }

    @Test func aClientSaysWhatItHas() throws {
        let frame = """
            {"type":"resume","epoch":"\(Self.epoch.uuidString.lowercased())","since":1234,"answers":[
            {"messageID":"\(Self.id)","offset":512,"thoughtOffset":7},
            {"messageID":"0199d2f1-7a3b-7c4d-8e5f-a0b1c2d3e4f6","offset":0}]}
            """
        let request = try #require(parse(frame))
        #expect(request.epoch == Self.epoch && request.since == 1234 && request.positions.count == 2)
        let position = try request.positions[#require(MessageID(Self.id))]
        #expect(position?.offset == 512 && position?.thoughtOffset == 7)
        #expect(request.positions.values.contains { $0.offset == 0 && $0.thoughtOffset == 0 })
    }

    @Test func asManyAnswersAsAFrameHasRoomForAreTaken() throws {
        let answers = (0..<780).map { _ in #"{"messageID":"\#(MessageID.make())","offset":0,"thoughtOffset":0}"# }
        let frame = #"{"type":"resume","epoch":null,"since":0,"answers":[\#(answers.joined(separator: ","))]}"#
        #expect(frame.utf8.count < 65_536)
        #expect(parse(frame)?.positions.count == 780)
    }

    @Test(arguments: [
        #"{"type":"resume","epoch":null}"#, #"{"type":"resume"}"#,
        #"{"type":"resume","epoch":null,"since":0,"answers":[]}"#,
        #"{"type":"resume","epoch":null,"since":5}"#, #" { "since" : null , "type" : "resume" } "#,
        #"{"type":"resume","ofNextYear":[1]}"#,
    ])
    func withoutAnEpochAClientWantsWhatComesFromNowOn(frame: String) throws {
        let request = try #require(parse(frame))
        #expect(request.epoch == nil && request.positions.isEmpty)
    }

    @Test(arguments: ["", "x", "{}", "00000000-0000-0000-0000-00000000000g"])
    func anEpochOfNobodysIsAnEpochAllTheSame(epoch: String) throws {
        let request = try #require(parse(#"{"type":"resume","epoch":"\#(epoch)","since":3}"#))
        #expect(request.epoch != nil && request.since == 3)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "7", "\"resume\"", "{}", #"{"type":"Resume"}"#, #"{"type":"resume "}"#,
        #"{"type":"re\u0073ume","epoch":7}"#, #"{"type":7}"#, #"{"type":null}"#,
        #"{"type":"hello"}"#, #"{"type":"resume"} x"#, #"{"type":"resume"}{"type":"resume"}"#,
        #"{"type":"resume","epoch":"x"}"#, #"{"type":"resume","epoch":"x","since":null}"#,
        #"{"type":"resume","epoch":"x","since":-1}"#, #"{"type":"resume","epoch":null,"since":-1}"#,
        #"{"type":"resume","epoch":"x","since":1.5}"#, #"{"type":"resume","epoch":"x","since":"1"}"#,
        #"{"type":"resume","epoch":"x","since":9223372036854775808}"#, #"{"type":"resume","epoch":"x","since":1e300}"#,
        #"{"type":"resume","epoch":7,"since":1}"#, #"{"type":"resume","answers":{}}"#,
        #"{"type":"resume","answers":[7]}"#,
        #"{"type":"resume","answers":[{}]}"#, #"{"type":"resume","answers":[{"messageID":"x","offset":0}]}"#,
        #"{"type":"resume","answers":[{"messageID":"\#(id)"}]}"#,
        #"{"type":"resume","answers":[{"messageID":"\#(id)","offset":-1}]}"#,
        #"{"type":"resume","answers":[{"messageID":"\#(id)","offset":1e30}]}"#,
        #"{"type":"resume","answers":[{"messageID":"\#(id)","offset":0,"thoughtOffset":-1}]}"#,
        #"{"type":"resume","e\u0070och":null}"#, "\u{FEFF}x",
    ])
    func anythingElseIsABadFrame(frame: String) {
        #expect(parse(frame) == nil)
    }

    @Test func theLargestNumbersAreTaken() throws {
        let max = Int64.max
        let frame = """
            {"type":"resume","epoch":"x","since":\(max),"answers":[{"messageID":"\(Self.id)","offset":\(max),"thoughtOffset":\(max)}]}
            """
        let request = try #require(parse(frame))
        #expect(request.since == max && request.positions.values.first?.offset == Int(max))
    }

    @Test func bytesThatAreNoUTF8AreABadFrame() {
        var buffer = ByteBuffer(string: #"{"type":"resume","epoch":""#)
        buffer.writeBytes([0xC0, 0xAF, 0xED, 0xA0, 0x80])
        buffer.writeString(#"","since":1}"#)
        #expect(ResumeRequest(frame: buffer) == nil)
    }

    @Test func hostileFramesAreReadAsQuicklyAsOthersOfTheirSize() {
        let marks = String(repeating: "\u{301}\u{323}", count: 15_000)
        let usual = cost(#"{"type":"r\#(String(repeating: "x", count: marks.utf8.count))"}"#)
        for frame in [
            #"{"type":"r\#(marks)"}"#, #"{"type":"resume","epoch":"\#(marks)","since":1}"#,
            #"{"type":"resume","answers":[{"messageID":"\#(marks)","offset":1}]}"#, #"{"\#(marks)":1,"type":"resume"}"#,
            #"{"type":"resume","answers":\#(String(repeating: "[", count: 60_000))"#,
            #"{"type":"resume","answers":[\#(Array(repeating: "0", count: 30_000).joined(separator: ","))]}"#,
        ] {
            #expect(cost(frame) < usual * 5 + .milliseconds(50))
        }
    }

    /// How long reading a frame takes at best, since others use the machine as well.
    private func cost(_ frame: String) -> Duration {
        let buffer = ByteBuffer(string: frame)
        return (0..<5).map { _ in ContinuousClock().measure { _ = ResumeRequest(frame: buffer) } }.min() ?? .zero
    }
}
