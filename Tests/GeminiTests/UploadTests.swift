import NIOCore
import Testing

@testable import Gemini

/// Cutting bytes into pieces, and where they may go.
@Suite struct UploadTests {
    private func pieces(_ lengths: [Int], size: Int) async throws -> [Upload.Piece] {
        let buffers = Buffers(lengths.map { ByteBuffer(repeating: UInt8($0), count: $0) })
        var pieces = Upload.Pieces(buffers.makeAsyncIterator(), size: Int64(size), pieceBytes: 10)
        var result: [Upload.Piece] = []
        while result.last?.isLast != true { result.append(try await pieces.next()) }
        return result
    }

    @Test(
        arguments: [
            ([], [0]), ([1], [1]), ([9], [9]), ([10], [10]), ([11], [10, 1]), ([5, 5], [10]), ([5, 6], [10, 1]),
            ([35], [10, 10, 10, 5]), ([0, 3, 0, 30, 7], [10, 10, 10, 10]),
            ([1, 1, 1, 25, 40, 1], [10, 10, 10, 10, 10, 10, 9]),
        ] as [([Int], [Int])]
    )
    func piecesAreOfOneSizeButTheLast(lengths: [Int], expected: [Int]) async throws {
        let pieces = try await pieces(lengths, size: lengths.reduce(0, +))
        #expect(pieces.map(\.bytes.readableBytes) == expected)
        #expect(pieces.map(\.isLast) == expected.indices.map { $0 == expected.count - 1 })
        #expect(pieces.map { Int($0.offset) } == expected.indices.map { $0 * 10 })
        let bytes = pieces.reduce([]) { $0 + Array($1.bytes.readableBytesView) }
        #expect(bytes == lengths.flatMap { [UInt8](repeating: UInt8($0), count: $0) })
    }

    @Test func anotherSumThanAnnouncedIsRefused() async {
        for size in [0, 24, 26, 100] {
            let error = await #expect(throws: GeminiError.self) { try await pieces([20, 5], size: size) }
            #expect(error?.kind == .unreadableSource, "\(size)")
        }
    }

    @Test(
        arguments: [
            (
                "https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=A-_&p=1", "http://x:1",
                "upload/v1beta/files?upload_id=A-_&p=1"
            ),
            ("/upload/s", "http://x:1", "upload/s"),
            ("//evil.example/upload/s", "http://x:1", "upload/s"),
            ("https://user:pass@evil.example:99/s?x#frag", "http://x:1", "s?x"),
            ("http://x:1/gate/upload/s", "http://x:1/gate", "upload/s"),
            ("https://google/upload/s", "http://x:1/gate", "upload/s"),
            ("https://google/gateway/s", "http://x:1/gate", "gateway/s"),
            ("https://google//evil/s", "http://x:1", "evil/s"),
            ("https://google/s?u=http://other/", "http://x:1", "s?u=http://other/"),
            ("https://google", "http://x:1", nil), ("https://google/", "http://x:1", nil),
            ("https://google?x=1", "http://x:1", nil), ("x/y", "http://x:1", nil), ("@evil/x", "http://x:1", nil),
            ("https://google/a b", "http://x:1", nil), ("https://google/a\r\nb", "http://x:1", nil),
            ("", "http://x:1", nil),
        ] as [(String, String, String?)]
    )
    func aSessionIsAPathBelowTheBaseAddress(address: String, base: String, path: String?) {
        #expect(Upload.session(in: address, below: base) == path)
    }
}
