import AsyncHTTPClient
import Foundation
import Gemini
import NIOCore
import Synchronization
import Testing

/// The Files API over a real connection.
@Suite(.timeLimit(.minutes(5))) struct FileTests {
    /// Takes uploads, gives records: PROCESSING once, then ACTIVE.
    private static func api(session: String = "https://files.google.example/upload/v1beta/files?upload_id=x&y=1%2F2")
        -> ScriptedServer.Script
    {
        { connection in
            let request = try await connection.request()
            if request.header("x-goog-upload-command") == "start" {
                try await connection.reply(
                    "",
                    headers: "X-Goog-Upload-URL: \(session)\r\nX-Goog-Upload-Status: active\r\n"
                )
            } else if request.header("x-goog-upload-command") == "upload" {
                try await connection.reply("", headers: "X-Goog-Upload-Status: active\r\n")
            } else if request.header("x-goog-upload-command") == "upload, finalize" {
                try await connection.reply(#"{"file": {"name": "files/abc", "state": "PROCESSING", "sizeBytes": "9"}}"#)
            } else if request.line.hasPrefix("DELETE") {
                try await connection.reply("{}")
            } else {
                let body = #"{"name": "files/abc", "state": "ACTIVE", "uri": "https://x/files/abc", "mimeType": "a/b"}"#
                try await connection.reply(body)
            }
        }
    }

    @Test("12.1: an upload sends bytes and key to the base address only, whatever host it is told")
    func anUploadStaysWithTheBaseAddress() async throws {
        let (file, requests) = try await withClient(script: Self.api()) { client, server in
            let bytes = Buffers([ByteBuffer(string: "hello "), ByteBuffer(string: "you")])
            return (
                try await client.uploadFile(bytes, size: 9, mimeType: "text/plain", displayName: "a \"b\".txt"),
                server.requests
            )
        }
        #expect(file.name == "files/abc")
        #expect(file.state == .processing)
        #expect(file.sizeBytes == 9)
        #expect(
            requests.map(\.line) == [
                "POST /upload/v1beta/files HTTP/1.1", "POST /upload/v1beta/files?upload_id=x&y=1%2F2 HTTP/1.1",
            ]
        )
        let start = try #require(requests.first)
        #expect(start.body == #"{"file":{"displayName":"a \"b\".txt"}}"#)
        #expect(start.header("x-goog-upload-protocol") == "resumable")
        #expect(start.header("x-goog-upload-header-content-length") == "9")
        #expect(start.header("x-goog-upload-header-content-type") == "text/plain")
        #expect(requests.last?.body == "hello you")
        #expect(requests.last?.header("x-goog-upload-offset") == "0")
        for request in requests {
            #expect(request.headers.filter { $0.contains(testKey) }.count == 1)
            #expect(!request.line.contains(testKey) && !request.body.contains(testKey))
        }
    }

    @Test func aFileOnTheDiskGoesInPieces() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        let content = (0..<17).reduce(Data()) { $0 + Data(repeating: UInt8($1), count: 1024 * 1024) }
        try content.write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let requests = try await withClient(script: Self.api()) { client, server in
            _ = try await client.uploadFile(atPath: path, mimeType: "video/mp4")
            return server.requests
        }
        #expect(requests.first?.body == #"{"file":{}}"#)
        let pieces = requests.dropFirst()
        #expect(pieces.map { $0.header("x-goog-upload-offset") } == ["0", "8388608", "16777216"])
        #expect(
            pieces.map { $0.header("x-goog-upload-command") } == ["upload", "upload", "upload, finalize"]
        )
        #expect(pieces.map { $0.header("content-length") } == ["8388608", "8388608", "1048576"])
        #expect(pieces.map { Data($0.rawBody) }.reduce(Data(), +) == content)
    }

    @Test func whatCannotBeReadIsToldFromWhatGoogleSays() async throws {
        try await withClient(script: Self.api()) { client, server in
            let missing = await #expect(throws: GeminiError.self) {
                try await client.uploadFile(atPath: "/nowhere/at/all", mimeType: "a/b")
            }
            #expect(missing?.kind == .unreadableSource)
            #expect(server.requests.isEmpty)
            for size in [3, 99] as [Int64] {
                let wrong = await #expect(throws: GeminiError.self) {
                    try await client.uploadFile(
                        Buffers([ByteBuffer(string: "nine bytes")]),
                        size: size,
                        mimeType: "a/b"
                    )
                }
                #expect(wrong?.kind == .unreadableSource)
            }
            #expect(server.requests.allSatisfy { $0.header("x-goog-upload-command") == "start" })
            let hostile = await #expect(throws: GeminiError.self) {
                try await client.uploadFile(Buffers([]), size: 0, mimeType: "a/b\r\nx: y")
            }
            #expect(hostile?.kind == .invalidArgument)
        }
    }

    @Test(arguments: ["", "no address", "mailto:x", "https://host-only", "https://h/\u{E9}"])
    func aSessionWithoutAUsableAddressIsMalformed(session: String) async throws {
        try await withClient(script: Self.api(session: session)) { client, _ in
            let error = await #expect(throws: GeminiError.self) {
                try await client.uploadFile(Buffers([]), size: 0, mimeType: "a/b")
            }
            #expect(error?.kind == .malformedResponse, "\(session)")
        }
    }

    @Test func aRefusedUploadSaysWhy() async throws {
        try await withClient { connection in
            try await connection.request()
            let body = #"{"error": {"code": 400, "message": "Unsupported MIME type: \#(testKey)"}}"#
            try await connection.reply(body, status: "400 Bad Request")
        } run: { client, _ in
            let error = await #expect(throws: GeminiError.self) {
                try await client.uploadFile(Buffers([]), size: 0, mimeType: "a/b")
            }
            #expect(error?.blames == .media)
            #expect(error?.message == "Unsupported MIME type: [key]")
        }
    }

    @Test func anUploadThatIsFinalTooEarlyIsMalformed() async throws {
        try await withClient { connection in
            try await connection.request()
            try await connection.reply("", headers: "X-Goog-Upload-URL: /s?a\r\nX-Goog-Upload-Status: final\r\n")
        } run: { client, server in
            let bytes = Buffers([ByteBuffer(repeating: 1, count: 9 * 1024 * 1024)])
            let error = await #expect(throws: GeminiError.self) {
                try await client.uploadFile(bytes, size: 9 * 1024 * 1024, mimeType: "a/b")
            }
            #expect(error?.kind == .malformedResponse)
            #expect(server.requests.count == 2)
        }
    }

    @Test func aFileIsReadAwaitedAndDeleted() async throws {
        let requests = try await withClient(script: Self.api()) { client, server in
            #expect(
                try await client.file("files/abc").fileData == FileData(mimeType: "a/b", fileUri: "https://x/files/abc")
            )
            let processing = File(name: "files/abc", state: .processing)
            #expect(try await client.waitUntilActive(processing, firstPause: .zero).state == .active)
            let ready = File(name: "files/abc", state: .active)
            #expect(try await client.waitUntilActive(ready) == ready)
            try await client.deleteFile("abc")
            return server.requests
        }
        #expect(
            requests.map(\.line) == [
                "GET /v1beta/files/abc HTTP/1.1", "GET /v1beta/files/abc HTTP/1.1", "DELETE /v1beta/files/abc HTTP/1.1",
            ]
        )
    }

    @Test func aFileThatFailsOrStaysBehindIsAnError() async throws {
        try await withClient { connection in
            try await connection.request()
            let words = #"{"code": 3, "message": "no \#(testKey) film"}"#
            try await connection.reply(#"{"name": "files/a", "state": "FAILED", "error": \#(words)}"#)
        } run: { client, _ in
            let error = await #expect(throws: GeminiError.self) {
                try await client.waitUntilActive(File(name: "files/a", state: .processing), firstPause: .zero)
            }
            #expect(error?.kind == .fileFailed)
            #expect(error?.message == "no [key] film")
        }
        try await withClient(script: Self.api()) { client, server in
            let error = await #expect(throws: GeminiError.self) {
                try await client.waitUntilActive(File(name: "files/a", state: .init(rawValue: "NEW")), limit: .zero)
            }
            #expect(error?.kind == .timedOut)
            #expect(error?.message.contains("NEW") == true)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aFileIsLookedAtUntilItIsReady() async throws {
        let states = Mutex(["PROCESSING", "A_NEW_WORD", "PROCESSING", "ACTIVE"])
        try await withClient { connection in
            try await connection.request()
            let state = states.withLock { $0.removeFirst() }
            try await connection.reply(#"{"name": "files/a", "state": "\#(state)"}"#)
        } run: { client, server in
            let file = File(name: "files/a", state: .processing)
            let ready = try await client.waitUntilActive(file, firstPause: .zero)
            #expect(ready.state == .active)
            #expect(server.requests.count == 4)
        }
    }

    @Test func unfitNamesMakeNoCall() async throws {
        try await withClient(script: Self.api()) { client, server in
            for name in ["", "files/", "../models/x", "a/b", "a?b", "é", String(repeating: "a", count: 200)] {
                let error = await #expect(throws: GeminiError.self) { try await client.file(name) }
                #expect(error?.kind == .invalidArgument, "\(name)")
                await #expect(throws: GeminiError.self) { try await client.deleteFile(name) }
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("2026-11-25T10:00:00.123456789Z", 1_795_600_800), ("2026-11-25T10:00:00Z", 1_795_600_800), ("soon", nil),
            ("Z", nil),
        ] as [(String, Double?)]
    )
    func theEndOfAFileIsRead(text: String, seconds: Double?) {
        var file = File()
        file.expirationTime = text
        #expect(file.expiresAt?.timeIntervalSince1970 == seconds)
    }
}

/// A sequence of given buffers.
struct Buffers: AsyncSequence {
    typealias Element = ByteBuffer

    private let buffers: [ByteBuffer]

    init(_ buffers: [ByteBuffer]) { self.buffers = buffers }

    func makeAsyncIterator() -> Iterator { Iterator(rest: buffers[...]) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<ByteBuffer>
        mutating func next() async throws -> ByteBuffer? { rest.popFirst() }
    }
}
