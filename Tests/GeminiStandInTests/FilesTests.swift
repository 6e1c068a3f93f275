import AsyncHTTPClient
import Foundation
import GeminiStandIn
import NIOCore
import NIOHTTP1
import Testing

/// The Files API: uploads in pieces, what becomes of a file, and questions that name one.
@Suite(.timeLimit(.minutes(3)))
struct FilesTests {
    @Test func aFileIsUploadedInPiecesAndAsked() async throws {
        try await withStandIn { _, client in
            let start = try await client.start("image/png", bytes: 7, name: "hedgehog.png")
            let address = try #require(start.headers["x-goog-upload-url"])
            #expect(start.headers["x-goog-upload-status"] == "active" && address.hasPrefix(client.baseURL + "/upload/"))
            let first = try await client.piece(address, "abc", at: 0)
            #expect(first.headers["x-goog-upload-status"] == "active")
            let query = try await client.upload(address, ["x-goog-upload-command": "query"])
            #expect(query.headers["x-goog-upload-size-received"] == "3")
            let last = try await client.piece(address, "defg", at: 3, isLast: true)
            #expect(last.headers["x-goog-upload-status"] == "final")
            let file = last.json
            #expect(file.string("file.displayName") == "hedgehog.png" && file.string("file.sizeBytes") == "7")
            #expect(file.string("file.state") == "ACTIVE" && file.string("file.mimeType") == "image/png")
            for time in ["createTime", "updateTime", "expirationTime"] {
                let written = try #require(file.string("file.\(time)"))
                #expect(written.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
            }
            // What sha256sum says to abcdefg.
            let hash = "7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a"
            let bytes = Data(base64Encoded: file.string("file.sha256Hash") ?? "") ?? Data()
            #expect(bytes.map { String(format: "%02x", $0) }.joined() == hash)

            let uri = try #require(file.string("file.uri"))
            let answer = await client.call("gemini-3.8-flash", Self.question(uri))
            #expect(answer.events.answer.contains("a PNG picture (7 B)"))
            let echo = await client.call("stand-in-echo", Self.question(uri)).events.answer
            #expect(Object(Array(echo.utf8)).string("contents.0.files.0.sha256") == hash)
        }
    }

    private static func question(_ uri: String, type: String = "image/png") -> String {
        let part = #"{"fileData":{"mimeType":"\#(type)","fileUri":"\#(uri)"}}"#
        return #"{"contents":[{"role":"user","parts":[\#(part),{"text":"What is it?"}]}]}"#
    }

    @Test func whatNeedsProcessingIsActiveTheSecondTimeThatItIsLookedAt() async throws {
        try await withStandIn { _, client in
            let file = try await client.file("video/mp4").json
            let name = try #require(file.string("file.name"))
            let uri = try #require(file.string("file.uri"))
            #expect(file.string("file.state") == "PROCESSING")
            let early = await client.call("gemini-3.8-flash", Self.question(uri, type: "video/mp4"))
            #expect(early.status == 400 && early.json.string("error.status") == "FAILED_PRECONDITION")
            #expect(early.text.contains("is not in an ACTIVE state"))
            #expect(try await client.get("/v1beta/\(name)").json.string("state") == "PROCESSING")
            let active = try await client.get("/v1beta/\(name)").json
            #expect(active.string("state") == "ACTIVE" && active.string("videoMetadata.videoDuration") == "1s")
            #expect(await client.call("gemini-3.8-flash", Self.question(uri, type: "video/mp4")).status == 200)
        }
    }

