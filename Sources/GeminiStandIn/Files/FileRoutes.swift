internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The Files API for one version: uploads in pieces, and what was uploaded.
///
/// Source: Gemini API, `files` and `media.upload` with the resumable protocol.
struct FileRoutes: Sendable {
    private static let defaultPage = 10
    private static let maximumPage = 100
    private static let maximumBytes = 2 << 30
    let version: APIVersion
    let player: ReplyPlayer

    private var files: FileStore { player.control.files }

    func add(to group: RouterGroup<StandInContext>) {
        group.get("files", use: list)
        group.get("files/{id}") { _, context in
            let file = try files.look(at: context.parameters.get("id") ?? "")
            return try await play(.document(file.json), context)
        }
        group.delete("files/{id}") { _, context in
            try files.delete(context.parameters.get("id") ?? "")
            return try await play(.document(.object([])), context)
        }
    }

    /// To a group below `/upload`.
    func addUploads(to group: RouterGroup<StandInContext>) { group.post("files", use: upload) }

    @Sendable private func list(request: Request, context: StandInContext) async throws -> Response {
        let query = request.uri.queryParameters
        guard let size = query["pageSize"].map({ Int($0) }) ?? Self.defaultPage, size >= 0 else {
            throw APIFailure.invalidArgument("page_size must be non-negative.")
        }
        let token = query["pageToken"].map(String.init) ?? ""
        let all = files.files
        let start = token.isEmpty ? 0 : (all.firstIndex { $0.id == token } ?? all.count)
        let page = all[start...].prefix(size == 0 ? Self.defaultPage : min(size, Self.maximumPage))
        let next = page.endIndex < all.endIndex ? all[page.endIndex].id : nil
        let json = JSON.members([
            "files": page.isEmpty ? nil : .array(page.map(\.json)), "nextPageToken": next.map(JSON.string),
        ])
        return try await play(.document(json), context)
    }

    @Sendable private func upload(request: Request, context: StandInContext) async throws -> Response {
        if files.refusesUpload() { throw APIFailure.unavailable }
        let commands = (header("x-goog-upload-command", of: request) ?? "").split(separator: ",")
            .map { $0.trimmingPrefix { $0 == " " } }
        guard let id = request.uri.queryParameters["upload_id"] else {
            guard header("x-goog-upload-protocol", of: request) == "resumable", commands == ["start"] else {
                throw APIFailure.invalidArgument("Uploads start with the resumable protocol and the command start.")
            }
            return try await start(request, context)
        }
        let upload = String(id)
        guard let known = files.upload(upload) else {
            throw APIFailure(code: 404, statusWord: "NOT_FOUND", message: "There is no such upload.")
        }
        switch commands {
        case ["query"]:
            return try await play(.document(.object([])), context, status(known.isOver, known.received))
        case ["cancel"]:
            files.cancel(upload)
            return try await play(.document(.object([])), context, ["X-Goog-Upload-Status": "cancelled"])
        case ["upload"], ["upload", "finalize"], ["finalize"]:
            return try await receive(request, for: upload, isLast: commands.last == "finalize", context)
        default:
            throw APIFailure.invalidArgument("Unknown upload command.")
        }
    }

    private func start(_ request: Request, _ context: StandInContext) async throws -> Response {
        let body = try await request.body.collect(upTo: .max)
        var name: String?
        if body.readableBytes > 0 {
            let json = try ModelRoutes.json(body)
            try RequestSchema.check(json, as: "CreateFileRequest")
            name = json["file"]?["displayName"]?.text
        }
        guard name?.utf8.count ?? 0 <= 512 else {
            throw APIFailure.invalidArgument("* CreateFileRequest.file.display_name: at most 512 characters.")
        }
        let announced = header("x-goog-upload-header-content-length", of: request).flatMap { Int($0) }
        guard announced ?? 0 <= Self.maximumBytes else {
            throw APIFailure.invalidArgument("The file is larger than 2147483648 bytes.")
        }
        let type = header("x-goog-upload-header-content-type", of: request) ?? "application/octet-stream"
        let upload = files.begin(displayName: name, mediaType: type, announced: announced)
        let host = request.head.authority ?? "127.0.0.1"
        let address =
            "http://\(host)/upload/\(version.rawValue)/files?upload_id=\(upload.id)&upload_protocol=resumable"
        let headers = [
            "X-Goog-Upload-Status": "active", "X-Goog-Upload-URL": address, "X-Goog-Upload-Chunk-Granularity": "262144",
        ]
        return try await play(Reply(contentType: .plain, body: []), context, headers)
    }

    private func receive(
        _ request: Request,
        for upload: String,
        isLast: Bool,
        _ context: StandInContext
    ) async throws -> Response {
        let body = try await request.body.collect(upTo: .max)
        guard let offset = header("x-goog-upload-offset", of: request).flatMap({ Int($0) }) else {
            throw APIFailure.invalidArgument("X-Goog-Upload-Offset is missing.")
        }
        let file = try files.add(Array(body.readableBytesView), at: offset, isLast: isLast, to: upload)
        let received = files.upload(upload)?.received ?? 0
        let json = file.map { JSON.members(["file": $0.json]) } ?? .object([])
        return try await play(.document(json), context, status(isLast, received))
    }

    private func status(_ isOver: Bool, _ received: Int) -> [String: String] {
        ["X-Goog-Upload-Status": isOver ? "final" : "active", "X-Goog-Upload-Size-Received": String(received)]
    }

    private func header(_ name: String, of request: Request) -> String? {
        request.headers.first { $0.name.canonicalName == name }?.value
    }

    private func play(
        _ reply: Reply,
        _ context: StandInContext,
        _ headers: [String: String] = [:]
    ) async throws -> Response {
        var reply = reply
        reply.headers = headers
        return try await player.response(for: reply, to: "", on: context.channel)
    }
}
