import Foundation
import GeminiStandIn
import Testing

/// Pictures in answers are what they say, except where they lie.
@Suite(.timeLimit(.minutes(3)))
struct PictureTests {
    private func parts(_ events: [Object]) -> [[String: Any]] {
        events.flatMap { $0.value("candidates.0.content.parts") as? [[String: Any]] ?? [] }
    }

    private func data(_ part: [String: Any]) -> Data? {
        ((part["inlineData"] as? [String: Any])?["data"] as? String).flatMap { Data(base64Encoded: $0) }
    }

    @Test(arguments: ["stand-in-picture", "gemini-3.1-flash-image"])
    func textAndPicturesComeInTurn(model: String) async throws {
        try await withStandIn { _, client in
            let events = try await client.stream("Paint a river", model: model)
            let parts = parts(events)
            let shown = parts.filter { $0["thought"] == nil }.map { $0["text"] != nil ? "text" : "picture" }
            #expect(shown == ["text", "picture", "text", "picture", "text"])
            #expect(parts.contains { $0["thought"] as? Bool == true } == (model == "stand-in-picture"))
            let pictures = parts.compactMap(data)
            #expect(Set(pictures).count == pictures.count)
            for picture in pictures { #expect(PNG.isValid(Array(picture))) }
            #expect(events.last?.int("usageMetadata.candidatesTokenCount") ?? 0 > 2580)
            #expect(try await client.answer(to: "Paint a river", model: model).json.answer == events.answer)
        }
    }

    @Test func whatIsWantedIsKept() async throws {
        try await withStandIn { _, client in
            let turn = #""contents":[{"role":"user","parts":[{"text":"Paint"}]}]"#
            let wide = #"{\#(turn),"generationConfig":{"imageConfig":{"aspectRatio":"16:9"}}}"#
            let picture = parts(await client.call("gemini-3-pro-image", wide).events).compactMap(data).first
            #expect(picture.map { Array($0[16..<24]) } == [0, 0, 0, 160, 0, 0, 0, 90])
            let silent = #"{\#(turn),"generationConfig":{"responseModalities":["TEXT"]}}"#
            #expect(parts(await client.call("gemini-3-pro-image", silent).events).compactMap(data).isEmpty)
        }
    }

    @Test func wrongPicturesAreWrong() async throws {
        try await withStandIn { _, client in
            let lies = parts(try await client.stream("hi", model: "stand-in-picture-lies"))
            #expect(
                lies.compactMap(data).first.map { String(decoding: $0, as: UTF8.self) }?.hasPrefix("<!DOCTYPE") == true
            )
            let huge = parts(try await client.stream("hi", model: "stand-in-picture-huge")).compactMap(data)
            #expect(huge.map(\.count) == [20 * 1024 * 1024])
            let bad = parts(try await client.stream("hi", model: "stand-in-picture-bad-base64"))
            #expect(bad.count { $0["inlineData"] != nil } == 6 && bad.compactMap(data).count < 6)
            let half = parts(try await client.stream("hi", model: "stand-in-picture-truncated")).compactMap(data)
            #expect(half.count == 1 && half.allSatisfy { !PNG.isValid(Array($0)) })
            let cut = try await client.stream("hi", model: "stand-in-picture-cut")
            #expect(parts(cut).compactMap(data).count == 1 && cut.last?.finishReason == nil)
            #expect(parts(try await client.stream("hi", model: "stand-in-picture-many")).compactMap(data).count == 100)
        }
    }
}

/// A reading of PNG as far as the pictures use it: 8-bit RGB, no filter, blocks that are stored as they are.
private enum PNG {
    static func isValid(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return false }
        var position = 8
        var types: [String] = []
        var pixels = -1
        while position + 12 <= bytes.count {
            let length = number(bytes, position)
            guard length < bytes.count, position + 12 + length <= bytes.count else { return false }
            let body = Array(bytes[position + 4..<position + 8 + length])
            guard number(bytes, position + 8 + length) == crc32(body) else { return false }
            types.append(String(decoding: body.prefix(4), as: UTF8.self))
            if types.last == "IHDR" { pixels = number(body, 8) * (number(body, 4) * 3 + 1) }
            if types.last == "IDAT", stored(Array(body.dropFirst(4)))?.count != pixels { return false }
            position += 12 + length
        }
        return types == ["IHDR", "IDAT", "IEND"] && position == bytes.count
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 6, (Int(bytes[0]) * 256 + Int(bytes[1])) % 31 == 0 else { return nil }
        var data: [UInt8] = []
        var position = 2
        var isLast = false
        while !isLast {
            guard position + 5 <= bytes.count, bytes[position] < 2 else { return nil }
            isLast = bytes[position] == 1
            let length = Int(bytes[position + 1]) | Int(bytes[position + 2]) << 8
            guard Int(bytes[position + 3]) | Int(bytes[position + 4]) << 8 == 65_535 - length else { return nil }
            data += bytes[position + 5..<min(position + 5 + length, bytes.count)]
            position += 5 + length
        }
        let sums = data.reduce((1, 0)) { (($0.0 + Int($1)) % 65_521, ($0.1 + $0.0 + Int($1)) % 65_521) }
        return position + 4 == bytes.count && number(bytes, position) == sums.1 << 16 | sums.0 ? data : nil
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}

/// The checksum of PNG and gzip, bit by bit.
func crc32(_ bytes: [UInt8]) -> Int {
    var value: UInt32 = .max
    for byte in bytes {
        value ^= UInt32(byte)
        for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return Int(~value)
}
