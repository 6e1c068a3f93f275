internal import ChatDomain
internal import Exporting
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Live

/// All that a user has, as one file to take home.
struct ExportController {
    let exports: Exports
    let readiness: Readiness

    func addRoutes(to group: some RouterMethods<SessionContext>) {
        group.post("exports", use: start)
        group.get("exports/{id}", use: show)
        group.get("exports/{id}/file", use: download)
    }

    @Sendable private func start(_ request: Request, _ context: SessionContext) async throws -> Response {
        let fields = try await request.fields(["id"], upTo: Request.maximumOpenJSONBytes)
        let id: Identifier<ExportStatus> = try fields.id("id")
        if readiness.isDraining { throw ChatError.goingDown }
        return Self.reply(.accepted, try exports.start(context.user.id, id.uuid))
    }

    @Sendable private func show(_ request: Request, _ context: SessionContext) async throws -> Response {
        let id: Identifier<ExportStatus> = try context.pathID()
        return Self.reply(.ok, try exports.status(context.user.id, id.uuid))
    }

    @Sendable private func download(_ request: Request, _ context: SessionContext) async throws -> Response {
        let id: Identifier<ExportStatus> = try context.pathID()
        let (path, bytes) = try exports.file(context.user.id, id.uuid)
        let day = Timestamp.now.rfc3339.prefix(10)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip",
                .contentDisposition: "attachment; filename=\"pollux-\(day).zip\"",
                .cacheControl: "no-store",
            ],
            body: try await FileIO().loadFile(path: path, range: 0...Int(clamping: bytes) - 1, context: context)
        )
    }

    private static func reply(_ status: HTTPResponse.Status, _ export: ExportStatus) -> Response {
        .json(status) { json in
            json.member("id", export.id.uuidString.lowercased())
            json.member("state", export.state.rawValue)
            json.member("done", export.done)
            json.member("total", export.total)
            if let bytes = export.bytes { json.member("bytes", bytes) }
        }
    }
}
