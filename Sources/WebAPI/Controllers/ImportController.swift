internal import ChatDomain
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Importing
internal import Live

/// What a user brings along from elsewhere: uploaded in pieces, then worked on by itself.
struct ImportController {
    let imports: Imports
    let readiness: Readiness

    func addRoutes(to group: some RouterMethods<UserContext>) {
        group.get("imports", use: list)
        group.post("imports", use: start)
        group.get("imports/{id}", use: show)
        group.patch("imports/{id}", use: receive)
        group.delete("imports/{id}", use: cancel)
    }

    @Sendable private func list(_ request: Request, _ context: UserContext) async throws -> Response {
        let found = imports.list(context.userID)
        return .json { json in
            json.name("imports")
            json.array(found) { json, status in json.object { Self.write(status, to: &$0) } }
        }
    }

    @Sendable private func start(_ request: Request, _ context: UserContext) async throws -> Response {
        let fields = try await request.fields(["id", "name", "bytes"], upTo: Request.maximumOpenJSONBytes)
        let id: Identifier<ImportStatus> = try fields.id("id")
        if readiness.isDraining { throw ChatError.goingDown }
        let (status, isNew) = try await imports.start(
            context.userID,
            id.uuid,
            name: try fields.string("name"),
            bytes: try fields.integer("bytes")
        )
        return Self.reply(isNew ? .created : .ok, status)
    }

    @Sendable private func show(_ request: Request, _ context: UserContext) async throws -> Response {
        let id: Identifier<ImportStatus> = try context.pathID()
        return Self.reply(.ok, try imports.status(context.userID, id.uuid))
    }

    @Sendable private func receive(_ request: Request, _ context: UserContext) async throws -> Response {
        let id: Identifier<ImportStatus> = try context.pathID()
        _ = try imports.status(context.userID, id.uuid)
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() }
        guard type == "application/octet-stream" else {
            throw ChatError(.unsupportedMediaType, "The body must be application/octet-stream.")
        }
        guard let offset = request.headers[.uploadOffset].flatMap({ Int64($0) }), offset >= 0 else {
            throw ChatError.badRequest(
                "The header Upload-Offset must say where the piece begins.",
                field: "Upload-Offset"
            )
        }
        let status = try await imports.receive(
            context.userID,
            id.uuid,
            at: offset,
            length: request.headers[.contentLength].flatMap { Int64($0) },
            body: request.body
        )
        return Self.reply(.ok, status)
    }

    @Sendable private func cancel(_ request: Request, _ context: UserContext) async throws -> Response {
        let id: Identifier<ImportStatus> = try context.pathID()
        try await imports.cancel(context.userID, id.uuid)
        return .noContent
    }

    private static func reply(_ status: HTTPResponse.Status, _ job: ImportStatus) -> Response {
        .json(status) { write(job, to: &$0) }
    }

    private static func write(_ job: ImportStatus, to json: inout JSONWriter) {
        json.member("id", job.id.uuidString.lowercased())
        json.member("kind", "import")
        json.member("name", job.name)
        json.member("state", job.state.rawValue)
        json.member("received", job.received)
        json.member("bytes", job.bytes)
        json.member("done", job.done)
        json.member("total", job.total)
        json.member("conversations", job.conversations)
        json.member("messages", job.messages)
        json.member("skipped", job.skipped)
        json.member("problem", ifPresent: job.problem)
    }
}

extension HTTPField.Name {
    /// Where a piece of an upload begins, in bytes.
    fileprivate static let uploadOffset: HTTPField.Name = {
        guard let name = HTTPField.Name("Upload-Offset") else { preconditionFailure("a valid name") }
        return name
    }()
}