    @Test func filesCanFailAndExpireAndBeDeleted() async throws {
        try await withStandIn(StandInConfiguration(pace: .none, controlRoutes: true)) { standIn, client in
            standIn.control.failNextFiles()
            let failed = try #require(try await client.file("application/pdf").json.string("file.name"))
            _ = try await client.get("/v1beta/\(failed)")
            let shown = try await client.get("/v1beta/\(failed)").json
            #expect(shown.string("state") == "FAILED" && shown.string("error.message") != nil)

            let file = try await client.file("image/png").json
            let (name, uri) = (try #require(file.string("file.name")), try #require(file.string("file.uri")))
            #expect(standIn.control.fileNames == [name, failed])
            #expect(await client.call("gemini-3.8-flash", Self.question(uri)).status == 200)
            expect(try await client.post("/stand-in/expire-files", ""), 200)
            let gone = await client.call("gemini-3.8-flash", Self.question(uri))
            #expect(gone.status == 403 && gone.json.string("error.status") == "PERMISSION_DENIED")
            #expect(gone.json.string("error.message")?.hasSuffix("or it may not exist.") == true)
            expect(try await client.get("/v1beta/\(name)"), 403)

            let another = try #require(try await client.file("image/png").json.string("file.name"))
            #expect(try await client.delete("/v1beta/\(another)") == 200)
            #expect(try await client.delete("/v1beta/\(another)") == 403)
        }
    }

    @Test func theListIsPagedNewestFirst() async throws {
        try await withStandIn { standIn, client in
            #expect(try await client.get("/v1beta/files").json.keys.isEmpty)
            for _ in 0..<12 { _ = try await client.file("text/plain") }
            var names: [String] = []
            var token = ""
            repeat {
                let page = try await client.get("/v1beta/files?pageToken=\(token)").json
                names += (0..<page.count("files")).compactMap { page.string("files.\($0).name") }
                token = page.string("nextPageToken") ?? ""
            } while !token.isEmpty
            #expect(names == standIn.control.fileNames && names.count == 12)
        }
    }

    @Test func wrongUploadsAreRefused() async throws {
        try await withStandIn { standIn, client in
            expect(try await client.post("/upload/v1beta/files", "{}"), 400)
            expect(try await client.post("/upload/v1beta/files?upload_id=nonsense", "{}"), 404)
            let address = try #require(try await client.start("image/png", bytes: 3).headers["x-goog-upload-url"])
            #expect(try await client.piece(address, "abc", at: 1).status == 400)
            #expect(try await client.piece(address, "ab", at: 0, isLast: true).status == 400)
            #expect(try await client.piece(address, "abc", at: 0, isLast: true).status == 200)
            #expect(try await client.piece(address, "abc", at: 3, isLast: true).status == 400)
            standIn.control.refuseUploads()
            #expect(try await client.start("image/png", bytes: 3).status == 503)
            #expect(try await client.start("image/png", bytes: 3).status == 200)
            var stranger = client
            stranger.key = "bad-key"
            #expect(try await stranger.start("image/png", bytes: 3).status == 400)
        }
    }

    @Test func addressesThatAreNoFilesAreTakenOrRefused() async throws {
        try await withStandIn { _, client in
            let video = Self.question("https://www.youtube.com/watch?v=abc", type: "video/mp4")
            #expect(await client.call("gemini-3.8-flash", video).status == 200)
            #expect(await client.call("gemini-3.8-flash", Self.question("nonsense")).status == 400)
            #expect(await client.call("gemini-3.8-flash", Self.question("files/nonsense")).status == 403)
        }
    }
}

extension APIClient {
    /// Uploads two bytes.
    fileprivate func file(_ type: String) async throws -> Outcome {
        let address = try #require(try await start(type, bytes: 2).headers["x-goog-upload-url"])
        return try await piece(address, "ab", at: 0, isLast: true)
    }

    fileprivate func start(_ type: String, bytes: Int, name: String = "name") async throws -> Outcome {
        try await upload(
            baseURL + "/upload/v1beta/files",
            [
                "x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start",
                "x-goog-upload-header-content-length": String(bytes), "x-goog-upload-header-content-type": type,
                "x-goog-api-key": key ?? "",
            ],
            #"{"file":{"displayName":"\#(name)","sizeBytes":\#(bytes)}}"#
        )
    }

    fileprivate func piece(_ url: String, _ bytes: String, at offset: Int, isLast: Bool = false) async throws -> Outcome
    {
        let command = isLast ? "upload, finalize" : "upload"
        return try await upload(url, ["x-goog-upload-command": command, "x-goog-upload-offset": String(offset)], bytes)
    }

    fileprivate func upload(_ url: String, _ headers: [String: String], _ body: String = "") async throws -> Outcome {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await http.execute(request, timeout: .minutes(1))
        var outcome = Outcome(status: Int(response.status.code))
        for header in response.headers { outcome.headers[header.name.lowercased()] = header.value }
        outcome.body = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        return outcome
    }

    fileprivate func delete(_ path: String) async throws -> Int {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = .DELETE
        request.headers.add(name: "x-goog-api-key", value: key ?? "")
        return Int(try await http.execute(request, timeout: .minutes(1)).status.code)
    }
}
