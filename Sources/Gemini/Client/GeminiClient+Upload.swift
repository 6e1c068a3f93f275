import NIOFileSystem
import NIOHTTP1
public import NIOCore

extension GeminiClient {
    /// Uploads a file from the disk, which is read piece by piece.
    ///
    /// - Parameters:
    ///   - mimeType: such as `application/pdf`; the API has a list of what it takes.
    ///   - displayName: for people; up to 512 characters, the rest is cut.
    /// - Returns: its record. Mind its state: ``waitUntilActive(_:limit:firstPause:)``.
    /// - Throws: `unreadableSource` when the file cannot be read.
    public func uploadFile(
        atPath path: String,
        mimeType: String,
        displayName: String? = nil
    ) async throws(GeminiError) -> File {
        do {
            return try await FileSystem.shared.withFileHandle(forReadingAt: FilePath(path)) { handle in
                let size = try await handle.info().size
                // A few of these are read ahead.
                let bytes = handle.readChunks(in: 0..<size, chunkLength: .mebibytes(1))
                return try await uploadFile(bytes, size: size, mimeType: mimeType, displayName: displayName)
            }
        } catch {
            throw redaction.clean(Upload.error(error))
        }
    }

    /// Uploads bytes in pieces of 8 MiB, of which no more than one is held in memory.
    ///
    /// No call is repeated. An upload that failed is begun anew by its caller, whose bytes may not come a second time.
    ///
    /// - Parameters:
    ///   - bytes: in buffers of any size.
    ///   - size: how many there are in all.
    ///   - mimeType: such as `application/pdf`; the API has a list of what it takes.
    ///   - displayName: for people; up to 512 characters, the rest is cut.
    /// - Returns: its record. Mind its state: ``waitUntilActive(_:limit:firstPause:)``.
    /// - Throws: `unreadableSource` when `bytes` throws, or gives another number than `size`.
    public func uploadFile<Bytes: AsyncSequence>(
        _ bytes: Bytes,
        size: Int64,
        mimeType: String,
        displayName: String? = nil
    ) async throws(GeminiError) -> File where Bytes.Element == ByteBuffer {
        let session = try await startUpload(size: size, mimeType: mimeType, displayName: displayName)
        var pieces = Upload.Pieces(bytes.makeAsyncIterator(), size: size)
        while true {
            let piece = try await redacted { () async throws(GeminiError) in try await pieces.next() }
            let headers: HTTPHeaders = [
                "x-goog-upload-offset": "\(piece.offset)",
                "x-goog-upload-command": piece.isLast ? "upload, finalize" : "upload",
            ]
            let call = try request(.POST, session, isVersioned: false, headers: headers, body: piece.bytes)
            if piece.isLast {
                let uploaded: UploadedFile = try await decoded(call)
                return uploaded.file
            }
            let status = try await headOnly(call).first(name: "x-goog-upload-status")
            guard status == nil || status == "active" else {
                let message = "an upload was \(status ?? "") before its end"
                throw redaction.clean(GeminiError(.malformedResponse, message: message, httpStatus: 200))
            }
        }
    }

    /// Announces a file; gives where its bytes go, below the base address.
    private func startUpload(size: Int64, mimeType: String, displayName: String?) async throws(GeminiError) -> String {
        guard mimeType.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !mimeType.isEmpty else {
            throw GeminiError(.invalidArgument, message: "not a media type")
        }
        let headers: HTTPHeaders = [
            "content-type": "application/json",
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-command": "start",
            "x-goog-upload-header-content-length": "\(size)",
            "x-goog-upload-header-content-type": mimeType,
        ]
        let body = try json(Upload.Start(displayName: displayName.map { String($0.prefix(512)) }))
        let path = "upload/\(configuration.apiVersion)/files"
        let call = try request(.POST, path, isVersioned: false, headers: headers, body: body)
        guard let address = try await headOnly(call).first(name: "x-goog-upload-url"),
            let session = Upload.session(in: address, below: String(baseAddress))
        else {
            throw GeminiError(.malformedResponse, message: "no address to upload to", httpStatus: 200)
        }
        return session
    }
}
