import Attachments
import ChatDomain
import Foundation
import NIOCore
import Testing

@Suite("The folder of attachments")
struct AttachmentFolderTests {
    /// A body in pieces.
    private func body(_ pieces: [String]) -> AsyncThrowingStream<ByteBuffer, any Error> {
        AsyncThrowingStream { stream in
            for piece in pieces { stream.yield(ByteBuffer(string: piece)) }
            stream.finish()
        }
    }

    private func withFolder(_ body: (AttachmentFolder, String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pollux-files-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: path) }  // a leftover harms nobody
        let folder = try AttachmentFolder(path)
        let result: Result<Void, any Error>
        do { result = .success(try await body(folder, path)) } catch { result = .failure(error) }
        try await folder.shutDown()
        try result.get()
    }

    @Test("What was kept is read again, whatever pieces it came in")
    func keeps() async throws {
        try await withFolder { folder, path throws in
            let file = try await folder.receive(body(["Hello", ", ", "world"]), limit: 100)
            #expect(file.bytes == 12)
            #expect(file.isText)
            #expect(!folder.contains(file.sha256))
            try await folder.keep(file)
            folder.discard(file)
            #expect(folder.contains(file.sha256))
            #expect(try await folder.read(file.sha256) == Data("Hello, world".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/incoming") == [])
        }
    }

    @Test("The same content twice is one file; removing it twice is harmless")
    func same() async throws {
        try await withFolder { folder, _ throws in
            for _ in 0..<2 {
                let file = try await folder.receive(body(["same"]), limit: 100)
                try await folder.keep(file)
                try await folder.keep(file)
                folder.discard(file)
            }
            let all = try await folder.contents(olderThan: -60)
            #expect(all.count == 1)
            let content = try #require(all.first)
            #expect(try await folder.read(content) == Data("same".utf8))
            #expect(try await folder.contents(olderThan: 60) == [])
            folder.remove(content)
            folder.remove(content)
            #expect(!folder.contains(content))
        }
    }

    @Test("What is too large leaves nothing behind")
    func tooLarge() async throws {
        try await withFolder { folder, path throws in
            await #expect(throws: TooLarge.self) {
                _ = try await folder.receive(body(["12345", "67890", "!"]), limit: 10)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/incoming") == [])
        }
    }

    @Test("What a process left half received is gone after the next start")
    func leftover() async throws {
        try await withFolder { folder, path throws in
            _ = try await folder.receive(body(["half"]), limit: 10)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/incoming").count == 1)
            let next = try AttachmentFolder(path)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/incoming") == [])
            try await next.shutDown()
        }
    }

    @Test(
        "Text is UTF-8 without control characters",
        arguments: [
            ("plain\ttext\r\n", true), ("ünï → 日本", true), ("nul \0", false), ("bell \u{7}", false), ("", false),
        ]
    )
    func text(content: String, isText: Bool) async throws {
        try await withFolder { folder, _ throws in
            #expect(try await folder.receive(body([content]), limit: 100).isText == isText)
        }
    }

    @Test("Bytes that are no UTF-8 are no text")
    func notText() async throws {
        try await withFolder { folder, _ throws in
            let bytes = AsyncThrowingStream<ByteBuffer, any Error> { stream in
                stream.yield(ByteBuffer(bytes: [0x61, 0xC3]))
                stream.finish()
            }
            #expect(try await !folder.receive(bytes, limit: 100).isText)
        }
    }
}
