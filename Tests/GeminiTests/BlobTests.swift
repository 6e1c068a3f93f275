import Foundation
import NIOCore
import Testing

@testable import Gemini

/// Bytes on their way into a request.
@Suite struct BlobTests {
    private func plain(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func body(_ value: some Encodable) throws -> String {
        String(buffer: try RequestBody.encode(value))
    }

    private func blob(_ count: Int, _ byte: UInt8 = 7) -> Blob {
        Blob(mimeType: "image/png", bytes: Data(repeating: byte, count: count))
    }

    @Test("12.17: base64 is written where it belongs, whatever its length and number")
    func theBodyIsWhatTheEncoderWouldWrite() throws {
        for counts in [[], [0], [1], [767], [768], [5000], [100, 900, 3], [1000, 1000, 2000]] {
            let parts = counts.enumerated().map { Part(inlineData: blob($1, UInt8($0))) }
            let contents = [
                Content(role: "user", parts: [Part(text: "\"blob-\" \u{2028}")] + parts + [Part(text: "?")])
            ]
            let request = GenerateContentRequest(contents: contents)
            #expect(try body(request) == plain(request), "\(counts)")
            let count = CountTokensRequest(model: "models/x", request: request)
            #expect(try body(count) == plain(count), "\(counts)")
        }
    }

    @Test func dataThatIsNoBase64IsEscaped() throws {
        for data in ["\"", "\\", "\n", "é", "\u{7F}"] {
            let hostile = Blob(mimeType: "image/png", data: data + String(repeating: "A", count: 5000))
            #expect(try body(hostile) == plain(hostile))
        }
    }

    /// The encoder never sees the data: it is copied once, into a buffer that was made for it.
    @Test func megabytesAreCopiedOnce() throws {
        let strings = LongStrings()
        let data = String(repeating: "iVBORw0KGgo=", count: 500_000)
        let token = try #require(strings.take(data))
        #expect(token.utf8.count < 50)
        let body = strings.putBack(into: ByteBuffer(string: #"{"a":"\#(token)","b":"\#(token)"}"#))
        #expect(body.readableBytes == 2 * data.utf8.count + #"{"a":"","b":""}"#.utf8.count)
        #expect(strings.take("short") == nil)
    }

    @Test("12.17: the length of base64 is known before it is made")
    func base64HasAKnownLength() {
        for count in [0, 1, 2, 3, 4, 5, 299, 300, 301] {
            #expect(Blob.base64Count(of: count) == blob(count).data?.utf8.count, "\(count)")
        }
        #expect(Blob.base64Count(of: .max) == .max)
    }

    @Test("12.16: data is decoded, and what is no data is nil")
    func bytes() {
        #expect(blob(1000).bytes == Data(repeating: 7, count: 1000))
        for data in ["", "****", "AAA", "iVBO\u{0}"] {
            #expect(Blob(mimeType: "image/png", data: data).bytes == nil, "\(data)")
        }
        #expect(Blob(fields: ["mimeType": "image/png"]).bytes == nil)
    }
}
